"""The line that names all parts of a series, the same on each of their pages. Pure."""

from pod2post.extras import Series
from pod2post.page import markdown

ORDER = {2: "上下", 3: "上中下"}
NUMERALS = "一二三四五六七八九"


def box(series: Series, title: str) -> str:
    """One line of Markdown. `title` is this part's as it is printed now."""
    count, rows = len(series.titles), []
    for number, other in enumerate(series.titles, start=1):
        own = number == series.number
        words = f"{_part(number, count)}〈{markdown.inline(title if own else other)}〉"
        if own:
            words += "（本篇）"
        elif series.places:
            words = f"[{words}]({series.places[number - 1]})"
        rows.append(words)
    return f"本系列共 {count} 篇：{'、'.join(rows)}。"


def told_apart(titles: tuple[str, ...]) -> tuple[str, ...]:
    """The titles, those that stand more than once with the part that they are of."""
    count, folded = len(titles), [markdown.line(title).casefold() for title in titles]
    return tuple(
        f"{title}（{_letter(number, count)}）" if folded.count(plain) > 1 else title
        for number, (title, plain) in enumerate(zip(titles, folded, strict=True), start=1)
    )


def _letter(number: int, count: int) -> str:
    return ORDER[count][number - 1] if count in ORDER else NUMERALS[number - 1]


def _part(number: int, count: int) -> str:
    letter = _letter(number, count)
    return f"{letter}篇" if count in ORDER else f"第{letter}篇"
