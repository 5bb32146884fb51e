"""Word error rate, as the field counts it: Whisper's English normaliser, then jiwer."""

import warnings

import jiwer


def normal(text: str) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its source has an escape that Python warns of
        from whisper_normalizer.english import EnglishTextNormalizer
    return str(EnglishTextNormalizer()(text))


def word_error_rate(spoken: str, heard: str) -> float:
    """Substitutions, deletions and insertions over the words spoken, 0 to about 1."""
    return float(jiwer.wer(normal(spoken), normal(heard)))
