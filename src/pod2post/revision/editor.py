"""What a run takes from the editor in place of asking the writer: locked parts, takes.

A locked section is not asked for; `--take s2` asks for one section once more. The first
answer stays in the store, and `--take s2=1` returns to it without a call.
"""

import re
from dataclasses import dataclass, replace

from pod2post import runs
from pod2post.errors import BadInput
from pod2post.revision import choosing, editing, rebinding, reopening
from pod2post.revision.edits import Edit, Edits
from pod2post.runs import Run
from pod2post.scene import Scene
from pod2post.stages.plan import fault
from pod2post.stages.write import OBSERVATION, OBSERVATION_HEADING
from pod2post.values import Cue, Head, Plan, Quotes, Section, Segments, Transcript
from pod2post.writing.asking import Pen

WISH = re.compile(r"([\w-]+)(?:=(\d{1,3}))?")
MADE_FROM_ALL = (editing.HEAD, OBSERVATION)


@dataclass(frozen=True, slots=True, kw_only=True)
class Editor:
    """The edits of one run, as the stages that write meet them.

    `asked`: the parts that are asked for again. `silent`: no 我的觀察 is written here, since it
    stands in another part of the series. `unwanted`: keys of quotations that she left out.
    """

    edits: Edits
    cues: tuple[Cue, ...]
    asked: frozenset[str] = frozenset()
    silent: bool = False
    unwanted: frozenset[str] = frozenset()

    def keep(self, run: Run) -> None:
        """Write down what was asked for, now that the answer is there.

        What an editor changed while it was written is kept: takes and locks are added to it.
        """
        if not self.asked:
            return
        with run.alone():
            run.keep_edits(self._laid_on(run.edits()))

    def _laid_on(self, now: Edits) -> Edits:
        edits = editing.unlocked(now, self.asked)
        for row in self.edits.takes:
            edits = editing.with_take(edits, row.part, row.number)
        for part in self.asked - {row.part for row in self.edits.takes}:
            edits = editing.with_take(edits, part, 1)
        held = {edit.section: edit for edit in self.edits.edits if edit.locked}
        mine = {edit.section: edit for edit in edits.edits}
        for name, edit in held.items():
            edits = editing.with_edit(edits, replace(mine.get(name, edit), locked=True))
        head = self.edits.head
        if head and head.locked:
            edits = replace(edits, head=replace(edits.head or head, locked=True))
        return edits

    def plan(self, run: Run, segments: Segments) -> Plan | None:
        """The run's plan while something in it is locked and it still fits; None: make one."""
        if (
            not editing.locks(self.edits)
            or not run.path(runs.FILES["plan"]).is_file()
            or run.edited_plan()
        ):
            return None
        kept = runs.finished(run, Plan, runs.FILES["plan"])
        return None if fault(kept, segments, 1, len(kept.sections)) else kept

    def pen(self, pen: Pen, part: str) -> Pen:
        """The pen that asks for this part the n-th time."""
        return replace(pen, take=editing.take_of(self.edits, part))

    def _locked(self, part: str) -> Edit | None:
        rows = (row for row in self.edits.edits if row.section == part and row.locked)
        edit = next(rows, None)
        return rebinding.rebound(edit, self.cues, ()).edit if edit else None

    def quotes(self, section: str) -> Quotes | None:
        """A locked section's own quotations; None where the writer is to be asked."""
        edit = self._locked(section)
        return Quotes(section=section, quotes=edit.quotes, dropped=()) if edit else None

    def section(self, section: str) -> Section | None:
        """A locked section; None where the writer is to be asked."""
        edit = self._locked(section)
        if edit is None:
            return None
        return Section(id=section, heading=edit.heading, paragraphs=edit.paragraphs)

    def head(self) -> Head | None:
        """The locked head; None where the writer is to be asked."""
        edit = self.edits.head
        if edit is None or not edit.locked:
            return None
        return Head(title=edit.title, description=edit.description, tags=edit.tags, lead=edit.lead)

    def observation(self) -> Section | None:
        """The locked 我的觀察; without paragraphs where there shall be none."""
        gone = any(row.section == OBSERVATION for row in self.edits.removed)
        empty = Section(id=OBSERVATION, heading=OBSERVATION_HEADING, paragraphs=())
        return self.section(OBSERVATION) or (empty if gone or self.silent else None)


NOBODY = Editor(edits=Edits(), cues=())


def at_work(scene: Scene, transcript: Transcript) -> Editor:
    """The editor of this run, with what `--take` asks for; takes are kept once they are written.

    Raises:
        BadInput: no such part, or the section is locked, or the edits cannot be read.
    """
    edits = scene.run.edits()
    wanted = [_wish(text, edits) for text in scene.options.take]
    asked = {part for part, _ in wanted}
    if asked and scene.pen and not scene.pen.writer.composes:
        raise BadInput(
            f"{scene.pen.writer.label} has one answer only: there is no other take",
            "Choose a language model with --writer, or leave --take out.",
        )
    edits = editing.unlocked(edits, asked)
    for part, number in wanted:
        edits = editing.with_take(edits, part, number)
    if asked - set(MADE_FROM_ALL):
        edits = _holding(scene, edits, asked)
    if locks := editing.locks(edits):
        scene.tell.say(f"locked, neither asked nor changed: {', '.join(locks)}")
    silent = scene.part is not None and scene.part < scene.parts
    return Editor(
        edits=edits,
        cues=transcript.cues,
        asked=frozenset(asked),
        silent=silent,
        unwanted=choosing.read(scene.run),
    )


def _holding(scene: Scene, edits: Edits, asked: set[str]) -> Edits:
    """Head and 我的觀察 locked as they stand, so that only the section asked for is paid."""
    run = scene.run
    if not all(run.path(runs.FILES[stage]).is_file() for stage in ("quote", "write")):
        return edits
    now = reopening.opened(run, scene.settings, edits)
    known = {editing.HEAD, *((OBSERVATION,) if now.shown.draft.observation else ())}
    parts = {section.id for section in now.shown.draft.sections}
    if strange := sorted(asked - parts - set(MADE_FROM_ALL)):
        raise BadInput(
            f"--take {strange[0]}: the post has no such section",
            f"It has {', '.join(sorted(parts))}, and head and observation.",
        )
    fixed = {edit.section for edit in edits.edits if edit.locked}
    fixed |= {editing.HEAD} if edits.head and edits.head.locked else set()
    hold = sorted(known - asked - fixed)
    if hold:
        scene.tell.say(
            f"{' and '.join(hold)}: drawn from all sections, kept as they stand "
            f"(--take {hold[0]} asks anew)"
        )
    return editing.locked(edits, hold, now.written, now.shown)


def _wish(text: str, edits: Edits) -> tuple[str, int]:
    found = WISH.fullmatch(text)
    if not found or (found[2] and int(found[2]) < 1):
        raise BadInput(
            f"--take {text}: which section, and which time?",
            "Write --take s2 to have section s2 asked for again, --take s2=1 for its first text.",
        )
    part = found[1]
    if any(row.section == part and row.locked for row in edits.edits if part != OBSERVATION):
        raise BadInput(
            f"{part} is locked and is not asked for again", f"First: pod2post lock RUN {part} --off"
        )
    return part, int(found[2] or editing.take_of(edits, part) + 1)
