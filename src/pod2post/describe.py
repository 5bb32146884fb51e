"""What a title and a description say: clean text, slug, chapters, links, people. Pure.

Everything here reads text that strangers wrote. What is not sure is left out.
"""

import re
import unicodedata
from urllib.parse import quote

from pod2post.values import Chapter, Links, Person

TITLE_MAX = 300
SLUG_MAX = 60
FIRST_CHAPTER_MS = 60_000  # chapters that start later need company to be believed
LATE_CHAPTER_MS = 600_000

# Controls, bidi marks, zero-width characters, fillers that look like a blank, tags that carry
# unseen text, surrogates, noncharacters. A joiner stays where it holds an emoji together.
UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0d\ufeff\uffa0"
    "\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e0fff]"
    "|\u200d(?![\u2600-\u27bf\U0001f000-\U0001faff])"
)
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")


def clean(text: str) -> str:
    """Text in NFC without anything unseen but newline and tab; line ends are `\\n`."""
    return unicodedata.normalize("NFC", UNSEEN.sub("", _LINE_ENDS.sub("\n", text)))


def short_title(text: str) -> str:
    """One clean line of 1 to 300 characters; "untitled" when nothing is left."""
    line = " ".join(clean(text).split())
    if len(line) > TITLE_MAX:
        line = line[: TITLE_MAX - 1].rstrip() + "…"
    return line or "untitled"


# --- slug -----------------------------------------------------------------------------

_FOLD = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th"})
# `index` would make a Hugo bundle of the folder; the others are no file names on Windows.
_NO_SLUG = {"index", "con", "aux", "nul", "prn"}


def slug(title: str, fallback: str) -> str:
    """ASCII words of the title in lower case, joined by `-`, at most 60 characters.

    `fallback` stands in when fewer than three characters are left, as with a title
    without a Latin letter. It is taken as it is.
    """
    folded = unicodedata.normalize("NFKD", clean(title).casefold().translate(_FOLD))
    words = re.findall("[a-z0-9]+", re.sub("['’\u0300-\u036f]", "", folded))
    name = "-".join(words)
    if len(name) > SLUG_MAX:
        whole = name[: SLUG_MAX + 1].rpartition("-")[0]
        name = whole or name[:SLUG_MAX]
    return fallback if len(name) < 3 or name in _NO_SLUG else name


# --- chapters -------------------------------------------------------------------------

_TIME = (
    r"(?:(?P<h>\d{1,2}):)?(?P<m>\d{1,3}):(?P<s>[0-5]\d)(?:\.\d{1,3})?"
    r"(?![\d:]|\s*[ap]\.?m\b|\s*[上下]午)"
)
# What may stand before it: signs of any kind, a number with a full stop or a bracket.
_BULLET = r"[^\w(\[]{0,20}(?:\d{1,2}[.)、]\s*(?=\D|\d{1,3}:))?"
_UNTIL = r"(?:\s*[-–—~]\s*(?:\d{1,2}:)?\d{1,3}:\d\d)?"
_LEADING = re.compile(
    rf"^{_BULLET}(?P<open>[(\[])?{_TIME}{_UNTIL}(?(open)[)\]])[\s*_]*[-–—:|•·→>]*\s*(?P<title>.*\S)",
    re.IGNORECASE,
)
_TRAILING = re.compile(
    rf"^{_BULLET}(?P<title>.*?[^\s\-–—:|([])\s*(?:\s[-–—|]\s*|\t| {{2,}}|(?P<open>\s?[(\[])){_TIME}"
    rf"{_UNTIL}(?(open)[)\]])\s*$",
    re.IGNORECASE,
)
# `Title 12:30` may be a verse or a time of the day; it counts in company only.
_BARE = re.compile(
    rf"^{_BULLET}(?P<title>.*?[^\s\-–—:|([])(?:\s*:\s*|\s){_TIME}\s*$", re.IGNORECASE
)
_WIDE = str.maketrans("：（）【】［］｜〔〕～", ":()[][]|[]~")
LEAST_BARE = 3


def chapters(description: str, duration_ms: int | None) -> tuple[Chapter, ...]:
    """Chapters from lines such as `0:00 Intro`, `(1:02:03) - Title`, `Title – 12:30`.

    The longest run of strictly increasing times inside the duration is taken; fewer than
    two make none, nor do a few that begin late: a description also names times that are
    no chapters. `Title 12:30` counts where there are three at least and the first is 0:00.
    """
    lines = [line.translate(_WIDE) for line in clean(description).split("\n") if len(line) <= 500]
    best = _rising(lines, (_LEADING, _TRAILING), duration_ms)
    if len(best) < 2:
        bare = _rising(lines, (_BARE,), duration_ms)
        fits = len(bare) >= LEAST_BARE and bare[0].start_ms == 0
        return tuple(bare) if fits else ()
    if best[0].start_ms > LATE_CHAPTER_MS:
        return ()
    if best[0].start_ms > FIRST_CHAPTER_MS and len(best) < 4:
        return ()
    return tuple(best)


def _rising(
    lines: list[str], forms: tuple[re.Pattern[str], ...], duration_ms: int | None
) -> list[Chapter]:
    """The longest run of strictly increasing times among lines of these forms."""
    runs: list[list[Chapter]] = [[]]
    for line in lines:
        found = _chapter(line, forms)
        if found is None or (duration_ms is not None and found.start_ms >= duration_ms):
            continue
        if runs[-1] and found.start_ms <= runs[-1][-1].start_ms:
            runs.append([])
        runs[-1].append(found)
    return max(runs, key=len)


