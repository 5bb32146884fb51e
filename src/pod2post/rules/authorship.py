"""What the author of a draft is worth: a small model's prose is not to be believed."""

from collections.abc import Iterator

from pod2post.values import Finding, Subject
from pod2post.writing.authorship import is_small


def small_model(subject: Subject) -> Iterator[Finding]:
    """A draft by a local model so small that its sentences are often wrong."""
    writer = subject.draft.writer
    if is_small(writer):
        yield Finding(
            rule="small_model",
            severity="warning",
            where="head",
            what=f"written by {writer}: wrong numbers, other languages and statements that "
            "nobody made are to be expected, and the checks do not find all of them",
            mend="Hold every sentence against the audio, or have a larger model write it.",
        )
