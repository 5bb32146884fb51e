"""What YouTube's refusals mean, in the person's words.

yt-dlp reports nearly everything as one class with a text; the texts are YouTube's own
(English, because yt-dlp asks in English). They change: what no pattern knows is told as
it came, with the advice to update.
"""

import re
import time
from datetime import UTC, datetime
from typing import NamedTuple

from pod2post.errors import (
    BadInput,
    Blocked,
    LimitReached,
    NoSpace,
    NotOut,
    Pod2postError,
    Refused,
    TryLater,
)
from pod2post.values import value

# The first hit wins: a refusal for a country also says "unavailable", a bot check "sign in".
PATTERNS: tuple[tuple[str, str], ...] = (
    ("too big", r"over the byte cap|\[Errno 27\]"),
    ("disk full", r"\[Errno (28|122)\]"),
    ("not writable", r"\[Errno (1|13|17|20|21|30)\]"),
    ("cookies", r"failed to load cookies"),
    ("bot", r"not a bot|captcha|likely being blocked"),
    ("rate", r"rate-limited|try again later|HTTP Error 429"),
    ("age", r"confirm your age|age-restricted|inappropriate for some users"),
    ("upcoming", r"Premieres? (in|will)|live event will begin|is upcoming"),
    ("members", r"members-only|Join this channel|this channel's members"),
    ("paid", r"requires payment|Premium members|this video is paid"),
    ("private", r"is private|private video"),
    ("geo", r"in your country|from your location"),
    ("forbidden", r"HTTP Error 403"),
    ("certificate", r"CERTIFICATE_VERIFY_FAILED"),
    ("network", r"HTTP Error 5\d\d|timed out|Unable to connect|Connection|getaddrinfo|resolve"),
    ("network", r"TransportError|IncompleteRead|bytes read|content too short|SSLError"),
    ("no audio", r"Requested format is not available|No video formats found|DRM protected"),
    ("removed", r"unavailable|removed|no longer available|terminated|not available|available any"),
)

COOKIES = (
    "Sign in to YouTube in a browser, export its cookies to a file (Netscape format) and name "
    "it in pod2post.toml: [youtube] cookies = FILE"
)
FEED = "pass the audio address from the show's feed (the enclosure URL) to `pod2post run`"
UPDATE = 'update yt-dlp (pip install -U "yt-dlp[default,deno]")'
AGAIN = "The same command goes on where this one stopped"


class Advice(NamedTuple):
    """An error class, what is wrong, what to do, and seconds to wait when that is known."""

    error: type[Pod2postError]
    cause: str
    remedy: str
    after_s: int | None = None


