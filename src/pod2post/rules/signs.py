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
        (r"\bsquare (?:meter|metre)s?\b", "sqm"),
        (r"\bdegrees? (?:celsius|centigrade)\b", "celsius"),
        (r"\bdegrees? fahrenheit\b", "fahrenheit"),
    )
)


def spoken(text: str) -> str:
    """The text in small letters, "$3-4 million" as "3 to 4 million dollars"."""
    low = text.lower().replace("per cent", "percent").replace("’", "'")
    low = re.sub(r"(?<=\d) ?[-–] ?(?=\$?\d)", " to ", low)
    for pattern, plain in _PLAIN:
        low = pattern.sub(plain, low)
    return low
