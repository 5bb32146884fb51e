"""Every failure that a person may meet, and its exit code.

Pod2postError                 70  our bug, unless a branch below says better
├── BadInput                   2  the input, an option or the configuration is wrong
│   ├── Refused                2  refused for good: private, removed, members only, geo
│   ├── TooLong                2  the request does not fit into the model's context
│   ├── NoForm                 2  the model's server refuses the form asked of its replies
│   └── NotSetUp               2  the writer's key, address or model is wrong, whatever is asked
├── TryLater                   3  upcoming, rate limit, bot check, network
│   ├── NotOut                 3  the episode is not out yet, or still live
│   └── Blocked                3  a whole place gives nothing now, whatever is asked of it
├── WriterUnusable             4  the writer's replies could not be used
├── NotFit                     5  too little speech for a post
└── LimitReached               6  a limit that you set: budget, disk
    ├── NoQuota                6  the account at the writer's endpoint is used up
    └── NoSpace                6  the disk is full

0 is done, 1 done with open errors, 130 and 143 stopped by a signal. They are caught
once, in `cli.main`.
"""

from typing import ClassVar

DONE = 0
OPEN_ERRORS = 1
BUG = 70
INTERRUPTED = 130
TERMINATED = 143


class Pod2postError(Exception):
    """`cause` says what is wrong, `remedy` what the person can do next."""

    code: ClassVar[int] = BUG

    def __init__(self, cause: str, remedy: str = "") -> None:
        super().__init__(cause)
        self.cause = cause
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.cause}\n  {self.remedy}" if self.remedy else self.cause


class BadInput(Pod2postError):
    code = 2


class Refused(BadInput):
    pass


class TooLong(BadInput):
    pass


class NoForm(BadInput):
    pass


class NotSetUp(BadInput):
    pass


class TryLater(Pod2postError):
    """`after_s`: seconds to wait when the other side said so, else None."""

    code = 3

    def __init__(self, cause: str, remedy: str = "", after_s: int | None = None) -> None:
        super().__init__(cause, remedy)
        self.after_s = after_s


class NotOut(TryLater):
    pass


class Blocked(TryLater):
    """`place`: who is closed, `youtube` or `writer`."""

    def __init__(
        self, cause: str, remedy: str = "", after_s: int | None = None, place: str = "youtube"
    ) -> None:
        super().__init__(cause, remedy, after_s)
        self.place = place


class WriterUnusable(Pod2postError):
    code = 4


class NotFit(Pod2postError):
    code = 5


class LimitReached(Pod2postError):
    code = 6


class NoQuota(LimitReached):
    pass


class NoSpace(LimitReached):
    pass
