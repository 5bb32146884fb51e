"""A draft of what may be a part of its episode only."""

from collections.abc import Iterator

from pod2post.values import Finding, Subject


def partial(subject: Subject) -> Iterator[Finding]:
    """Readers must not take a free preview for the whole conversation."""
    if subject.partial:
        yield Finding(
            rule="partial",
            severity="warning",
            where="episode",
            what=subject.partial,
            mend="Say so in the post, or write about the whole episode.",
        )
