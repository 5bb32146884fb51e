"""Boxes in a real Chromium: typed, closed, killed, kept, in two windows, by keyboard."""

from collections.abc import Iterator
from typing import Any

import pytest

import chromium
from desk_review import RUN, TOKEN, ReviewDesk, desk, opened, served  # noqa: F401
from pod2post.revision import reopening, unkept
from test_review_browser import Tab, tab

pytestmark = pytest.mark.browser
FIRST = "#section-s1 .row [data-action=edit]"
TEXT = ".mend-box textarea[name=text]"


@pytest.fixture(scope="module")
def running(chromium_here: None) -> Iterator[Any]:
    with chromium.browser() as made:
        yield made


@pytest.fixture
def here(running: Any, desk: ReviewDesk) -> Iterator[Tab]:  # noqa: F811 - the fixture's name
    """The draft of a run of one's own."""
    with tab(running, desk) as made:
        yield made


def typed(desk: ReviewDesk) -> list[str]:  # noqa: F811 - the fixture's name
    return [
        text for row in unkept.read(desk.run).rows for name, text in row.fields if name == "text"
    ]


def saved(here: Tab, desk: ReviewDesk, text: str) -> None:  # noqa: F811
    """Until the server has what was typed."""
    for _ in range(300):
        if text in typed(desk):
            return
        here.page.wait_for_timeout(20)
    raise AssertionError(f"{text!r} was not saved: {typed(desk)}")


def first_paragraph(desk: ReviewDesk) -> str:  # noqa: F811
    now = reopening.opened(desk.run, desk.known)
    return now.shown.draft.sections[0].paragraphs[0].text


def open_first(here: Tab) -> None:
    here.page.locator(FIRST).first.click()
    here.wait(f"document.querySelector('{TEXT}')")
    assert here.page.evaluate("document.activeElement.name") == "text"


def test_what_is_typed_is_saved_offered_again_and_kept_by_keyboard(
    here: Tab,
    desk: ReviewDesk,  # noqa: F811
) -> None:
    open_first(here)
    here.page.fill(TEXT, "打到一半的一段。")
    saved(here, desk, "打到一半的一段。")
    here.press("Escape")
    assert here.page.locator(".mend-box").count() == 0
    assert first_paragraph(desk) != "打到一半的一段。"
    open_first(here)
    assert here.page.input_value(TEXT) == "打到一半的一段。"
    here.page.keyboard.type("又打。")
    here.press("Control+Enter")
    here.wait("document.querySelector('#section-s1 .row').textContent.includes('又打')")
    assert "又打。" in first_paragraph(desk)
    here.page.wait_for_timeout(900)  # longer than what is typed waits to be saved
    assert typed(desk) == [], "no text of a closed box comes after what was kept"
    assert here.page.evaluate("localStorage.length") in (0, 1)  # the player's rate at most
    here.press("u")
    here.wait("!document.querySelector('#section-s1 .row').textContent.includes('又打')")


def test_the_browser_has_what_a_dead_server_never_got(here: Tab, desk: ReviewDesk) -> None:  # noqa: F811
    open_first(here)
    here.page.evaluate("() => { window.fetch = () => Promise.reject(new Error('gone')); }")
    here.page.fill(TEXT, "伺服器沒有收到的字。")
    here.wait("document.querySelector('.autosaved').textContent.includes('瀏覽器')")
    assert typed(desk) == []
    here.page.reload()
    here.wait("document.querySelector('#transcript')")
    open_first(here)
    here.wait(f"document.querySelector('{TEXT}').value === '伺服器沒有收到的字。'")
    saved(here, desk, "伺服器沒有收到的字。")


