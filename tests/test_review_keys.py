"""The table of keys: each key once, every action wired, the overlay written from it."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from desk_review import RUN, ReviewDesk, shared_desk  # noqa: F401
from pod2post import zh
from pod2post.review import keytable

PAGES = Path(__file__).parent.parent / "templates" / "review"


def test_no_key_means_two_things() -> None:
    keys = [key.keys for key in keytable.KEYS]
    assert len(set(keys)) == len(keys)
    begun = {name.split(" ")[0] for name in keys if " " in name}
    assert begun & set(keys) == set()


def test_every_key_is_explained_in_chinese() -> None:
    assert [key for key in keytable.KEYS if not zh.count(key.label)] == []
    assert [name for name, _ in keytable.groups()] == ["查核", "聽", "修改", "定稿", "移動"]
    assert sum(len(rows) for _, rows in keytable.groups()) == len(keytable.KEYS)


@pytest.mark.parametrize(
    ("keys", "shown"),
    [("Space", ("空白鍵",)), ("g l", ("g", "l")), ("Control+Enter", ("Ctrl+Enter",))],
)
def test_keys_are_shown_as_they_are_printed(keys: str, shown: tuple[str, ...]) -> None:
    (key,) = [row for row in keytable.KEYS if row.keys == keys]
    assert keytable.shown(key) == shown


def test_every_action_has_a_handler_or_a_button() -> None:
    scripts = "\n".join(path.read_text("utf-8") for path in (PAGES / "static").glob("*.js"))
    pages = "\n".join(path.read_text("utf-8") for path in PAGES.glob("*.j2"))
    handled = set(re.findall(r'\bon\("([\w-]+)"', scripts))
    # A button's mark stands in a template, or is the last word of one of its macros.
    marked = set(re.findall(r'data-action="([\w-]+)"', pages))
    marked |= set(re.findall(r'"([\w-]+)"\s*\)\s*\}\}', pages))
    marked |= set(re.findall(r'button\(run, "([\w-]+)"', pages))
    marked |= {word for row in re.findall(r"\{\{ post\(([^\n]*)", pages) for word in _words(row)}
    wanted = {key.action for key in keytable.KEYS}
    assert wanted - handled - marked == set()


def _words(row: str) -> list[str]:
    return re.findall(r'"([a-z-]+)"', row)


class _Overlay(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.rows: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "tr" and "data-keys" in told:
            self.rows.append((str(told["data-keys"]), str(told["data-action"])))


@pytest.mark.parametrize("path", ["/", f"/runs/{RUN}"])
def test_the_overlay_of_each_page_is_the_table(
    shared_desk: ReviewDesk,  # noqa: F811
    path: str,
) -> None:
    overlay = _Overlay()
    overlay.feed(shared_desk.visitor().get(path).text)
    assert overlay.rows == [(key.keys, key.action) for key in keytable.KEYS]
