"""Was all of it read? What was sent, counted low, against what the server says it read.

A tokenizer of the most economical kind in wide use (o200k, 200,000 entries) makes 1.1 to
1.7 tokens per word of English transcript and 0.95 to 1.05 per Chinese character, measured
on a transcript, prompts and posts; older ones make more. So a token per word and 0.6 per
character are fewer than any server counts, and a count well below was not of all of it.
"""

import re

from pod2post.ports import Request, Usage

WORD = re.compile(r"[^\W_\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef]+")
WIDE = re.compile(r"[\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef]")
PER_WIDE = 0.6
CLEARLY = 0.8  # of the low count: about half of what such a server counts
SMALL = 1000  # what fits everywhere cannot have been cut


def least(request: Request) -> int:
    """Fewer tokens than any server counts for the request's messages."""
    texts = [message.content for message in request.messages]
    words, wide = (sum(len(one.findall(text)) for text in texts) for one in (WORD, WIDE))
    return words + int(PER_WIDE * wide)


def checked(usage: Usage | None) -> bool:
    """Does the server tell how much it read?"""
    return usage is not None and usage.prompt > 0


def cut(request: Request, usage: Usage | None) -> bool:
    """Did the server read clearly less than was sent? False where it does not tell.

    Some servers leave out of their count what they had in their cache.
    """
    if usage is None or usage.prompt <= 0:
        return False
    sent = least(request)
    return sent >= SMALL and usage.prompt + usage.cached < CLEARLY * sent
