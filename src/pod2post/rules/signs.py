"""English numbers and their signs in the words in which they are spoken. Pure."""

import re

_AMOUNT = r" ?(\d[\d,.]*\d|\d)( ?(?:thousand|million|billion|trillion|bn|[kmbt])\b)?"
_PLAIN = tuple(
    (re.compile(pattern), plain)
    for pattern, plain in (
        (r"\bnt ?\$" + _AMOUNT, r"\1\2 ntd"),
        (r"\$" + _AMOUNT, r"\1\2 dollars"),
        (r"€" + _AMOUNT, r"\1\2 euros"),
        (r"£" + _AMOUNT, r"\1\2 quid"),
        (r"¥" + _AMOUNT, r"\1\2 yen"),
        (r"\btaiwan(?:ese)? dollars?\b", "ntd"),
        (r"\b(?:fifty|50)[-/ ](?:fifty|50)\b", "half"),
        (r"\bnoon\b|\bmidnight\b", "twelve"),
        (r"\bhalf an? percent\b", "point five percent"),
        (r"\b(?:a )?quarter past (\w+)", r"\1 fifteen"),
        (r"\b(?:a )?quarter to (\w+)", r"\1 less fifteen, forty-five"),
        (r"\bwatt[- ]?hours?\b", "wh"),
        (r"\b(kilo|mega|giga|tera)watt[- ]?hours?\b", r"\1wh"),
        (r"\bsquare (?:meter|metre)s?\b", "sqm"),
        (r"\bdegrees?(?: (?:\w+ ){0,2}\w+,)? (?:celsius|centigrade)\b", "celsius"),
        (r"\bdegrees?(?: (?:\w+ ){0,2}\w+,)? fahrenheit\b", "fahrenheit"),
    )
)

# Between a number and the one that takes its place: at least one of the first words.
_TAKEN_BACK = (
    r"(?:[,;—-]+ ?)+(?:oh |um |uh )?"
    r"(?:no|sorry|i mean|i meant|rather|make that|correction|scratch that|excuse me|actually)\b"
    r"[,.]*"
    r"(?: (?:no|sorry|for|up to|about|i mean|it was|it's|in|at|of|maybe))*,? "
)
_COUNTING = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety "
    "hundred thousand million billion trillion point"
).replace(" ", "|")
_NUMBER = rf"(?:\d[\d,.]*|\b(?:{_COUNTING})\b)"
_RETRACTED = re.compile(rf"(?P<first>{_NUMBER}(?:[ -]{_NUMBER})*){_TAKEN_BACK}(?=\$?{_NUMBER})")
# "with six colleagues to start it. Um, five colleagues, actually."
_PUT_RIGHT = re.compile(
    rf"\b(?P<first>{_NUMBER}(?:[ -]{_NUMBER})*) (?P<noun>[a-z]+)(?P<between>\b[^?]{{0,120}}?"
    rf"[.;] .{{0,40}}?\b{_NUMBER}(?:[ -]{_NUMBER})* (?P=noun),? actually\b)"
)


def taken_back(text: str) -> tuple[str, str]:
    """The text without numbers that were corrected at once, and these numbers with what follows."""
    gone: list[str] = []

    def drop(found: re.Match[str]) -> str:
        rest = found.string[found.end() :].split(" ")
        gone.append(" ".join([found["first"].rstrip(",.;"), *rest[1:3]]))
        return ""

    def correct(found: re.Match[str]) -> str:
        gone.append(f"{found['first']} {found['noun']}")
        return f"{found['noun']}{found['between']}"

    plain = _RETRACTED.sub(drop, text.lower().replace("’", "'"))
    return _PUT_RIGHT.sub(correct, plain), " . ".join(gone)


def spoken(text: str) -> str:
    """The text in small letters, "$3-4 million" as "3 to 4 million dollars"."""
    low = text.lower().replace("per cent", "percent").replace("’", "'")
    low = re.sub(r"(?<=\d) ?[-–] ?(?=\$?\d)", " to ", low)
    for pattern, plain in _PLAIN:
        low = pattern.sub(plain, low)
    return low
