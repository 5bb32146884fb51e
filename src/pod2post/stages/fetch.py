"""The media of an episode, and where it lies."""

from pathlib import Path

from pod2post.errors import BadInput
from pod2post.ports import Library, Shelf, Tell
from pod2post.stage import stage
from pod2post.values import Audio, Locator


@stage("audio", 1)
def fetch(locator: Locator, /, *, library: Library, shelf: Shelf, tell: Tell) -> Audio:
    """Download once, or refer to the local file. See `Library.fetch` for what is raised."""
    return library.fetch(locator, shelf=shelf, tell=tell)


def where(audio: Audio, shelf: Shelf) -> Path:
    """The path of the media, or of the small copy with the same times that `gc` left of it.

    Raises:
        BadInput: both are gone, or the local file has another size than it had.
    """
    path = Path(audio.origin) if audio.origin else shelf.path(audio.digest)
    if not path.is_file():
        copy = shelf.listening(audio.digest)
        if not audio.origin and copy.is_file():
            return copy
        raise BadInput(
            f"the audio is no longer at {path}",
            "Put the file back there." if audio.origin else "Run the episode again to fetch it.",
        )
    if path.stat().st_size != audio.size:
        raise BadInput(f"{path} is not the file that was transcribed", "Put that file back there.")
    return path
