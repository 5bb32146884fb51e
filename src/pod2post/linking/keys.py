"""The keys of an app at Spotify: from the environment, or from a file of their own."""

import os
from pathlib import Path

from pod2post.errors import BadInput
from pod2post.value import value

VARIABLES = ("POD2POST_SPOTIFY_ID", "POD2POST_SPOTIFY_SECRET")
TWO_LINES = "Name a file with two lines: the app's client id, then its client secret."


@value
class SpotifySettings:
    """`keys_file`: two lines, client id and client secret. The environment comes first."""

    keys_file: str | None = None


class Keys:
    """A client id and its secret; no value, so that neither can get into a record."""

    __slots__ = ("id", "secret")

    def __init__(self, id_: str, secret: str) -> None:
        self.id = id_
        self.secret = secret


def set_up(settings: SpotifySettings) -> bool:
    """Is there anything that `keys` could read?"""
    return settings.keys_file is not None or any(map(os.environ.get, VARIABLES))


def keys(settings: SpotifySettings) -> Keys:
    """The keys, where `set_up`.

    Raises:
        BadInput: only one of the two is set, the file cannot be read, or no key stands there.
    """
    pair = [os.environ.get(name, "").strip() for name in VARIABLES]
    place = " and ".join(VARIABLES)
    if not any(pair):
        place = f"[spotify] keys_file: {settings.keys_file}"
        try:
            text = Path(settings.keys_file or "").expanduser().read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise BadInput(f"{place} cannot be read", TWO_LINES) from error
        pair = text.split()
    if len(pair) != 2 or not all(key.isascii() and key.isalnum() for key in pair):
        raise BadInput(f"{place}: there is no usable pair of keys", TWO_LINES)
    return Keys(*pair)
