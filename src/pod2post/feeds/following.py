"""Following a show, and no longer following it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC
from typing import Any

from pod2post.errors import BadInput, Pod2postError
from pod2post.feeds import memory, places, polling, shows
from pod2post.feeds.entry import Polled
from pod2post.feeds.places import Place
from pod2post.feeds.polling import Desk, Look
from pod2post.feeds.shows import BACK, Filters, Followed
from pod2post.ports import Tell
from pod2post.settings import Settings
from pod2post.value import value

Wishes = dict[str, Any]  # fields of `Followed` that a person named
FILTERS = tuple(Filters.__dataclass_fields__)


@value
class Outcome:
    """What became of one address. `polled`: what a sync would take; `error`: why it is not.

    `before`: it was followed already, and has the new wishes.
    """

    place: Place
    show: Followed | None = None
    polled: Polled | None = None
    before: bool = False
    cause: str = ""
    remedy: str = ""
    code: int = 0


def follow(
    text: str, wishes: Wishes, desk: Desk, *, keep: bool = True, tell: Tell
) -> Iterator[Outcome]:
    """Follow what a person gave, each place of a list by itself; nothing is queued by it.

    A fault in one place of a list is an outcome, in the only one it is raised.
    `keep` False: only look.

    Raises:
        BadInput: nothing there can be followed, or a wish is none.
        TryLater, Refused: it cannot be asked now, or not at all.
    """
    _refuse_strangers(wishes, desk.settings)
    found = places.places(text, desk)
    for place in found:
        try:
            yield _followed(place, wishes, desk, keep=keep, tell=tell)
        except Pod2postError as error:
            if len(found) == 1:
                raise
            yield Outcome(place=place, cause=error.cause, remedy=error.remedy, code=error.code)


def unfollow(wanted: str, desk: Desk) -> Followed:
    """Take a show off the list. Its runs and what is queued of it stay.

    Raises:
        BadInput: no such show.
    """
    with shows.editing(desk.workspace) as listed:
        show = shows.find(listed, wanted)
        shows.write(desk.workspace, tuple(one for one in listed if one is not show))
        memory.forget(desk.workspace, show.key)
    return show


def _followed(place: Place, wishes: Wishes, desk: Desk, *, keep: bool, tell: Tell) -> Outcome:
    look = places.look(place, desk, tell=tell)
    address = look.memory.address
    with shows.editing(desk.workspace) as listed:
        same = (place.address, address)
        known = next((show for show in listed if show.address in same), None)
        show = _wished(known or _new(place, look, listed, desk), wishes)
        rest = tuple(one for one in listed if one is not known)
        if keep:
            if known is None:
                memory.forget(desk.workspace, show.key)  # of another show that had this key
            shows.write(desk.workspace, tuple(sorted((*rest, show), key=lambda one: one.key)))
    remembered = memory.read(desk.workspace, show.key) if known else look.memory
    own = replace(look, memory=remembered)
    polled = polling.weighed(show, own, desk)
    return Outcome(place=place, show=show, polled=polled, before=known is not None)


def _new(place: Place, look: Look, listed: tuple[Followed, ...], desk: Desk) -> Followed:
    title = look.title or place.title or "untitled"
    address = look.memory.address
    return Followed(
        key=shows.new_key(title, address, listed),
        title=title,
        kind=place.kind,
        address=address,
        followed=desk.now().astimezone(UTC).isoformat(timespec="seconds"),
        profile=_profile(title, desk.settings),
    )


def _profile(title: str, settings: Settings) -> str | None:
    """The name of the profile that knows this title."""
    show = settings.show_for(title)
    return next((name for name, one in settings.shows.items() if one is show), None)


def _wished(show: Followed, wishes: Wishes) -> Followed:
    """The show with what was named. With `since` alone, all from that day on are meant."""
    filters = {name: wishes[name] for name in FILTERS if name in wishes}
    rest = {name: said for name, said in wishes.items() if name not in FILTERS}
    if "since" in filters and "back" not in rest and show.back == BACK:
        rest["back"] = None
    try:
        return replace(show, filters=replace(show.filters, **filters), **rest)
    except ValueError as error:
        raise BadInput(str(error), "`pod2post follow --help` shows the forms.") from error


def _refuse_strangers(wishes: Wishes, settings: Settings) -> None:
    """Raise `BadInput` before anything is asked where a profile is not known."""
    if profile := wishes.get("profile"):
        settings.show(profile)
    _wished(Followed(key="show", title="show", kind="feed", address="", followed=""), wishes)
