"""When a post is dated: a moment in the site's zone that is not still to come. Pure.

Hugo leaves a post of the future out, and says nothing.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from pod2post.errors import BadInput
from pod2post.page import hugo

FORMS = "Write --date 2026-01-26 (10:00 is meant) or --date 2026-01-26T15:30."


def moment(now: datetime, zone: str) -> str:
    """`now` in the site's zone, ISO 8601 to the second."""
    return now.astimezone(ZoneInfo(zone)).isoformat(timespec="seconds")


def default(day: str, zone: str, now: datetime) -> str:
    """10:00 on the day of the episode (YYYY-MM-DD); now, where that is still to come.

    Raises:
        BadInput: as `hugo.moment`.
    """
    ten = hugo.moment(day, zone)
    return ten if datetime.fromisoformat(ten) <= now else moment(now, zone)


def chosen(text: str, zone: str, now: datetime) -> str:
    """What a person typed, as a moment in the site's zone.

    Raises:
        BadInput: it is no date, or it is still to come.
    """
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise BadInput(f"--date {text!r} is no date: {error}", FORMS) from error
    if at.tzinfo is None and len(text.strip()) <= len("2026-01-26"):
        at = datetime.fromisoformat(hugo.moment(at.date().isoformat(), zone))
    at = at.replace(tzinfo=ZoneInfo(zone)) if at.tzinfo is None else at
    found = moment(at, zone)
    if at > now:
        raise BadInput(
            f"{found} is still to come (it is {moment(now, zone)}): Hugo leaves such posts out "
            "of the site and does not say so",
            "Publish it then, or name an earlier moment with --date.",
        )
    return found
