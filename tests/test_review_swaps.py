"""What a mend sends: the rows that differ, so that the page is then what a fresh one would be."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

import chromium
from desk_review import RUN, ReviewDesk, desk, opened  # noqa: F401
from drafts import SECTIONS, observation, paragraph, subject
from pod2post.review import swaps
from pod2post.review.draft import DraftPage
from pod2post.revision import waiving
from pod2post.revision.edits import Amended, Edits
from pod2post.revision.reopening import Opened
from pod2post.values import Subject
from test_review_browser import Tab, tab
from test_review_mend import EDIT, PARAGRAPH, box

TEXT = ".mend-box textarea[name=text]"
# The parts that a mend may change, as they stand and as a fresh page has them.
BOTH = """async () => {
  const made = await (await fetch(location.pathname)).text();
  const fresh = new DOMParser().parseFromString(made, "text/html");
  const shape = (place) => {
    const copy = place.cloneNode(true);
    for (const one of [copy, ...copy.querySelectorAll("*")]) {
      for (const name of ["aria-current", "hx-swap-oob", "style"]) one.removeAttribute(name);
      for (const name of ["selected", "htmx-added", "htmx-settling"]) one.classList.remove(name);
      if (!one.classList.length) one.removeAttribute("class");
      if (one.classList.contains("slot")) one.replaceChildren();
    }
    return copy.innerHTML.replace(/\\s+/g, " ").replaceAll("> <", "><").replaceAll("><", ">\\n<");
  };
  const both = (id) => [shape(document.getElementById(id)), shape(fresh.getElementById(id))];
  return ["article", "findings", "counts"].map(both);
}"""


def page(whole: Subject) -> DraftPage:
    made = Amended(draft=whole.draft, quotes=whole.quotes)
    now = Opened(written=whole, shown=whole, edits=Edits(), amended=made)
    return DraftPage("a-run", now, waiving.numbered(now))


def with_texts(*texts: str) -> Subject:
    first = replace(SECTIONS[0], paragraphs=tuple(map(paragraph, texts)))
    return subject(sections=(first, *SECTIONS[1:]), opinion=observation("我這樣看。"))


def part(whole: Subject, name: str = "s1") -> Any:
    found = page(whole).part(name)
    assert found
    return found


# --- what differs -----------------------------------------------------------------------


def test_one_paragraph_that_changed_is_the_one_that_is_sent() -> None:
    one, other = with_texts("第一段。", "第二段。"), with_texts("第一段。", "改過的第二段。")
    found = swaps.blocks(part(one), part(other))
    assert [block.number for block in found or ()] == [1]
    assert swaps.blocks(part(one), part(one)) == ()


@pytest.mark.parametrize(
    ("one", "other", "name"),
    [
        (with_texts("一。"), with_texts("一。", "二。"), "s1"),
        (
            with_texts("一。"),
            subject(sections=(replace(SECTIONS[0], heading="另一個小標"), *SECTIONS[1:])),
            "s1",
        ),
        (with_texts("一。"), with_texts("一。"), "head"),
        (
            with_texts(*(f"第 {n} 段。" for n in range(swaps.FEW + 1))),
            with_texts(*(f"改過的第 {n} 段。" for n in range(swaps.FEW + 1))),
            "s1",
        ),
    ],
    ids=["another number", "another heading", "the head", "too many"],
)
def test_what_rows_cannot_tell_is_sent_whole(one: Subject, other: Subject, name: str) -> None:
    assert swaps.blocks(part(one, name), part(other, name)) is None


def test_a_list_of_findings_is_sent_row_by_row_while_its_order_holds() -> None:
    bad, worse = with_texts("这是一段。"), with_texts("这是一段，說的是視頻。")
    made = swaps.listed(page(bad), page(worse))
    assert made
    old, new = swaps.rows(page(bad)), swaps.rows(page(worse))
    held = list(old)
    for one in made:  # as a browser does it
        if one.how == "delete":
            held.remove(one.id)
        elif one.how.startswith("after"):
            where, _, place = one.how.partition(":")
            held.insert(0 if where == "afterbegin" else held.index(place[1:]) + 1, one.id)
    assert held == [*new]
    assert swaps.listed(page(bad), page(bad)) == ()


def test_marks_change_with_whatever_is_shown() -> None:
    plain, other = with_texts("一段話。"), with_texts("另一段話。")
    assert page(plain).mark != page(with_texts("这是一段。")).mark
    assert part(plain).mark == part(plain).mark
    assert part(plain).mark != part(other).mark
    title = replace(plain.draft.head, title="另一個標題，談的是別的事情")
    retitled = replace(plain, draft=replace(plain.draft, head=title))
    assert part(plain, "head").mark != part(retitled, "head").mark


# --- what is answered -------------------------------------------------------------------


def marks(text: str) -> str:
    return " ".join(piece.split('"')[0] for piece in text.split('data-shown="')[1:])


def test_who_shows_what_stood_before_gets_rows_and_anybody_else_the_part(
    desk: ReviewDesk,  # noqa: F811
) -> None:
    visitor = desk.visitor()
    have = marks(visitor.get(f"/runs/{RUN}").text)
    first = visitor.post(f"{EDIT}/keep", box(visitor, **PARAGRAPH) | {"text": "改。", "have": have})
    assert 'id="row-s1-2"' in first.text
    assert 'id="section-s1"' not in first.text
    assert len(first.body) < len(visitor.get(f"/runs/{RUN}").body) / 8
    for stale in ("", have, "s1:0 findings:0"):
        form = box(visitor, **PARAGRAPH) | {"text": f"再改{stale[:1]}。", "have": stale}
        again = visitor.post(f"{EDIT}/keep", form)
        assert 'id="section-s1"' in again.text, "it may show anything"
        assert 'id="checks"' in again.text


# --- in a browser -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def running(chromium_here: None) -> Iterator[Any]:
    with chromium.browser() as made:
        yield made


def mend(here: Tab, section: str, number: int, text: str) -> None:
    place = f"#row-{section}-{number}"
    here.page.locator(f"{place} [data-action=edit]").first.click()
    here.wait(f"document.querySelector('{TEXT}')")
    here.page.fill(TEXT, text)
    here.press("Control+Enter")
    here.wait("!document.querySelector('form.mend-box')")


def same(here: Tab) -> None:
    here.wait("!document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling')")
    for shown, fresh in here.page.evaluate(BOTH):
        assert shown.split("\n") == fresh.split("\n")


@pytest.mark.browser
def test_after_every_mend_the_page_is_what_a_fresh_one_would_be(
    running: Any,
    desk: ReviewDesk,  # noqa: F811
) -> None:
    with tab(running, desk) as here:
        same(here)
        mend(here, "s1", 1, "这里有 987 個人，說的是視頻。")
        here.wait("document.querySelectorAll('#row-s1-1 mark').length > 1")
        same(here)
        mend(here, "s1", 1, "這裡沒有什麼可說的。")
        here.wait("!document.querySelector('#row-s1-1 mark')")
        same(here)
        mend(here, "s2", 0, "第一段。\n\n第二段，Zorblax 也在。")
        same(here)
        mend(here, "head", 0, "前言改過了。")
        same(here)
        here.press("u")
        here.wait("!document.querySelector('#section-head').textContent.includes('前言改過了')")
        same(here)
        here.press("j", "w")
        here.wait("document.querySelector('.mend-box textarea[name=reason]')")
        here.page.fill(".mend-box textarea[name=reason]", "來賓自己這樣說")
        here.press("Control+Enter")
        here.wait("document.querySelector('#findings .waived')")
        same(here)


@pytest.mark.browser
def test_a_paragraph_that_was_opened_stays_open_beside_one_that_is_mended(
    running: Any,
    desk: ReviewDesk,  # noqa: F811
) -> None:
    with tab(running, desk) as here:
        here.page.evaluate("document.querySelector('#row-s1-0 details').open = true")
        mend(here, "s1", 1, "改過的一段。")
        here.wait("document.querySelector('#row-s1-1').textContent.includes('改過的一段')")
        assert here.page.evaluate("document.querySelector('#row-s1-0 details').open")
