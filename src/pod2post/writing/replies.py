"""Is a reply an answer? Every one is validated here, in whatever form it was asked for."""

from collections.abc import Callable
from typing import Any

from pod2post import codec
from pod2post.ports import Reply
from pod2post.writing import fenced, tasks

Judge = Callable[[Any], str | None]

MOST_COMPLAINT = 600  # characters; a validator's list of faults may be as long as the reply
FINISHES = {
    "length": "cut off at the limit of tokens: write less",
    "filtered": "stopped by the provider's content filter",
    "refused": "refused by the model",
    "empty": "empty",
    "unreadable": "not readable",
}


def decoded(task: str, reply: Reply, judge: Judge) -> tuple[Any, str]:
    """(the answer, "") or (None, what is wrong with it, in words for the model and a person).

    `judge` says what is wrong with an answer that the schema allows, or None.
    """
    if reply.finish != "stop":
        return None, " ".join(filter(None, (FINISHES[reply.finish], _detail(reply))))
    fits, complaint = _fitting(task, reply.text)
    if len(fits) > 1:
        return None, "two different answers stand in it"
    if not fits:
        return None, complaint
    fault = judge(fits[0])
    return (None, fault[:MOST_COMPLAINT]) if fault else (fits[0], "")


def _fitting(task: str, text: str) -> tuple[list[Any], str]:
    """The different answers in a reply that its schema allows; else the first one's faults."""
    fits, complaint = list[Any](), ""
    try:
        # What holds no object at all is read as it is, for the words of what is wrong with it.
        for found in tuple(fenced.objects(text)) or (text.strip(),):
            try:
                answer: Any = codec.decode(tasks.REPLIES[task], found)
            except (codec.Undecodable, UnicodeEncodeError) as error:
                complaint = complaint or f"not what the schema asks for: {error}"
                continue
            fits += [answer] if answer not in fits else []
    except fenced.Twice as error:
        return [], str(error)
    return fits, complaint[:MOST_COMPLAINT]


def _detail(reply: Reply) -> str:
    return f"({' '.join(reply.detail.split())[:200]})" if reply.detail else ""
