"""Five hundred hostile drafts, built together by real Hugo; the worst ones in real Chromium.

`python -m benchmarks.language --only fuzz` does the same with five thousand.
"""

import time
from pathlib import Path

import pytest

import chromium
import hostile
import hugosite
from benchmarks.language import fuzz
from pod2post.page import markdown
from pod2post.page.quoting import with_quotes
from pod2post.values import Subject

COUNT, SEED = 500, 3
OPENED = 12


@pytest.fixture(scope="module")
def drafts() -> list[Subject]:
    return list(hostile.drafts(COUNT, SEED))


@pytest.fixture(scope="module")
def posts(drafts: list[Subject]) -> dict[str, str]:
    made, refused = fuzz.written(drafts)
    assert refused == []
    return made


@pytest.fixture(scope="module", params=fuzz.SITES)
def site(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    drafts: list[Subject],
    posts: dict[str, str],
) -> tuple[Path, fuzz.Found]:
    if not hugosite.installed():
        pytest.skip("no Hugo in this environment: the dev requirements bring it")
    folder = tmp_path_factory.mktemp("fuzz") / "site"
    return folder, fuzz.look(folder, request.param, drafts, posts)


@pytest.mark.hugo
def test_five_hundred_hostile_drafts_make_one_site(site: tuple[Path, fuzz.Found]) -> None:
    _, found = site
    assert len(found.built) == COUNT, found.said[-2000:]
    assert found.equal == found.built
    assert found.active == []
    assert found.foreign == []


@pytest.mark.hugo
def test_a_tag_makes_no_page_outside_the_tags(site: tuple[Path, fuzz.Found]) -> None:
    folder, _ = site
    top = {path.name for path in (folder / "public").iterdir()}
    assert top == {"index.html", "posts", "tags", "categories"}
    assert len(list((folder / "public" / "posts").iterdir())) == COUNT + 1  # and its own index


@pytest.mark.browser
def test_nothing_runs_in_a_browser(
    site: tuple[Path, fuzz.Found], posts: dict[str, str], chromium_here: None
) -> None:
    visit = fuzz.visit(site[0], posts, OPENED)
    assert (visit.opened, visit.scripts, visit.strayed) == (OPENED, [], [])


# --- proof that all of this could fail --------------------------------------------------

RAW = [
    (hostile.MARKUP[0], "script"),
    (hostile.MARKUP[4], "img onerror"),
    ("<svg onload=pwned>", "svg"),
    ("https://evil.invalid/x", "a https://evil.invalid"),
    ("[x](javascript:pwned)", "a javascript:pwned"),
    ("x $y$ z", "math"),
    ("x ^y^", "sup"),
    ("- [x] y", "input"),
]


@pytest.mark.hugo
def test_a_page_that_was_not_made_safe_is_found(tmp_path: Path) -> None:
    """On the open site, each sample as it is; what the reader of pages says of it."""
    if not hugosite.installed():
        pytest.skip("no Hugo in this environment: the dev requirements bring it")
    head = '---\ntitle: "x"\ndate: 2025-02-10\n---\n\n'
    raw = {f"p{number}": f"{head}{text}\n" for number, (text, _) in enumerate(RAW)}
    safe = {f"s{number}": f"{head}{markdown.paragraph(t)}\n" for number, (t, _) in enumerate(RAW)}
    code, said = hugosite.build(tmp_path, {**raw, **safe}, over="theme.yaml")
    assert code == 0, said
    for number, (text, strange) in enumerate(RAW):
        seen = hugosite.page(tmp_path / "public", f"p{number}").strange
        assert any(one.startswith(strange) for one in seen), (text, seen)
        assert hugosite.page(tmp_path / "public", f"s{number}").strange == [], text


ALIVE = [
    "<script>x = 1</script>",
    "<p onmouseover='x = 1'>x</p>",
    "<img src=x onerror='x = 1'>",
    "<a href='javascript:x = 1'>x</a>",
    "<iframe srcdoc='<script>x = 1</script>'></iframe>",
    "<script>alert(1)</script>",
]


@pytest.mark.browser
def test_a_script_that_runs_is_seen(tmp_path: Path, chromium_here: None) -> None:
    (tmp_path / "fine.html").write_text("<p>x<a href='/y'>y</a></p>", encoding="utf-8")
    stray = "<img src=https://evil.invalid/a.png>"
    (tmp_path / "stray.html").write_text(stray, encoding="utf-8")
    for number, text in enumerate(ALIVE):
        (tmp_path / f"{number}.html").write_text(text, encoding="utf-8")
    alive = [f"{number}.html" for number in range(len(ALIVE))]
    visit = chromium.visited(tmp_path, ["fine.html", "stray.html", *alive])
    assert visit.scripts == alive
    assert visit.strayed == ["https://evil.invalid/a.png"]


LONG = [
    *("[" * 20_000, "![" * 20_000, "[a](" * 20_000, "[" * 9_000 + "](x)" * 9_000),
    *("**" * 20_000, "<http:" * 20_000, "{" * 20_000, " {}" * 20_000, "&" * 20_000),
    *(" " * 60_000, "\n" * 60_000, ":a" * 20_000, "a@" * 20_000, "⟦q:" * 20_000, "/" * 20_000),
]


@pytest.mark.parametrize("text", LONG, ids=lambda text: repr(text[:6]))
def test_long_text_is_read_in_one_go(text: str) -> None:
    """What is quadratic takes longer: 7 s of work for the blanks, before that was mended."""
    begun = time.process_time()
    for make in (markdown.paragraph, markdown.heading, markdown.term):
        make(text)
    with_quotes(text, {})
    assert time.process_time() - begun < 2
