"""Names in Latin letters: which of them nobody said and no sheet lists. Pure."""

import difflib
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

# Words of the trade that need no witness, folded as `_fold` does.
COMMON = frozenset(
    "ai api app apps ar ceo cfo coo cpu cto diy faq gpu hr id ip it ml ok pdf podcast pm pr qa "
    "rd rss saas tv ui ux usb vr web wifi hz khz mhz ghz kw mw gw kwh mwh gwh twh wh kb mb gb tb "
    "km cm mm kg mg ml db usd twd ntd eur gbp jpy".split()
)
_WORD = r"[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ0-9]*(?:[.'’&+/-][A-Za-zÀ-ɏ0-9]+)*"
_RUN = re.compile(rf"(?<![A-Za-zÀ-ɏ0-9@])({_WORD}(?: +(?:{_WORD}|[0-9]+(?:\.[0-9]+)*\b))*)")
_TOKEN = re.compile(r"[a-z0-9]+")
_ADDRESS = re.compile(r"https?://\S+|(?<![\w.+-])[\w.+-]{1,64}@[\w.-]+")
LONGEST = 4  # words of speech that one written name may join, as in "chat G P T"
_LINKS = frozenset("and of & de".split())


def strangers(
    chinese: str, known: Iterable[str], spoken: str | Iterable[str]
) -> tuple[tuple[str, str | None], ...]:
    """Capitalised Latin names in `chinese` that neither `known` nor `spoken` holds.

    `spoken` is one text or several.
    Letter case, accents, hyphens, spaces and a final s or 's are no difference: Q-Star is
    heard as "Q Star". Each name comes once, in order, with the nearest known one or None.
    """
    names = tuple(dict.fromkeys(name for name in known if name))
    texts = (spoken,) if isinstance(spoken, str) else tuple(spoken)
    heard = [_joined(text) for text in (*texts, " . ".join(names))]
    found: dict[str, str | None] = {}
    for run in _RUN.findall(_ADDRESS.sub(" ", chinese)):
        for name in _names(run):
            if name not in found and not _witnessed(name, heard):
                found[name] = _nearest(name, names, " ".join(texts))
    return tuple(found.items())


def _names(run: str) -> list[str]:
    """The capitalised stretches of a run: "scaling Dota AI" holds "Dota AI"."""
    names: list[list[str]] = [[]]
    row = run.split()
    for word, following in zip(row, [*row[1:], ""], strict=True):
        linked = word in _LINKS and names[-1] and following[:1].isupper()
        if any(map(str.isupper, word)) or linked or (names[-1] and word[0].isdigit()):
            names[-1].append(word)
        elif names[-1]:
            names.append([])
    return [" ".join(words) for words in names if words]


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.replace("’", "'")).casefold()
    return "".join(c for c in plain if not unicodedata.combining(c))


def tokens(text: str) -> list[str]:
    """Latin words and numbers, folded: no case, no accents, no possessive."""
    return _TOKEN.findall(re.sub(r"'s\b|(?<=\w)\.(?=\w\b)", "", _fold(text)))


@lru_cache(maxsize=64)
def _joined(text: str) -> frozenset[str]:
    """Every one to four neighbouring words of a text, written together."""
    row = tokens(text)
    sizes = range(1, LONGEST + 1)
    return frozenset(
        "".join(row[start : start + size]) for start in range(len(row)) for size in sizes
    )


def _witnessed(name: str, heard: list[frozenset[str]]) -> bool:
    def held(word: str) -> bool:
        forms = {word, word.removesuffix("s"), word + "s"}
        return any(forms & words for words in heard) or word in COMMON or word.isdigit()

    row = tokens(name)
    if held("".join(row)) or (len(row) <= LONGEST and _LINKS & set(name.split())):
        return held("".join(row))  # Pell and Sons vouches for no Hatch and Sons
    return all(held("".join(tokens(word))) or all(map(held, tokens(word))) for word in name.split())


def _nearest(name: str, names: tuple[str, ...], spoken: str) -> str | None:
    """The known spelling that a slip of the pen would have come from."""
    said = re.findall(_WORD, spoken)
    parts = [word for known in names for word in re.findall(_WORD, known)]
    candidates = dict.fromkeys([*names, *parts, *(w for w in said if w[0].isupper())])
    by_fold = {"".join(tokens(candidate)): candidate for candidate in reversed(candidates)}
    near = difflib.get_close_matches("".join(tokens(name)), [f for f in by_fold if f], 1, 0.7)
    return by_fold[near[0]] if near else None
