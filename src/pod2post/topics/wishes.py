"""What a person may wish of where an episode is divided."""

from pod2post.value import value


@value
class Topics:
    """`choose`: may the writer choose where the subject changes, where no chapters tell it?

    `leave_out`: are advertisements, the welcome and housekeeping marked as such, and left out?
    """

    choose: bool = True
    leave_out: bool = True
