"""One thing that speaks for or against an aside at one sentence."""

from pod2post.topics.parts import Kind
from pod2post.value import value


@value
class Hint:
    """`points` for `kind`, None: for any; about the logarithm of a likelihood ratio.

    `sign` is a key of `phrases.WORDS`, or "" where there is nothing to tell. `begins`, `ended`:
    how much likelier an aside begins with this sentence, or has ended before it. `leads`: it
    speaks only through an offer that comes later.
    """

    sign: str
    kind: Kind | None
    points: float = 0.0
    begins: float = 0.0
    ended: float = 0.0
    leads: bool = False
