"""A second opinion on quotations: translated back blind, then compared with what was spoken.

What no rule of code sees, that two names changed places, that a "not" went missing, may show
so. It is a model's opinion: it warns and never drops a quotation, and it may abstain. What
has no opinion, for whatever reason, is "not checked".
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from pod2post.ports import Shelf, Tell
from pod2post.rules.judged import JUDGE
from pod2post.stage import stage
from pod2post.values import CheckResult, value
from pod2post.writing.asking import Pen, ask
from pod2post.writing.proofing import (
    BacktranslationMaterial,
    BacktranslationReply,
    Compared,
    ComparisonMaterial,
    ComparisonReply,
    Pair,
    Rendered,
)

SHOWN = 3  # ids in a complaint
AMBIGUOUS = "中文有不只一種讀法，沒有比對"
UNUSABLE = "模型的回覆不能用，沒有比對"
DIFFERENCES = {
    "roles exchanged": "對象對調",
    "negation": "否定",
    "number": "數字",
    "certainty": "把握的程度",
    "left out": "少了內容",
    "added": "多了內容",
    "other": "意思",
}


@value
class Claim:
    """A quotation's Chinese, and the words that it claims to render."""

    id: str
    spoken: str
    chinese: str


@value
class Opinion:
    quote: str
    test: CheckResult


@value
class Judged:
    """An opinion on each claim, in their order."""

    opinions: tuple[Opinion, ...]
    holes: tuple[str, ...] = ()


@stage("judged", 1)
def judge(
    claims: tuple[Claim, ...], names: tuple[str, ...], pen: Pen, /, *, shelf: Shelf, tell: Tell
) -> Judged:
    """Two calls. The translator sees the Chinese and the glossary, the comparer no Chinese."""
    back, hole = _back(claims, names, pen, shelf=shelf, tell=tell)
    if hole:
        return _unchecked(claims, hole)
    pairs = tuple(Pair(id=c.id, spoken=c.spoken, back=back[c.id]) for c in claims if back[c.id])
    verdicts, hole = compare(pairs, pen, shelf=shelf, tell=tell)
    if hole:
        return _unchecked(claims, hole)
    opinions = (_opinion(claim.id, verdicts.get(claim.id), back[claim.id]) for claim in claims)
    return Judged(opinions=tuple(opinions))


def _back(
    claims: tuple[Claim, ...], names: tuple[str, ...], pen: Pen, /, *, shelf: Shelf, tell: Tell
) -> tuple[dict[str, str], str]:
    """(English by id, "" where it abstains; why there is none)."""
    quotes = tuple(Rendered(id=claim.id, chinese=claim.chinese) for claim in claims)
    material = BacktranslationMaterial(names=names, quotes=quotes)

    def fault(reply: BacktranslationReply) -> str | None:
        return _astray((claim.id for claim in claims), [row.id for row in reply.translations])

    answer = ask("backtranslation", material, fault, pen, shelf=shelf, tell=tell)
    rows = {row.id: (row.english or "").strip() for row in answer.reply.translations}
    return rows, answer.hole or ""


def compare(
    pairs: tuple[Pair, ...], pen: Pen, /, *, shelf: Shelf, tell: Tell
) -> tuple[dict[str, Compared], str]:
    """(verdict by id; why there is none). No call where there is nothing to compare."""
    if not pairs:
        return {}, ""

    def fault(reply: ComparisonReply) -> str | None:
        astray = _astray((pair.id for pair in pairs), [row.id for row in reply.verdicts])
        return astray or next(filter(None, map(_contradiction, reply.verdicts)), None)

    material = ComparisonMaterial(pairs=pairs)
    answer = ask("comparison", material, fault, pen, shelf=shelf, tell=tell)
    return {row.id: row for row in answer.reply.verdicts}, answer.hole or ""


def _astray(wanted: Iterable[str], given: Sequence[str]) -> str | None:
    """Ids that are missing, strange, or there twice."""
    known = dict.fromkeys(wanted)
    if missing := [id_ for id_ in known if id_ not in given]:
        return f"there is nothing on {', '.join(missing[:SHOWN])}"
    if strange := [id_ for id_ in given if id_ not in known]:
        return f"there is no quotation {', '.join(strange[:SHOWN])}"
    twice = [id_ for id_, times in Counter(given).items() if times > 1]
    return f"{', '.join(twice[:SHOWN])} stands there twice" if twice else None


def _contradiction(row: Compared) -> str | None:
    if (row.verdict == "differs") == (row.difference != "none"):
        return None
    return f"{row.id} is {row.verdict!r}, and its difference {row.difference!r}"


def _opinion(id_: str, row: Compared | None, back: str) -> Opinion:
    if row is None:
        test = CheckResult(name=JUDGE, verdict="not checked", note=AMBIGUOUS)
    elif row.verdict == "same":
        test = CheckResult(name=JUDGE, verdict="ok")
    elif row.verdict == "differs":
        what = "：".join(filter(None, (DIFFERENCES[row.difference], row.what.strip())))
        test = CheckResult(name=JUDGE, verdict="failed", note=f"{what}（譯回英文：{back}）")
    else:
        test = CheckResult(name=JUDGE, verdict="not checked", note=row.what.strip())
    return Opinion(quote=id_, test=test)


def _unchecked(claims: tuple[Claim, ...], hole: str) -> Judged:
    test = CheckResult(name=JUDGE, verdict="not checked", note=UNUSABLE)
    return Judged(opinions=tuple(Opinion(quote=c.id, test=test) for c in claims), holes=(hole,))