ADVICE: dict[str, Advice] = {
    "too big": Advice(
        LimitReached,
        "the download is larger than [limits] download_mb",
        "Raise [limits] download_mb in pod2post.toml and run the same command again.",
    ),
    "disk full": Advice(
        NoSpace,
        "no space left while downloading",
        f"Free some disk or choose another place with --workspace. {AGAIN}.",
    ),
    "not writable": Advice(
        BadInput,
        "the folder for downloads cannot be written",
        "Check its rights, or choose another place with --workspace.",
    ),
    "cookies": Advice(
        BadInput,
        "the file that [youtube] cookies names holds no cookies in Netscape format",
        "Export it anew, for example with a browser extension that writes cookies.txt.",
    ),
    "bot": Advice(
        Blocked,
        "YouTube wants proof that no bot is asking and gives nothing to this address",
        f"{COOKIES}. Or {FEED}. Asking again at once makes it worse.",
        3600,
    ),
    "rate": Advice(
        Blocked,
        "YouTube limits how much this address may ask",
        f"Run the same command again in an hour or later. Or {FEED}.",
        3600,
    ),
    "age": Advice(Refused, "YouTube shows this video to adults only", f"{COOKIES}. Or {FEED}."),
    "upcoming": Advice(
        NotOut,
        "this episode is not out yet",
        "Run the same command again when it is out.",
        6 * 3600,
    ),
    "live": Advice(
        NotOut,
        "this episode is live, or YouTube is still working on its recording",
        "Run the same command again some hours after it ended.",
        6 * 3600,
    ),
    "members": Advice(
        Refused, "this video is for the channel's members only", f"{COOKIES}. Or {FEED}."
    ),
    "paid": Advice(Refused, "YouTube asks payment for this video", f"{COOKIES}. Or {FEED}."),
    "private": Advice(
        Refused,
        "this video is private",
        f"Ask its owner to publish it. If your account may see it: {COOKIES}. Or {FEED}.",
    ),
    "geo": Advice(
        Refused,
        "YouTube does not show this video in the country that you ask from",
        f"If the show has a podcast feed, {FEED}.",
    ),
    "forbidden": Advice(
        TryLater,
        "YouTube refused the request (HTTP 403)",
        f"First {UPDATE}; an old one is the usual reason. Else: {COOKIES}. Or {FEED}.",
    ),
    "certificate": Advice(
        TryLater,
        "the certificate of the other side cannot be verified, so nothing was asked of it",
        "If your network inspects TLS, let SSL_CERT_FILE name its certificate authority; "
        "else try from another network.",
    ),
    "network": Advice(
        TryLater,
        "YouTube cannot be reached, or the connection broke",
        f"Check the network (and HTTPS_PROXY). {AGAIN}. Or {FEED}.",
    ),
    "slow": Advice(
        TryLater, "YouTube did not answer in time", f"Check the network. {AGAIN}. Or {FEED}."
    ),
    "too slow": Advice(
        LimitReached,
        "the download took longer than [limits] download_minutes",
        f"{AGAIN}; or raise the limit in pod2post.toml.",
    ),
    "killed": Advice(
        TryLater, "something killed the download process (short memory?)", f"{AGAIN}."
    ),
    "short": Advice(
        TryLater,
        "the download ended early: the file is smaller than YouTube said",
        "It was thrown away. Run the same command again.",
    ),
    "no audio": Advice(
        TryLater,
        "YouTube offers no audio that can be fetched",
        f"First {UPDATE}; `pod2post doctor` says whether its JavaScript runtime is there. "
        f"Or {FEED}.",
    ),
    "no captions": Advice(
        TryLater,
        "YouTube gives no captions of that kind now",
        "Recognise the speech instead: --captions never.",
    ),
    "removed": Advice(
        Refused,
        "this video is not on YouTube any more, or never was",
        f"Check the address. If the show has a podcast feed, {FEED}.",
    ),
    "unknown": Advice(
        TryLater,
        "YouTube answered something that yt-dlp does not understand",
        f"First {UPDATE}; YouTube changes often. Or {FEED}.",
    ),
}
SIGNED_IN = (
    "The account of your cookies file has no access, or the cookies are stale: "
    f"export them anew, or {FEED}."
)
NEEDS_ACCOUNT = ("age", "members", "paid", "private", "bot")
QUOTED = (
    "not writable",
    "no captions",
    "network",
    "certificate",
    "no audio",
    "unknown",
    "removed",
    "geo",
)


@value
class Failure:
    """Why yt-dlp gave up. `detail` is its own text; `release` is in seconds since 1970."""

    kind: str
    detail: str = ""
    after_s: int | None = None
    release: int | None = None

    def error(self, *, cookies: bool) -> Pod2postError:
        """The error to raise. `cookies`: was a cookies file in use?"""
        advice = ADVICE.get(self.kind, ADVICE["unknown"])
        cause, remedy, after_s = advice.cause, advice.remedy, self.after_s or advice.after_s
        if self.kind in QUOTED and self.detail:
            cause = f"{cause} ({self.detail})"
        if self.release is not None:
            out = datetime.fromtimestamp(self.release, UTC)
            cause = f"{cause}: it comes on {out:%Y-%m-%d %H:%M} UTC"
            after_s = max(60, self.release - int(time.time()))
        if cookies and self.kind in NEEDS_ACCOUNT:
            remedy = SIGNED_IN
        if issubclass(advice.error, TryLater):
            return advice.error(cause, remedy, after_s)
        return advice.error(cause, remedy)


def sort(text: str) -> str:
    """The kind of failure (a key of `ADVICE`) that yt-dlp's text tells of."""
    straight = text.replace("\u2019", "'")
    for kind, pattern in PATTERNS:
        if re.search(pattern, straight, re.IGNORECASE):
            return kind
    return "unknown"


def brief(text: str) -> str:
    """yt-dlp's text in one short line: no prefix, no request to report a bug."""
    line = " ".join(re.sub(r"\x1b\[[0-9;]*m", "", text).split())
    line = re.sub(r"^(ERROR: )?(\[[\w:]+\] )?([\w-]{11}: )?", "", line)
    line = re.split(r"; please report this issue| \(caused by| You might want to", line)[0]
    line = re.sub(r"\('([^']*)', .*", r"\1", line)  # the arguments of an inner exception
    return line if len(line) <= 200 else line[:199] + "…"
