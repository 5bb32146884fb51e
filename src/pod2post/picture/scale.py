"""From milliseconds to places of a picture that is as wide as its page. Pure.

Places across are per cent, so that bars follow the width and letters do not; a place is given
in thousandths, reckoned in whole numbers: the same values give the same bytes everywhere.
"""

from collections.abc import Iterable, Sequence

from pod2post.value import value
from pod2post.values import Span
from pod2post.writing.tasks import clock

STEPS_S = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 28_800)
MOST_TICKS = 12
MOST_ON_A_PHONE = 5
FINE = 20_000  # places across a lane; nothing narrower than one can be seen


@value
class Tick:
    """`wide`: named only where there is room. `anchor`: to which side its name goes."""

    x: str
    label: str
    wide: bool
    anchor: str


@value
class Scale:
    begin_ms: int
    end_ms: int

    @property
    def length_ms(self) -> int:
        return self.end_ms - self.begin_ms

    def x(self, at_ms: int) -> str:
        """A place as per cent, such as `12.345%`."""
        return _percent(self._part(at_ms, 100_000))

    def width(self, start_ms: int, end_ms: int, least: int = 0) -> str:
        """A width as per cent, `least` thousandths of one at least."""
        return _percent(max(self.places(start_ms, end_ms), least))

    def places(self, start_ms: int, end_ms: int) -> int:
        """How far one place is from another, in thousandths of a per cent."""
        return self._part(end_ms, 100_000) - self._part(start_ms, 100_000)

    def fine(self, at_ms: int) -> int:
        """A place of 0 to `FINE`."""
        return self._part(at_ms, FINE)

    def share(self, at_ms: int) -> int:
        """A place in thousandths of the width."""
        return self._part(at_ms, 1000)

    def _part(self, at_ms: int, of: int) -> int:
        inside = min(max(at_ms, self.begin_ms), self.end_ms) - self.begin_ms
        return inside * of // self.length_ms


def _percent(thousandths: int) -> str:
    whole, rest = divmod(thousandths, 1000)
    return f"{whole}.{rest:03d}".rstrip("0").rstrip(".") + "%"


def ticks(scale: Scale) -> tuple[Tick, ...]:
    """Round moments: as many as a wide page has room for, those for a phone among them."""
    step = _step(scale, MOST_TICKS)
    most = MOST_ON_A_PHONE
    wider = (wide for wide in STEPS_S if wide % step == 0)
    coarse = next((s for s in wider if scale.length_ms <= s * 1000 * most), STEPS_S[-1])
    first = -(-scale.begin_ms // (step * 1000)) * step
    moments = range(first, scale.end_ms // 1000 + 1, step)
    return tuple(
        Tick(
            x=scale.x(second * 1000),
            label=clock(second * 1000),
            wide=second % coarse != 0,
            anchor=_anchor(scale.share(second * 1000)),
        )
        for second in moments
    )


def _step(scale: Scale, most: int) -> int:
    return next((s for s in STEPS_S if scale.length_ms <= s * 1000 * most), STEPS_S[-1])


def _anchor(share: int) -> str:
    """A name at the edge is written inwards."""
    return "start" if share < 30 else "end" if share > 960 else "middle"


def path(scale: Scale, spans: Iterable[Span], height: int) -> str:
    """Bars of this height as one path over `FINE` places; what touches is one bar."""
    rows: list[tuple[int, int]] = []
    for span in spans:
        start = scale.fine(span.start_ms)
        end = max(start + 1, scale.fine(span.end_ms))
        if rows and start <= rows[-1][1] + 1:
            rows[-1] = (rows[-1][0], max(end, rows[-1][1]))
        else:
            rows.append((start, end))
    return "".join(f"M{start} 0h{end - start}v{height}H{start}z" for start, end in rows)


def tiers(places: Sequence[int], apart: int, most: int) -> tuple[int, ...]:
    """For each place, in order, a row in which it does not touch the one before; 0 is the first."""
    last = [-apart] * most
    chosen = []
    for place in places:
        free = next((n for n, at in enumerate(last) if place - at >= apart), None)
        row = last.index(min(last)) if free is None else free
        last[row] = place
        chosen.append(row)
    return tuple(chosen)
