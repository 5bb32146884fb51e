"""The picture of an episode as SVG: text only, no script, no style but classes. Pure.

What can be followed is a link to the id of what it shows and carries its milliseconds, so that
a page may play it. Colour is never all that tells: marks differ in shape, parts in hatching.
"""

from collections.abc import Iterator

from pod2post import assets, filling
from pod2post.picture.scale import FINE, Scale, path, ticks, tiers
from pod2post.picture.view import Block, Lane, Mark, Part, View
from pod2post.showing.words import STATES, span
from pod2post.value import value
from pod2post.writing.tasks import clock

FOLDER = "templates/picture"
STYLE = ("templates/review/static", "timeline.css")
AXIS, BAND, MARK, LANE, ACCOUNT, LEGEND = 22, 30, 20, 34, 34, 44  # heights of rows, in pixels
CAPTION = 16
TIERS, APART = 12, 50  # rows of marks at most; thousandths of the width: a mark's own on a phone
LEAST = 150  # thousandths of a per cent: what is lost is seen, however short
SEEN = 100  # thousandths of a per cent: what is silent for less cannot be seen
JOINED = 400  # thousandths of a per cent: what lies closer is one bar
TIGHT = 40  # thousandths of the width: too narrow for a number on a phone

KINDS = {"talk": "談話", "advertisement": "廣告", "intro": "開場", "small talk": "閒聊"}
HATCHES = {"lost": "tl-lost-hatch", "sound": "tl-dots", "silence": "tl-rest"}
DOUBTFUL = "辨識結果可疑"
BECAME = {
    "speech": "已辨識",
    "lost": "有人說話，沒有辨識出來",
    "sound": "有聲音，沒有話語",
    "silence": "靜默",
    "unknown": "不明",
}


@value
class Bar:
    """A piece of a row. `look` names its class, `hatch` its pattern, "" for none."""

    x: str
    width: str
    start_ms: int
    end_ms: int
    tip: str
    look: str
    hatch: str = ""
    id: str = ""
    label: str = ""


@value
class Pin:
    """A quotation's mark at a place of its row."""

    x: str
    y: int
    mark: Mark
    tip: str


@value
class Line:
    """A speaker's row: a name, and bars as one path."""

    y: int
    name: str
    path: str


def svg(view: View) -> str:
    """The picture as an element of a page that links `timeline.css`."""
    return _drawn(view, alone=False)


def document(view: View) -> str:
    """The same as a file of its own, with its style."""
    return _drawn(view, alone=True)


def style() -> str:
    """What makes the picture readable in light and dark."""
    return assets.text(*STYLE)


def strip(view: View) -> int:
    """How high its upper part is, in pixels: moments, segments and quotations."""
    scale = Scale(begin_ms=view.begin_ms, end_ms=view.end_ms)
    return _below(_pins(view, scale))


def _below(pins: tuple[Pin, ...]) -> int:
    return AXIS + BAND + CAPTION + max((pin.y + MARK for pin in pins), default=MARK)


def _drawn(view: View, *, alone: bool) -> str:
    scale = Scale(begin_ms=view.begin_ms, end_ms=view.end_ms)
    pins = _pins(view, scale)
    below = _below(pins)
    lanes = tuple(
        Line(
            y=below + LANE * number,
            name=f"{lane.speaker}　{lane.share}%",
            path=path(scale, lane.spans, 12),
        )
        for number, lane in enumerate(view.lanes)
    )
    account = below + LANE * len(lanes)
    return filling.page(
        FOLDER,
        "timeline.svg.j2",
        {
            "alone": style() if alone else "",
            "height": account + ACCOUNT + LEGEND,
            "begin_ms": view.begin_ms,
            "end_ms": view.end_ms,
            "ticks": ticks(scale),
            "blocks": [_block(row, scale) for row in view.blocks],
            "pins": pins,
            "count": len(view.marks),
            "lanes": lanes,
            "parts": sorted(_parts(view, scale), key=lambda row: (row.start_ms, row.end_ms)),
            "at": {"band": AXIS, "marks": AXIS + BAND, "account": account},
            "legend": account + ACCOUNT,
            "fine": FINE,
            "told": told(view),
            "covered": covered(view),
        },
    )


def _pins(view: View, scale: Scale) -> tuple[Pin, ...]:
    places = [scale.share(mark.start_ms) for mark in view.marks]
    rows = tiers(places, APART, TIERS)
    return tuple(
        Pin(x=scale.x(mark.start_ms), y=MARK * row, mark=mark, tip=_quoted(mark))
        for mark, row in zip(view.marks, rows, strict=True)
    )


