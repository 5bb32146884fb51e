"""A draft from first look to published, in a real browser, by keys alone."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from chromium import browser
from desk import EDITOR
from palette import smaller
from pod2post.publishing import record
from review_sample import NAME, PAGE, Page, made, served

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("chromium_here")]
ROOT = Path(__file__).parent.parent
DOCUMENT = ROOT / "docs" / "reviewing.md"
WAIT_MS = 30_000
NEAR_S = 0.3

# What a page reports while it is used: its policy broken, and where each playing began.
LISTEN = """
window.broken = [];
document.addEventListener('securitypolicyviolation', e => window.broken.push(e.violatedDirective));
window.heard = [];
document.addEventListener('playing', e => window.heard.push(e.target.currentTime), true);
document.addEventListener('pause', e => window.heard.push(-e.target.currentTime), true);
"""


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("sample"))


@pytest.fixture(scope="module")
def chromium(chromium_here: None) -> Iterator[Any]:
    with browser() as running:
        yield running


@dataclass
class Tab:
    """One window: what it complained of, and what it was answered."""

    page: Any
    errors: list[str] = field(default_factory=list)
    answers: list[tuple[int, str]] = field(default_factory=list)
    expected: set[int] = field(default_factory=set)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def write(self, text: str) -> None:
        self.page.keyboard.insert_text(text)

    def sees(self, text: str) -> None:
        """Wait until the words can be read on the page."""
        told = "text => document.body.innerText.replace(/\\s+/g, ' ').includes(text)"
        self.until(told, text)

    def until(self, what: str, about: str = "") -> None:
        """Wait until it is so. Playwright's own waiting needs `eval`, which the page forbids."""
        from playwright.sync_api import Error

        for _ in range(WAIT_MS // 100):
            try:
                if self.page.evaluate(what, about):
                    return
            except Error as error:  # another page is on its way
                if "navigation" not in str(error):
                    raise
            self.page.wait_for_timeout(100)
        raise AssertionError(f"{about or what} never came; open: {self.open()}")

    def open(self) -> str:
        """What the panel says is still open, and what stands above."""
        places = "#said, #live, #findings, .complaint, .notice-line, h1"
        return " / ".join(self.page.locator(places).all_inner_texts())[:3000]

    def settles(self) -> None:
        """Wait until the page is loaded and htmx asks for nothing any more."""
        self.page.wait_for_load_state("networkidle", timeout=WAIT_MS)
        for _ in range(2):
            self.until("() => !document.querySelector('.htmx-request, .htmx-swapping')")
            self.page.wait_for_timeout(50)

    def has(self, selector: str) -> None:
        self.page.wait_for_selector(selector, timeout=WAIT_MS)

    def sound(self) -> None:
        """No error of a script or the console, no broken policy, no answer that nobody awaited."""
        assert self.errors == []
        assert self.page.evaluate("window.broken") == []
        strange = {row for row in self.answers if row[0] >= 400 and row[0] not in self.expected}
        assert strange == set()


@contextmanager
def window(context: Any) -> Iterator[Tab]:
    page = context.new_page()
    tab = Tab(page)
    page.add_init_script(LISTEN)

    def said(message: Any) -> None:
        # Chromium itself writes such a line for every answer of 400 and more: those are counted.
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            tab.errors.append(message.text)

    page.on("console", said)
    page.on("pageerror", lambda error: tab.errors.append(str(error)))
    page.on("response", lambda answer: tab.answers.append((answer.status, answer.url)))
    yield tab
    page.close()


def steps() -> list[tuple[list[tuple[str, str]], list[str]]]:
    """What the document says to press and to type, and the words that are then on the page."""
    text = DOCUMENT.read_text(encoding="utf-8")
    table = text.split("<!-- the journey: begin -->")[1].split("<!-- the journey: end -->")[0]
    rows = [line.strip("| ").split(" | ") for line in table.strip().splitlines()[2:]]
    made = []
    for keys, what in rows:
        found = re.findall(r"<kbd>(.+?)</kbd>|`(.+?)`", keys)
        made.append(([*found], re.findall(r"\*\*(.+?)\*\*", what)))
    return made


# --- the journey ------------------------------------------------------------------------


def test_the_documented_keys_lead_from_first_look_to_published(
    sample: Path, chromium: Any, tmp_path: Path
) -> None:
    with served(sample, tmp_path, "the-ear") as page, _opened(chromium, page) as tab:
        assert page.run.folder.name in tab.page.url, "the printed address leads to the draft"
        for pressed, seen in steps():
            for key, typed in pressed:
                if key in ("e", "w"):
                    tab.press(key)
                    tab.has("form.mend-box textarea:focus, form.mend-box input:focus")
                elif key:
                    tab.press(key)
                else:
                    tab.write(typed)
            for words in seen:
                tab.sees(words)
            tab.settles()
        text = (page.site / PAGE).read_text(encoding="utf-8")
        tab.sound()
    assert "draft: true" not in text
    for words in ("3.4 億美元", "夠 Drumfish 在", "儀表板上每一盞", "對台灣的團隊來說"):
        assert words in text
    for fault in ("34 億美元", "Drumfich", "дашборд", "团队"):
        assert fault not in text
    published = record.read(page.run)
    assert published
    assert published.last
    assert [(row.reason, row.editor) for row in published.last.waived] == [
        ("譯文都對過原話了", EDITOR)
    ]


def test_the_document_counts_its_keys_truly() -> None:
    pressed = [one for row, _ in steps() for one in row]
    keys = [key for key, _ in pressed if key]
    texts = [typed for _, typed in pressed if typed]
    said = DOCUMENT.read_text(encoding="utf-8").replace("\n", " ")
    numbers = {5: "five"}
    assert (
        f"That is {len(keys)} keys and {numbers[len(texts)]} short texts of "
        f"{sum(map(len, texts))} characters." in said
    )


@contextmanager
def _opened(chromium: Any, page: Page, **options: Any) -> Iterator[Tab]:
    """A browser that brought the token, at the printed address."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, **options)
    context.set_default_timeout(WAIT_MS)
    try:
        with window(context) as tab:
            tab.page.goto(page.address)
            tab.settles()
            yield tab
    finally:
        context.close()


def _to_the_draft(tab: Tab) -> None:
    """From the list, by Tab and Enter."""
    for _ in range(40):
        if tab.page.evaluate("document.activeElement.className") == "run-title":
            break
        tab.press("Tab")
    tab.press("Enter")
    tab.page.wait_for_url(f"**/runs/{NAME}")
    tab.settles()


def test_a_quotation_is_heard_from_a_second_before_its_words_to_their_end(
    sample: Path, chromium: Any, tmp_path: Path
) -> None:
    with served(sample, tmp_path) as page, _opened(chromium, page) as tab:
        _to_the_draft(tab)
        tab.press("n", "Space")
        tab.until("() => window.heard.length > 1")
        began, ended = tab.page.evaluate("window.heard.slice(0, 2)")
        mark = tab.page.evaluate("document.activeElement.dataset")
        tab.sound()
    assert abs(began - (int(mark["startMs"]) / 1000 - 1)) < NEAR_S
    assert abs(-ended - int(mark["endMs"]) / 1000) < NEAR_S
    audio = [code for code, address in tab.answers if address.endswith("/audio")]
    assert audio
    assert set(audio) == {206}


def test_two_windows_change_one_paragraph_and_no_word_is_lost(
    sample: Path, chromium: Any, tmp_path: Path
) -> None:
    mine = "這個問題的代價，是 3.4 億美元。我自己打的話。"
    with served(sample, tmp_path) as page, _opened(chromium, page) as first:
        _to_the_draft(first)
        with window(first.page.context) as second:
            second.page.goto(f"{page.base}/runs/{NAME}")
            second.settles()
            second.press("j", "e")
            second.has("form.mend-box textarea:focus")
            first.press("j", "e")
            first.has("form.mend-box textarea:focus")
            first.write("3.4 億")
            first.press("Control+Enter")
            first.sees("待處理 4")
            second.expected.add(409)
            second.press("Control+a")
            second.write(mine)
            second.press("Control+Enter")
            second.has("form.mend-box.conflict")
            assert second.page.input_value("form.conflict textarea") == mine
            told = second.page.inner_text("form.conflict")
            assert "你打的字還在" in told
            assert "3.4" in second.page.inner_text("form.conflict ins")
            _accessible(second)
            second.sound()
            second.press("Control+Enter")
            second.sees("我自己打的話。")
            second.sound()
        first.page.reload()
        first.sees("我自己打的話。")
        first.sound()
    kept = page.run.edits()
    assert any(mine in row.text for edit in kept.edits for row in edit.paragraphs)


# --- for everybody ----------------------------------------------------------------------


CONTRAST = {"runOnly": ["color-contrast"], "resultTypes": ["violations"]}


def _accessible(tab: Tab) -> None:
    """axe-core finds nothing serious; in the dark, no word that is hard to read."""
    from axe_playwright_python.sync_playwright import DEFAULT_OPTIONS, Axe

    for scheme, options in (("light", DEFAULT_OPTIONS), ("dark", CONTRAST)):
        tab.page.emulate_media(color_scheme=scheme)
        found = Axe().run(tab.page, options=options).response["violations"]
        grave = [
            (row["id"], [node["html"][:160] for node in row["nodes"][:4]])
            for row in found
            if row["impact"] in ("serious", "critical")
        ]
        assert grave == [], (scheme, tab.page.url)
    tab.page.emulate_media(color_scheme="light")


def test_list_plan_draft_time_line_and_publishing_can_be_used_by_everybody(
    sample: Path, chromium: Any, tmp_path: Path
) -> None:
    with served(sample, tmp_path) as page, _opened(chromium, page) as tab:
        for place in ("", f"runs/{NAME}/plan", f"runs/{NAME}/publish"):
            tab.page.goto(f"{page.base}/{place}")
            tab.settles()
            _accessible(tab)
        tab.page.goto(f"{page.base}/runs/{NAME}")
        tab.has("#timeline")
        tab.page.click(".picture-more")
        _accessible(tab)
        tab.sound()


SIZES = {"desktop": (1280, 860), "phone": (390, 844)}


def test_every_page_fits_a_desk_and_a_phone_and_its_picture_is_kept_when_asked(
    sample: Path, chromium: Any, tmp_path: Path
) -> None:
    """`POD2POST_SCREENSHOTS=1` writes what docs/reviewing.md shows."""
    asked = os.environ.get("POD2POST_SCREENSHOTS") == "1"
    folder = ROOT / "docs" / "img" / "review" if asked else tmp_path / "shots"
    folder.mkdir(parents=True, exist_ok=True)
    own = f"runs/{NAME}"
    with served(sample, tmp_path) as page, _opened(chromium, page) as tab:
        for place in ("", f"{own}/plan", own, f"{own}/publish", f"{own}/report.html"):
            tab.page.goto(f"{page.base}/{place}")
            name = place.rpartition("/")[2].partition(".")[0] if place != own else "draft"
            shown = folder if name in ("", "draft", "plan") else tmp_path
            for size in SIZES:
                _shot(tab, size, shown / f"{name or 'list'}-{size}.png")
        tab.page.goto(f"{page.base}/{own}")
        tab.has("#timeline.tl-strip")
        tab.page.click(".picture-more")
        for size in SIZES:
            _shot(tab, size, folder / f"timeline-{size}.png", ".picture", alone=True)
        _into_conflict(tab)
        for size in SIZES:
            _shot(tab, size, folder / f"conflict-{size}.png", ".conflict")
    named = set(re.findall(r"img/review/(.+?\.png)", DOCUMENT.read_text(encoding="utf-8")))
    assert named <= {path.name for path in folder.iterdir()}


def _shot(tab: Tab, size: str, file: Path, part: str = "", *, alone: bool = False) -> None:
    width, height = SIZES[size]
    tab.page.set_viewport_size({"width": width, "height": height})
    tab.settles()
    assert tab.page.evaluate("document.documentElement.scrollWidth") <= width, tab.page.url
    if part:
        tab.page.eval_on_selector(part, "one => one.scrollIntoView({block: 'start'})")
    place = tab.page.locator(part) if alone else tab.page
    file.write_bytes(smaller(place.screenshot()))


def _into_conflict(tab: Tab) -> None:
    """Another window keeps its text first; this one's stands beside it."""
    tab.page.set_viewport_size({"width": 1280, "height": 860})
    tab.page.focus("#article")
    tab.press("j", "e")
    tab.has("form.mend-box textarea:focus")
    with window(tab.page.context) as other:
        other.page.goto(tab.page.url)
        other.settles()
        other.press("j", "e")
        other.has("form.mend-box textarea:focus")
        other.write("3.4 億")
        other.press("Control+Enter")
        other.sees("待處理 4")
    tab.write("三億四千萬")
    tab.press("Control+Enter")
    tab.has("form.mend-box.conflict")
