"""An editor's changes laid over a draft. One made against another text is refused."""

from dataclasses import replace

from pod2post import codec
from pod2post.errors import BadInput
from pod2post.ports import Shelf, Tell
from pod2post.stage import stage
from pod2post.values import Draft, Edit, Edits, Section


@stage("amended", 1)
def amend(draft: Draft, edits: Edits, /, *, shelf: Shelf, tell: Tell) -> Draft:
    """The draft with each edit in place of the section that it was made against.

    Raises:
        BadInput: an edit names no section, or its section has another text by now.
    """
    changes = {edit.section: edit for edit in edits.edits}
    sections = [*draft.sections, *([draft.observation] if draft.observation else [])]
    known = {section.id for section in sections}
    for strange in sorted(changes.keys() - known):
        raise BadInput(
            f"edits.json changes section {strange!r}, which the draft does not have",
            f"It has {', '.join(sorted(known))}. Mend the entry, or take it out.",
        )
    done = [_changed(section, changes.get(section.id)) for section in sections]
    cut = len(draft.sections)
    return replace(
        draft,
        sections=tuple(done[:cut]),
        observation=done[cut] if draft.observation else None,
    )


def _changed(section: Section, edit: Edit | None) -> Section:
    if edit is None:
        return section
    if edit.base != codec.digest(section):
        raise BadInput(
            f"edits.json changes section {section.id!r} as it stood before it was written anew",
            "Compare the two texts and set the entry's base to "
            f"{codec.digest(section)} when yours shall stand.",
        )
    return replace(section, heading=edit.heading, paragraphs=edit.paragraphs)
