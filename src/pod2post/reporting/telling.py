"""A report's tables as values, in the Chinese of Taiwan. Pure."""

from collections import Counter
from collections.abc import Iterator

from pod2post.costs import prices
from pod2post.picture.timeline import BECAME, DOUBTFUL, KINDS
from pod2post.picture.view import Block, Part, View
from pod2post.reporting.material import Material
from pod2post.runs import Ledger
from pod2post.showing import saying
from pod2post.showing.evidence import NOBODY, Heard, Said, said
from pod2post.showing.panel import Panel, weights
from pod2post.showing.words import span
from pod2post.stages import render
from pod2post.value import value
from pod2post.values import Dropped, Mended, Name, Names, Subject
from pod2post.writing.tasks import clock

TASKS = {
    "topics": "分段",
    "plan": "企畫",
    "quotes": "挑引文",
    "section": "寫各節",
    "head": "標題與前言",
    "observation": "我的觀察",
    "names": "名稱",
    "judge": "複核",
}
NAME_KINDS = {
    "person": "人物",
    "company": "公司",
    "product": "產品",
    "place": "地點",
    "show": "節目",
    "term": "術語",
}
ROLES = {"host": "主持人", "guest": "來賓"}
WHY = {
    "listed": "名單上的誤聽",
    "division": "分寫不同",
    "sound": "讀音相近",
    "heard again": "重聽確認",
}


@value
class Row:
    """One line of a table."""

    cells: tuple[str, ...]
    id: str = ""


@value
class Chapter:
    """A part of the post with its quotations, and those that did not hold."""

    name: str
    heading: str
    said: tuple[Said, ...]
    dropped: tuple[Dropped, ...]


def facts(told: Material) -> Iterator[Row]:
    """What it is about: name and text."""
    subject = told.opened.shown
    source = subject.source
    address = render.front_matter(subject).source_url
    file = source.locator.address.replace("\\", "/").rpartition("/")[2].partition("?")[0]
    yield Row(cells=("節目", source.show))
    yield Row(cells=("集名", source.title))
    yield Row(cells=("播出日", source.published or "不明"))
    yield Row(cells=("長度", clock(subject.transcript.coverage.duration_ms)))
    yield Row(cells=("來源", address or file))
    yield Row(cells=("狀態", state(told)))


def state(told: Material) -> str:
    """How far it has come, and who answers for it."""
    if told.issued:
        return f"已發布：{told.issued.publication.editor}，{day(told.issued.at)}"
    if told.approved:
        return f"已核准：{told.approved.editor}，{day(told.approved.at)}"
    return "待校閱"


def day(at: str) -> str:
    """A moment to the minute."""
    return at[:16].replace("T", " ")


def segments(view: View) -> Iterator[Row]:
    """When, what, which kind, where it is used."""
    for row in view.blocks:
        when = span(row.start_ms, row.end_ms)
        cells = (str(row.number), when, row.title, KINDS[row.kind], _used(row))
        yield Row(cells=cells, id=f"segment-{row.id}")


def _used(row: Block) -> str:
    if row.sections:
        return f"第 {'、'.join(map(str, row.sections))} 節"
    return f"略過{'：' if row.why else ''}{row.why}" if row.left_out else "—"


# --- the account ----------------------------------------------------------------------


def account(view: View) -> Iterator[Row]:
    """Every millisecond, by what became of it; the last row is their sum."""
    whole = view.end_ms - view.begin_ms
    for became, name in BECAME.items():
        ms = sum(row.end_ms - row.start_ms for row in view.parts if row.became == became)
        if ms:
            yield Row(cells=(name, exactly(ms), f"{100 * ms / whole:.1f}%"))
    counted = sum(row.end_ms - row.start_ms for row in view.parts)
    yield Row(cells=("合計", exactly(counted), f"{100 * counted / whole:.1f}%"))


def exactly(ms: int) -> str:
    """A length of time to the thousandth of a second, so that sums can be held against it."""
    return f"{clock(ms)}.{ms % 1000:03d}"


