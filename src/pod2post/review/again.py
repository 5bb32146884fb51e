"""What asking a part, or the whole, again would do and cost. Nothing is asked here."""

from collections.abc import Iterator
from dataclasses import replace

from pod2post import pipeline, repeating, runs
from pod2post.costs.forecast import Forecast
from pod2post.errors import Pod2postError
from pod2post.page import markdown
from pod2post.review.room import Room
from pod2post.revision import editing
from pod2post.revision.editing import HEAD
from pod2post.revision.reopening import Opened
from pod2post.runs import Run
from pod2post.scene import Options
from pod2post.stages.write import OBSERVATION
from pod2post.value import value


@value
class Cost:
    """What it would take. `lines`: the whole reckoning; `why`: it cannot be told, and why."""

    short: str
    lines: tuple[str, ...] = ()
    why: str = ""


class _Silent:
    def say(self, text: str, /) -> None:
        """A rehearsal has nobody to talk to."""

    def step(self, task: str, done: float, total: float | None, unit: str, /) -> None:
        """Nor to show its steps."""


def options(run: Run, part: str | None) -> Options:
    """With what the run was asked for, and the part to be asked for again; None: what is due.

    Raises:
        BadInput: as `repeating.kept`.
    """
    asked = repeating.kept(run)
    return replace(asked, take=(part,)) if part else asked


def cost(room: Room, run: Run, part: str | None) -> Cost:
    """A rehearsal of the run: what it would ask, and what that costs."""
    try:
        made = pipeline.estimate(options(run, part), room.known, tell=_Silent())
    except Pod2postError as error:
        return Cost(short="估不出來", why=str(error))
    return Cost(short=_short(made), lines=made.lines)


def _short(made: Forecast) -> str:
    calls = sum(row.calls for row in made.tasks)
    if not calls:
        return "不需要問模型，不花錢"
    told = f"要問模型約 {calls} 次"
    if made.twd is not None and made.most_twd is not None:
        return f"{told}，約 NT${made.twd:.1f}，最多 NT${made.most_twd:.1f}"
    if made.usd is not None and made.most_usd is not None:
        return f"{told}，約 US${made.usd:.3f}，最多 US${made.most_usd:.3f}"
    return f"{told}；不知道這個模型的價格"


def is_elsewhere(run: Run, now: Opened) -> bool:
    """Would asking again lead to another folder, because this one was renamed?"""
    home = runs.run_of(run.folder.parent.parent, now.written.source)
    return home.folder.name != run.folder.name


def warnings(run: Run, now: Opened, part: str) -> Iterator[str]:
    """What an editor should know before she asks for a part again."""
    if is_elsewhere(run, now):
        yield "這個資料夾改過名字，程式會當成另一集：請先把名字改回來。"
    if part in editing.locks(now.edits):
        yield "這一部分已鎖定：請先解鎖，才能重寫。"
    edited = any(row.section == part for row in now.edits.edits)
    if edited or (part == HEAD and now.edits.head):
        yield "你改過這一部分：重寫後，你的版本不會自動套上，會列成一項衝突，也不會不見。"
    if part not in (HEAD, OBSERVATION):
        yield "標題、導言和我的觀察會照現在的樣子鎖住，只重寫這一節。"
    if now.shown.front.series:
        yield "這是系列的一篇：請在終端機用 pod2post run 加 --take 重寫。"


def refused(run: Run, now: Opened, part: str) -> bool:
    """May the part not be asked for from the page?"""
    series = now.shown.front.series is not None
    return part in editing.locks(now.edits) or series or is_elsewhere(run, now)


def title(now: Opened, part: str) -> str:
    """What the part is called beside its heading."""
    rows = {section.id: section.heading for section in now.shown.draft.sections}
    return markdown.line(rows.get(part, ""))
