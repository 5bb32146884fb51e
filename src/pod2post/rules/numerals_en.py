"""English number words and what they count. Pure data."""

from fractions import Fraction

from pod2post.rules.quantity import Interval, between, point

UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
).split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
SMALL = {word: number for number, word in enumerate(UNITS)}
SMALL |= {word: 10 * number for number, word in enumerate(TENS, 2)}
ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
).split()
ORDINAL = {word: number for number, word in enumerate(ORDINALS, 1)}
ORDINAL |= {word[:-1] + "ieth": number for word, number in SMALL.items() if word in TENS}
SCALES = {
    "hundred": 100,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
    "grand": 1000,
    "dozen": 12,
    "decade": 10,
    "decades": 10,
    "century": 100,
    "centuries": 100,
    "millionaire": 10**6,
    "billionaire": 10**9,
}
MONTHS = (
    "january february march april may june july august september october november december"
).split()
FIXED: dict[str, tuple[Interval, ...]] = {
    **dict.fromkeys(("half", "halves"), (point(Fraction(1, 2)),)),
    "quarter": (point(Fraction(1, 4)), point(3)),
    "quarters": (point(Fraction(3, 4)),),
    "couple": (between(2, 3),),
    **dict.fromkeys(("few", "several", "handful"), (between(2, 9),)),
    "once": (point(1),),
    **dict.fromkeys(("twice", "double", "doubled"), (point(2),)),
    **dict.fromkeys(("triple", "tripled"), (point(3),)),
    **dict.fromkeys(("quadruple", "quadrupled"), (point(4),)),
    "hundredth": (point(Fraction(1, 100)),),
    "thousandth": (point(Fraction(1, 1000)),),
    "teens": (between(13, 19),),
    **{month: (point(number),) for number, month in enumerate(MONTHS, 1)},
    **{month[:3]: (point(number),) for number, month in enumerate(MONTHS, 1) if month != "may"},
}
REPEATED = frozenset("once twice double doubled triple tripled quadruple quadrupled".split())
MANY = {"tens": 10, "dozens": 12, "hundreds": 100, "thousands": 10**3, "millions": 10**6}
MANY |= {"billions": 10**9, "trillions": 10**12}
PARTS = {"thirds": 3, "fourths": 4, "quarters": 4, "fifths": 5, "tenths": 10} | ORDINAL
LETTERS = {"k": 10**3, "m": 10**6, "b": 10**9, "bn": 10**9, "t": 10**12}
