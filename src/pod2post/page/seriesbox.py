"""The line that names all parts of a series, the same on each of their pages. Pure."""

from collections import Counter

from pod2post.extras import Series
from pod2post.page import markdown

ORDER = {2: "上下", 3: "上中下"}
NUMERALS = "一二三四五六七八九"


def titles(series: Series, own: str) -> tuple[str, ...]:
    """All titles as they are printed, `own` in the place of this part's.

    Those that stand more than once are told apart by the part that they are of.
    """
    at, count = series.number - 1, len(series.titles)
    every = [markdown.line(row) for row in (*series.titles[:at], own, *series.titles[at + 1 :])]
    alike = Counter(title.casefold() for title in every if title)
    return tuple(
        f"{title}（{_letter(number, count)}）" if alike[title.casefold()] > 1 else title
        for number, title in enumerate(every, start=1)
    )


def box(series: Series, own: str) -> str:
    """One line of Markdown. A part without a title was not written yet: it has its number only."""
    count, rows = len(series.titles), []
    for number, title in enumerate(titles(series, own), start=1):
        words = _part(number, count) + (f"〈{markdown.inline(title)}〉" if title else "")
        if number == series.number:
            words += "（本篇）"
        elif series.places:
            words = f"[{words}]({series.places[number - 1]})"
        rows.append(words)
    return f"本系列共 {count} 篇：{'、'.join(rows)}。"


def _letter(number: int, count: int) -> str:
    return ORDER[count][number - 1] if count in ORDER else NUMERALS[number - 1]


def _part(number: int, count: int) -> str:
    letter = _letter(number, count)
    return f"{letter}篇" if count in ORDER else f"第{letter}篇"
