"""From the plan to the draft: each section a chain of its own, all of them side by side.

quotations chosen, part by part -> heard, if captions are automatic -> prose
                                                all sections -> 我的觀察 and the head
"""

import itertools
from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace

from pod2post.costs import money
from pod2post.hearing.fastpath import Listening
from pod2post.ports import Glossary
from pod2post.revision import choosing
from pod2post.revision.editing import HEAD
from pod2post.revision.editor import NOBODY, Editor
from pod2post.scene import Made, Scene
from pod2post.stages.quote import quote
from pod2post.stages.write import OBSERVATION, head, observe, write
from pod2post.values import Draft, Plan, Quotes, Section, Segments
from pod2post.writing import brief as views
from pod2post.writing import chains, portions
from pod2post.writing.asking import Pen
from pod2post.writing.brief import Brief

BESIDE = 3  # calls for the whole: the plan, 我的觀察, the head


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafting:
    """What all sections are written from. `hear` hears quotations, None where none need it."""

    scene: Scene
    pen: Pen
    glossary: Glossary | None
    plan: Plan
    segments: Segments
    briefs: tuple[Brief, ...]
    pieces: tuple[tuple[Brief, ...], ...]
    editor: Editor = NOBODY
    hear: Listening | None = None

    @property
    def calls(self) -> int:
        """How many calls there are when every reply can be used as it is."""
        return sum(map(len, self.pieces)) + len(self.briefs) + BESIDE

    @property
    def most_calls(self) -> int:
        """With a second round of quotations everywhere."""
        return self.calls + sum(map(len, self.pieces))

    def draft(self) -> Generator[Made, None, tuple[tuple[Quotes, ...], Draft]]:
        """The quotations, as soon as all are there, then the draft; both once more at the end."""
        finished = itertools.count(2)  # the plan was the first
        self._called(1)
        work: chains.Chains[Brief, Quotes, Section] = chains.Chains(
            choose=self._chosen,
            join=self._joined,
            write=None if self.scene.options.until == "quote" else self._prose,
            done=lambda: self._called(next(finished)),
        )
        made = work.run(self.pieces, self.scene.settings.writer.parallel)
        quotes: tuple[Quotes, ...] = next(made)
        if self.hear:
            self.hear.keep(quotes)
        yield self.scene.kept("quote", quotes)
        sections: tuple[Section, ...] = next(made)
        draft = self._whole(quotes, sections)
        self._called(self.calls)
        self.editor.keep(self.scene.run)
        yield self.scene.kept("write", draft)
        return quotes, draft

    def notes(self, quotes: Sequence[Quotes]) -> tuple[str, ...]:
        """What an editor should know of sections that did not fit into one request."""
        rows = zip(self.briefs, self.pieces, quotes, strict=True)
        lines = (portions.notes(b, pieces, self._told(b, q)) for b, pieces, q in rows)
        return tuple(line for row in lines for line in row)

    def _called(self, done: int) -> None:
        part = self.scene.part
        self.scene.tell.step(f"write {part}" if part else "write", done, self.calls, "call")

    def _chosen(self, piece: Brief) -> Quotes:
        part = piece.outline.id
        if self.editor.section(part):
            return Quotes(section=part, quotes=(), dropped=())
        return self.scene(quote, piece, self.editor.pen(self.pen, part), self.glossary)

    def _joined(self, chain: int, rows: Sequence[Quotes]) -> Quotes:
        fixed = self.editor.quotes(self.briefs[chain].outline.id)
        if fixed is not None:
            return fixed
        quotes = choosing.chosen(portions.merged(rows), self.editor.unwanted)
        return self.hear(quotes) if self.hear else quotes

    def _told(self, brief: Brief, quotes: Quotes) -> Brief:
        room = self.scene.settings.writer.context
        most = portions.room(brief.episode, self.pen, room)
        return portions.told(brief, quotes, self.segments, most)

    def _prose(self, chain: int, quotes: Quotes) -> Section:
        part = self.briefs[chain].outline.id
        if fixed := self.editor.section(part):
            return fixed
        brief, story = self._told(self.briefs[chain], quotes), views.story(self.plan)
        return self.scene(write, brief, story, quotes, self.editor.pen(self.pen, part))

    def _whole(self, quotes: Sequence[Quotes], sections: tuple[Section, ...]) -> Draft:
        said = [q for row in quotes for q in row.quotes]
        whole = views.Whole(
            episode=self.briefs[0].episode,
            thesis=self.plan.thesis,
            titles=self.plan.titles,
            sections=tuple(views.section_text(section, said) for section in sections),
        )
        observation, top = chains.both(
            lambda: self._observed(whole),
            lambda: self.editor.head() or self.scene(head, whole, self.editor.pen(self.pen, HEAD)),
            self.scene.settings.writer.parallel,
        )
        if not observation.paragraphs:  # it is not shown, but why it was not written is
            top = replace(top, holes=(*top.holes, *observation.holes))
        return Draft(
            head=top,
            sections=sections,
            observation=observation if observation.paragraphs else None,
            writer=self.pen.writer.label,
        )

    def _observed(self, whole: views.Whole) -> Section:
        fixed, pen = self.editor.observation(), self.editor.pen(self.pen, OBSERVATION)
        return fixed or self.scene(observe, whole, self.scene.notes, pen)


def planned(
    scene: Scene,
    pen: Pen,
    glossary: Glossary | None,
    plan: Plan,
    segments: Segments,
    briefs: tuple[Brief, ...],
) -> Drafting:
    """The work that a plan makes; sections too long for one request are divided here."""
    room = portions.room(briefs[0].episode, pen, scene.settings.writer.context)
    work = Drafting(
        scene=scene,
        pen=pen,
        glossary=glossary,
        plan=plan,
        segments=segments,
        briefs=briefs,
        pieces=tuple(portions.parts(brief, room) for brief in briefs),
    )
    return replace(work, pen=money.expecting(pen, work.most_calls * scene.parts))