def test_two_windows_at_one_paragraph_lose_neither_text(
    running: Any,
    desk: ReviewDesk,  # noqa: F811
) -> None:
    with tab(running, desk) as one:
        other = one.page.context.new_page()
        other.goto(one.page.url)
        open_first(one)
        one.page.fill(TEXT, "第一個視窗的字。")
        saved(one, desk, "第一個視窗的字。")
        there = Tab(other)
        there.wait("document.querySelector('#transcript')")
        other.locator(FIRST).first.click()
        there.wait(f"document.querySelector('{TEXT}')")
        other.fill(TEXT, "第二個視窗的字。")
        there.press("Control+Enter")
        there.wait("document.querySelector('#section-s1 .row').textContent.includes('第二個')")
        assert first_paragraph(desk) == "第二個視窗的字。"
        one.page.focus(TEXT)
        one.press("Control+Enter")
        one.wait("document.querySelector('.mend-box.conflict')")
        assert one.page.input_value(TEXT) == "第一個視窗的字。"
        assert "第二個視窗" in one.page.text_content(".difference")
        one.page.focus(TEXT)
        one.press("Control+Enter")
        one.wait("!document.querySelector('.mend-box')")
        assert first_paragraph(desk) == "第一個視窗的字。"
        one.codes[:] = [(url, code) for url, code in one.codes if code != 409]
        one.complaints[:] = [said for said in one.complaints if "409" not in said]


def test_sentences_of_a_quotation_are_chosen_in_the_transcript(here: Tab, desk: ReviewDesk) -> None:  # noqa: F811
    here.page.locator("#section-s1 [data-action=quote]").first.click()
    here.wait("document.querySelector('.mend-box select[name=first]')")
    here.page.locator("#transcript [data-cue=c0060]").first.click()
    here.page.locator("#transcript [data-cue=c0061]").first.click()
    assert here.page.input_value(".mend-box select[name=first]") == "c0060"
    assert here.page.input_value(".mend-box select[name=last]") == "c0061"
    here.page.fill(".mend-box textarea[name=chinese]", "水管在凌晨爆開。")
    here.press("Control+Enter")
    here.wait("document.querySelector('#section-s1').textContent.includes('水管在凌晨爆開')")
    (change,) = desk.run.edits().quotes
    assert (change.cues, change.chinese) == (("c0060", "c0061"), "水管在凌晨爆開。")


def test_another_box_closes_the_first_and_keeps_its_text(here: Tab, desk: ReviewDesk) -> None:  # noqa: F811
    open_first(here)
    here.page.fill(TEXT, "先放著的字。")
    here.page.locator("#section-s2 [data-action=heading]").first.click()
    here.wait("document.querySelector('.mend-box input[name=text]')")
    assert here.page.locator(".mend-box").count() == 1
    saved(here, desk, "先放著的字。")


def test_keys_typed_while_an_input_method_composes_keep_nothing(
    here: Tab,
    desk: ReviewDesk,  # noqa: F811
) -> None:
    open_first(here)
    here.page.evaluate(
        """selector => {
          const field = document.querySelector(selector);
          for (const key of ['Escape', 'Enter'])
            field.dispatchEvent(new KeyboardEvent('keydown',
              {key, ctrlKey: key === 'Enter', isComposing: true, bubbles: true}));
        }""",
        TEXT,
    )
    assert here.page.locator(".mend-box").count() == 1
    assert not any("/keep" in url for url, _ in here.codes)


def test_a_plan_is_typed_kept_and_remembered(here: Tab, desk: ReviewDesk) -> None:  # noqa: F811
    here.page.goto(here.page.url.rstrip("/") + "/plan")
    here.page.fill("textarea[name=thesis]", "另一個說法")
    here.page.reload()
    here.wait("document.querySelector('.offered')")
    assert here.page.input_value("textarea[name=thesis]") == "另一個說法"
    here.page.focus("textarea[name=thesis]")
    here.press("Control+Enter")
    here.wait("document.querySelector('.kept')")
    plan = desk.run.edited_plan()
    assert plan
    assert plan.thesis == "另一個說法"
    here.page.reload()
    here.wait("document.querySelector('#plan')")
    assert here.page.locator(".offered").count() == 0