def _chapter(line: str, forms: tuple[re.Pattern[str], ...]) -> Chapter | None:
    match = next(filter(None, (form.match(line) for form in forms)), None)
    if match is None or (match["h"] is not None and int(match["m"]) > 59):
        return None
    seconds = int(match["h"] or 0) * 3600 + int(match["m"]) * 60 + int(match["s"])
    title = short_title(match["title"].strip("*_ "))
    return Chapter(start_ms=seconds * 1000, title=title) if re.search(r"\w", title) else None


# --- links ----------------------------------------------------------------------------

_SPOTIFY = re.compile(
    r"open\.spotify\.com/(?:intl-[a-z-]+/)?(?:embed/)?episode/([A-Za-z0-9]{22})(?![A-Za-z0-9])"
)
_APPLE = re.compile(
    r"podcasts\.apple\.com/(?:[a-z]{2}/)?podcast/(?:([^/?#\s\"<>]{1,200})/)?id(\d{5,15})"
    r"\?(?:[^\s#\"<>]{0,200}?(?:&|&amp;))?i=(\d{5,16})(?!\d)"
)
_YOUTUBE = re.compile(
    r"(?:youtu\.be/|youtube(?:-nocookie)?\.com/(?:watch\?(?:[^\s#\"<>]{0,200}?&)?v=|"
    r"(?:embed|shorts|live)/))([A-Za-z0-9_-]{11})(?![A-Za-z0-9_-])"
)


def links(description: str) -> Links:
    """Ids of the episode on other platforms, as the site's shortcodes take them.

    A platform with two different episodes in one description stays None: one of them is
    another episode, and nothing here can tell which.
    """
    text = clean(description)
    apple = [
        f"tw/podcast/{quote(name, safe='%') + '/' if name else ''}id{show}?i={episode}"
        for name, show, episode in _APPLE.findall(text)
    ]
    return Links(
        youtube=_only(_YOUTUBE.findall(text)),
        spotify=_only([f"episode/{found}" for found in _SPOTIFY.findall(text)]),
        apple=_only(apple),
    )


def _only(found: list[str]) -> str | None:
    return found[0] if len(set(found)) == 1 else None


# --- people ---------------------------------------------------------------------------

_PART = r"[A-ZÀ-ÖØ-Þ][\w.]*(?:['’-][A-ZÀ-ÖØ-Þ]\w*)*"
_NAME = rf"(?P<name>{_PART}(?:[ ](?:(?:van|von|der|den|de|da|di|la|bin|al)[ ])*{_PART}){{1,3}})"
_SURE = tuple(
    re.compile(rf"\b(?i:{before})[ ]+{_NAME}")
    for before in (
        r"(?:our |my |today['’]s |this week['’]s )?guests?(?: is| today is|:)?",
        r"joined by",
        r"(?:interview|conversation|chat) with",
        r"(?:sits? down|speaks?|talks?|chats?) (?:with|to)",
        r"feat\.|featuring|ft\.",
    )
)
_TITLE_ONLY = (
    re.compile(rf"\b[Ww]ith {_NAME}(?=\s*(?:$|[,:|(\[–—-]))"),
    re.compile(rf"(?:^|\s)(?:EP|Ep|Episode|#)\.? ?#?\d+[:,]? (?:[-–—|] )?{_NAME}\s*$"),
)
_AFTER_BAR = re.compile(rf"[|｜] {_NAME}\s*(?=$|[|｜])")
# Words that stand in the names of shows, companies and products, not of persons.
_NO_NAME = frozenset(
    "the a an and of for in on at to from with how why what who when where this that your our my "
    "ai ml ceo cto coo cfo dr vs podcast show episode ep part code labs lab inc llc ltd studio "
    "google openai anthropic microsoft amazon apple meta nvidia tesla claude chatgpt gpt gemini "
    "university institute school college capital ventures partners news times radio media group "
    "research intelligence learning machine data science deepmind memory company team world "
    "america american states united city street series season live special interview guest host "
    "monday tuesday wednesday thursday friday saturday sunday".split()
)


def people(title: str, description: str, host: str | None, show: str = "") -> tuple[Person, ...]:
    """The host of the profile, then guests that title or description name as such.

    A guest is taken only where the words say so (`joined by NAME`, `with NAME` at the end
    of a title); `| NAME` in a title needs the description to treat the name as a person.
    """
    title, text = short_title(title), clean(description)
    found = [m["name"] for p in _SURE for m in p.finditer(f"{title}\n{text}")]
    found += [m["name"] for p in _TITLE_ONLY for m in p.finditer(title)]
    found += [m["name"] for m in _AFTER_BAR.finditer(title) if _acts(m["name"], text)]
    known = [host] if host else []
    guests: list[str] = []
    for raw in found:
        name = raw.rstrip(".")
        taken = {other.casefold() for other in (*known, *guests, show)}
        if name.casefold() not in taken and is_name(name):
            guests.append(name)
    hosts = tuple(Person(name=name, role="host") for name in known)
    return hosts + tuple(Person(name=name, role="guest") for name in guests[:6])


def is_name(name: str) -> bool:
    words = name.split()
    plain = not {word.casefold().rstrip(".") for word in words} & _NO_NAME
    spelt = all(not word[1:].isupper() or len(word) == 1 for word in words if "." not in word)
    return len(words) >= 2 and len(name) <= 60 and plain and spelt and name.isprintable()


def _acts(name: str, text: str) -> bool:
    """Does the text treat `name` as somebody who speaks, joins, founds?"""
    deeds = "joins?|joined|tells|told|talks|explains|discusses|shares|spent|left|founded|says"
    return re.search(rf"\b{re.escape(name)}(?:,)? (?:{deeds})\b", text) is not None
