"""What followed shows have brought since the last look, put into the ledger."""

from collections.abc import Iterable
from dataclasses import dataclass

from pod2post.batch import lanes, ledger_desk
from pod2post.batch.ledger import Ledger
from pod2post.batch.orders import HOUR, SECOND, Order
from pod2post.errors import Blocked, Pod2postError, TryLater
from pod2post.feeds import polling, shows
from pod2post.feeds.entry import Entry, Polled
from pod2post.feeds.identity import episode_key, identity
from pod2post.feeds.masking import masked_text
from pod2post.feeds.polling import Desk
from pod2post.feeds.shows import Followed
from pod2post.ports import Tell
from pod2post.settings import Settings
from pod2post.value import value


@value
class Trouble:
    """A show that could not be looked at. `later`: it may work another time by itself."""

    show: str
    title: str
    cause: str
    remedy: str
    later: bool


@value
class Gathered:
    """`new`: ids of the episodes that were not known; `polled`: how many shows answered."""

    new: tuple[str, ...] = ()
    polled: int = 0
    troubles: tuple[Trouble, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One look at every show. `poll` and `remember` are those of `feeds.polling`."""

    ledger: Ledger
    desk: Desk
    tell: Tell

    def gather(self, now: int) -> Gathered:
        """Every followed show, whatever becomes of the others.

        What is new is in the ledger before the poll is remembered: a kill in between gives the
        same episodes again, and they are known by their keys.

        Raises:
            BadInput: the list of shows cannot be read; LimitReached: the disk is full.
        """
        new, troubles, polled = list[str](), list[Trouble](), 0
        for show in shows.read(self.desk.workspace):
            if show.kind == "youtube" and lanes.YOUTUBE in self.ledger.parked(now):
                continue
            try:
                found = polling.poll(show, self.desk, tell=self.tell)
            except Pod2postError as error:
                troubles.append(self._trouble(show, error, now))
                continue
            new += self._kept(show, found, now)
            polled += 1
        return Gathered(new=tuple(new), polled=polled, troubles=tuple(troubles))

    def _kept(self, show: Followed, found: Polled, now: int) -> Iterable[str]:
        known = self.desk.settings
        made = self.ledger.enqueue([ordered(entry, show, known) for entry in found.new], now)
        ledger_desk.readdress(self.ledger, (ordered(one, show, known) for one in found.changed))
        polling.remember(self.desk, found)
        for note in found.notes:
            self.tell.say(f"{show.title}: {note}")
        for one in found.skipped:
            if one.fresh:
                self.tell.say(f"{show.title}: not taken: {one.entry.title}: {one.why}")
        return made

    def _trouble(self, show: Followed, error: Pod2postError, now: int) -> Trouble:
        if isinstance(error, Blocked):
            until = now + (error.after_s * SECOND if error.after_s else HOUR)
            self.ledger.park(lanes.YOUTUBE, until, error.cause, error.remedy)
        self.tell.say(f"{show.title}: {masked_text(error.cause)}")
        return Trouble(
            show=show.key,
            title=show.title,
            cause=error.cause,
            remedy=error.remedy,
            later=isinstance(error, TryLater),
        )


def ordered(entry: Entry, show: Followed, known: Settings) -> Order:
    """An entry as the ledger takes it."""
    return Order(
        id=episode_key(entry),
        keys=identity(entry),
        source=entry.source,
        show=show.key,
        title=entry.title,
        lanes=lanes.of(entry.source, known, show.writer),
        published=round(entry.when.timestamp()) * SECOND if entry.when else None,
        profile=show.profile,
        writer=show.writer,
        budget_usd=show.budget_usd,
        announced_ms=entry.duration_ms,
    )
