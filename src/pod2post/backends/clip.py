"""A few seconds of sound, made fit to be heard alone. The only file that imports pydub.

pydub shapes raw samples in memory and needs no program for that. Its own reading and
writing, which call ffmpeg and take whole files, are never used: PyAV does both.
"""

import math
import warnings

FADE_MS = 150
LOUDNESS_DBFS, PEAK_DBFS = -19.0, -1.0  # root mean square as of speech in podcasts; the limit
MOST_GAIN_DB = 24.0  # what is quieter is noise, and stays so


def shaped(samples: bytes, *, rate: int, channels: int) -> bytes:
    """The samples with faded ends and an even level; interleaved signed 16 bits, as they came."""
    with warnings.catch_warnings():
        # On import it tells of a missing ffmpeg, which is not needed, and of its own age.
        warnings.simplefilter("ignore")
        from pydub import AudioSegment

    whole = len(samples) - len(samples) % (2 * channels)
    if not whole:
        return b""
    sound = AudioSegment(data=samples[:whole], sample_width=2, frame_rate=rate, channels=channels)
    if math.isfinite(sound.dBFS):
        room = min(LOUDNESS_DBFS - sound.dBFS, PEAK_DBFS - sound.max_dBFS, MOST_GAIN_DB)
        sound = sound.apply_gain(room)
    fade = min(FADE_MS, len(sound) // 2)
    faded: bytes = sound.fade_in(fade).fade_out(fade).raw_data
    return faded