def gaps(view: View) -> Iterator[Row]:
    """Every stretch that an editor may want to hear: what, when, why."""
    for part in view.parts:
        if part.became in ("lost", "sound") or (part.became == "speech" and part.why):
            yield Row(
                cells=(_became(part), f"{clock(part.start_ms)}–{clock(part.end_ms)}", part.why)
            )


def _became(part: Part) -> str:
    return DOUBTFUL if part.became == "speech" else BECAME[part.became]


# --- what was said --------------------------------------------------------------------


def chapters(subject: Subject, listed: Panel) -> Iterator[Chapter]:
    """By section, the quotations that were kept, with their evidence."""
    heard = Heard(subject.transcript)
    open_ = weights(listed)
    known = {row.id: row.heading for row in subject.draft.sections}
    numbers = {row.id: f"第 {n} 節" for n, row in enumerate(subject.draft.sections, start=1)}
    for found in subject.quotes:
        if found.quotes or found.dropped:
            yield Chapter(
                name=numbers.get(found.section, found.section),
                heading=known.get(found.section, ""),
                said=tuple(said(q, heard, open_.get(q.id, ())) for q in found.quotes),
                dropped=tuple(map(saying.why, found.dropped)),
            )


def names(sheet: Names) -> Iterator[Row]:
    """The sheet of names: spelling, Chinese, what it is."""
    for entry in sheet.entries:
        yield Row(cells=(entry.canonical, entry.chinese or "—", _what(entry)))


def _what(entry: Name) -> str:
    role = ROLES.get(entry.role or "", "")
    return NAME_KINDS[entry.kind] + (f"（{role}）" if role else "")


def spelt(mended: tuple[Mended, ...]) -> Iterator[Row]:
    """What was heard otherwise than it is shown, why, and how often."""
    for (heard, shown, why), times in Counter((m.heard, m.shown, m.why) for m in mended).items():
        yield Row(cells=(heard, shown, WHY[why], f"{times} 次"))


# --- what it took ---------------------------------------------------------------------


def costs(ledger: Ledger) -> Iterator[Row]:
    """By task: requests, tokens read, seen before and written, what it cost."""
    for one in ledger.tasks:
        yield Row(
            cells=(
                TASKS.get(one.task, one.task),
                f"{one.sent:,}",
                f"{one.prompt_tokens:,}",
                f"{one.cached_tokens:,}",
                f"{one.completion_tokens:,}",
                usd(one.usd),
            )
        )
    yield Row(
        cells=(
            "合計",
            f"{ledger.sent:,}",
            f"{ledger.prompt_tokens:,}",
            f"{ledger.cached_tokens:,}",
            f"{ledger.completion_tokens:,}",
            usd(ledger.usd) + (f"（NT${ledger.twd:,.1f}）" if ledger.twd is not None else ""),
        )
    )


def usd(amount: float | None) -> str:
    return "單價未設定" if amount is None else f"US${prices.amount(amount)}"


def made_with(told: Material) -> Iterator[Row]:
    """Programs, models and digests: how the same could be made again."""
    record, subject = told.record, told.opened.shown
    yield Row(cells=("pod2post", record.pod2post))
    yield Row(cells=("逐字稿", subject.transcript.made_by or record.recognizer or "—"))
    if record.model:
        yield Row(cells=("辨識模型", record.model))
    yield Row(cells=("撰稿", subject.draft.writer or record.writer or "—"))
    yield Row(cells=("語言", subject.transcript.language))
    yield Row(cells=("句數", f"{len(subject.transcript.cues):,}"))
    speakers = dict.fromkeys(cue.speaker or NOBODY for cue in subject.transcript.cues)
    yield Row(cells=("說話者", "、".join(speakers) or "—"))
    yield Row(cells=("音訊", subject.audio))
    yield Row(cells=("完成", day(record.finished) if record.finished else "—"))