def _quoted(mark: Mark) -> str:
    where = f"第 {mark.section} 節引文" if mark.section else "引文"
    who = f"，{mark.speaker}" if mark.speaker else ""
    when = span(mark.start_ms, mark.end_ms)
    return f"{where}（{STATES[mark.state]}）{when}{who}：{mark.words}"


def _block(row: Block, scale: Scale) -> Bar:
    tight = " tl-tight" if scale.share(row.end_ms) - scale.share(row.start_ms) < TIGHT else ""
    passed = row.left_out or row.kind == "advertisement"
    return Bar(
        x=scale.x(row.start_ms),
        width=scale.width(row.start_ms, row.end_ms),
        start_ms=row.start_ms,
        end_ms=row.end_ms,
        tip=blocked(row),
        look=f"tl-block{' tl-passed' if passed else ''}{tight}",
        hatch="tl-hatch" if passed else "",
        id=row.id,
        label=f"{row.number} {row.title}",
    )


def blocked(row: Block) -> str:
    """A segment in one line: when, what, where it is used or why not."""
    kind = KINDS[row.kind]
    called = f"{row.title} " if row.title == kind else f"{row.title}（{kind}）"
    line = f"{row.number}. {called}{clock(row.start_ms)}–{clock(row.end_ms)}"
    if row.sections:
        return f"{line}，用於第 {'、'.join(map(str, row.sections))} 節"
    return f"{line}，略過{'：' if row.why else ''}{row.why}" if row.left_out else line


def _parts(view: View, scale: Scale) -> Iterator[Bar]:
    """What is laid over the speech: those of a kind that lie too close to be told apart as one."""
    near: dict[str, list[Part]] = {}
    for part in view.parts:
        look = _look(part)
        if look == "speech" or (look != "lost" and not _is_wide(part, scale)):
            continue
        before = near.get(look)
        if before and scale.places(before[-1].end_ms, part.start_ms) < JOINED:
            before.append(part)
            continue
        if before:
            yield _bar(look, before, scale)
        near[look] = [part]
    for look, rows in near.items():
        yield _bar(look, rows, scale)


def _look(part: Part) -> str:
    return "doubtful" if part.became == "speech" and part.why else part.became


def _is_wide(part: Part, scale: Scale) -> bool:
    return scale.places(part.start_ms, part.end_ms) > SEEN


def _bar(look: str, rows: list[Part], scale: Scale) -> Bar:
    start, end = rows[0].start_ms, rows[-1].end_ms
    why = "、".join(dict.fromkeys(row.why for row in rows if row.why))
    total = sum(row.end_ms - row.start_ms for row in rows)
    many = f"，{len(rows)} 處，合計 {clock(total)}" if len(rows) > 1 else ""
    return Bar(
        x=scale.x(start),
        width=scale.width(start, end, LEAST),
        start_ms=start,
        end_ms=end,
        tip=f"{BECAME.get(look, DOUBTFUL)}：{span(start, end)}{many}"
        + (f"（{why}）" if why else ""),
        look=f"tl-{look}",
        hatch=HATCHES.get(look, ""),
    )


# --- in words -------------------------------------------------------------------------


def covered(view: View) -> str:
    """The account in one line."""
    speech, lost = view.total("speech"), view.total("lost")
    heard = f"辨識 {clock(speech)}"
    missing = f"，未辨識 {clock(lost)}" if lost else ""
    rest = [
        f"{name} {clock(ms)}"
        for name, ms in (
            ("其他聲響", view.total("sound")),
            ("靜默", view.total("silence")),
            ("不明", view.total("unknown")),
        )
        if ms >= 1000
    ]
    return heard + missing + "".join(f"，{one}" for one in rest)


def told(view: View) -> str:
    """The whole picture for whoever cannot see it."""
    counts = [
        f"{STATES[state]} {number}"
        for state in STATES
        if (number := sum(mark.state == state for mark in view.marks))
    ]
    quoted = f"引文 {len(view.marks)} 則" + (f"（{'、'.join(counts)}）" if counts else "")
    speakers = "、".join(map(_share, view.lanes)) or "沒有人說話"
    passed = sum(row.left_out for row in view.blocks)
    cut = f"分成 {len(view.blocks)} 段" + (f"，略過 {passed} 段" if passed else "")
    when = f"{clock(view.begin_ms)} 到 {clock(view.end_ms)}"
    return f"{when}。說話者：{speakers}。{cut}。{quoted}。{covered(view)}。"


def _share(lane: Lane) -> str:
    return f"{lane.speaker} {lane.share}%"
