"""Any series of edits by hand: each word of the file is printed again by its run."""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st

from pod2post import runs, settings, zh
from pod2post.page.quoting import shown
from pod2post.revision import adopting, aligning, handmade, reopening
from pod2post.rules.passages import quotes, sections
from pod2post.values import Paragraph

ROOT = Path(__file__).parent.parent
OLD = Path(__file__).parent / "old_run"
KNOWN = settings.load(ROOT / "samples" / "pod2post.toml")
POST = (OLD / "post.md").read_text(encoding="utf-8")
TOP, BODY = POST.rsplit("\n---\n\n", 1)
BLOCKS = BODY.strip().split("\n\n")
QUOTES = quotes(reopening.reopened(runs.find_run(ROOT, str(OLD)), KNOWN))

Blocks = list[str]
Step = Callable[[Blocks], Blocks]
places = st.integers(0, 10_000)
words = st.text("地圖河口船長承諾聽 ，。a1*_[]<&`#-", min_size=1, max_size=12)


def put(at: int, text: str) -> Step:
    """Type some text at the n-th character of some paragraph."""

    def step(blocks: Blocks) -> Blocks:
        n = at % len(blocks)
        where = (at // 7) % (len(blocks[n]) + 1)
        return [*blocks[:n], blocks[n][:where] + text + blocks[n][where:], *blocks[n + 1 :]]

    return step


def cut(at: int, size: int) -> Step:
    def step(blocks: Blocks) -> Blocks:
        n = at % len(blocks)
        where = (at // 7) % len(blocks[n])
        return [*blocks[:n], blocks[n][:where] + blocks[n][where + size :], *blocks[n + 1 :]]

    return step


def move(at: int, to: int) -> Step:
    def step(blocks: Blocks) -> Blocks:
        rest = [block for n, block in enumerate(blocks) if n != at % len(blocks)]
        where = to % (len(rest) + 1)
        return [*rest[:where], blocks[at % len(blocks)], *rest[where:]]

    return step


def drop(at: int) -> Step:
    return lambda blocks: [b for n, b in enumerate(blocks) if n != at % len(blocks)] or blocks


def unquote(at: int) -> Step:
    """Take the n-th quotation out."""

    def step(blocks: Blocks) -> Blocks:
        name = sorted(QUOTES)[at % len(QUOTES)]
        said = (shown(QUOTES[name]) or "").rstrip("。")
        return [block.replace(f"「{said}。」", "").replace(f"「{said}」", "") for block in blocks]

    return step


def join(at: int) -> Step:
    def step(blocks: Blocks) -> Blocks:
        n = at % len(blocks)
        return [*blocks[:n], "".join(blocks[n : n + 2]), *blocks[n + 2 :]]

    return step


steps = st.one_of(
    st.builds(put, places, words),
    st.builds(cut, places, st.integers(1, 6)),
    st.builds(move, places, places),
    st.builds(drop, places),
    st.builds(unquote, places),
    st.builds(join, places),
)


def flat(text: str) -> str:
    return "".join(text.split())


def adopted(text: str) -> tuple[adopting.Adopted, adopting.Adopted, reopening.Opened]:
    """The file adopted twice into a fresh copy of the run, and the run after it."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(OLD, Path(folder) / "runs" / "2026-10-05-the-ear")
        run = runs.find_run(Path(folder), "the-ear")
        file = Path(folder) / "the-ear.md"
        file.write_text(text, encoding="utf-8")
        made = adopting.adopt(run, file, KNOWN)
        again = adopting.adopt(run, file, KNOWN)
        assert file.read_text(encoding="utf-8") == text
        return made, again, reopening.opened(run, KNOWN)


@given(series=st.lists(steps, min_size=1, max_size=5))
@how(max_examples=80, deadline=None, derandomize=True)
def test_nothing_that_was_edited_is_lost(series: list[Step]) -> None:
    blocks = list(BLOCKS)
    for step in series:
        blocks = [block.strip() for block in step(blocks) if block.strip()] or blocks
    text = f"{TOP}\n---\n\n" + "\n\n".join(blocks) + "\n"
    made, again, now = adopted(text)
    printed = reopening.post(now).markdown
    assert (again.changes, again.edits) == ((), None), "adopted once, it is the post"
    assert [f for f in now.amended.findings if f.severity == "error"] == []
    if not made.left:
        assert flat(printed) == flat(text)
    # Whatever is printed otherwise differs in marks alone: every word of hers is there.
    ours, theirs = handmade.page(printed, "ours"), handmade.page(text, "theirs")
    mine = [aligning.key(block) for part in ours.parts for block in part.blocks]
    hers = [aligning.key(block) for part in theirs.parts for block in part.blocks]
    assert sorted(words for words in hers if words) == sorted(words for words in mine if words)
    for name, quote in QUOTES.items():
        if sum(f"「{shown(quote)}" in block for part in theirs.parts for block in part.blocks) == 1:
            assert quotes(now.shown)[name].source == quote.source
            assert any(name in zh.marks(row.text) for row in paragraphs(now))


def paragraphs(now: reopening.Opened) -> list[Paragraph]:
    draft = now.shown.draft
    rest = [row for section in sections(now.shown) for row in section.paragraphs]
    return [*draft.head.lead, *rest]
