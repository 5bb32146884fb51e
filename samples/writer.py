"""A stand-in for a language model: the sample's replies, written by hand, over real HTTP.

It answers Chat Completions requests on loopback. A reply is chosen by the task (the
schema's name) and the section that the prompt names. Where a reply says `~words`, the
words are looked up in the request: cue, segment and quotation ids, and the spoken words
themselves, are taken from what was asked and never known beforehand. So the same
replies serve any recognition of the same audio.
"""

import json
import re
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from tests.scripted_openai import Answer, completion, data

REPLIES = Path(__file__).with_name("replies.json")

CUE = re.compile(r"^\[(\w+)\] \S+ .+?: (.*)$", re.MULTILINE)
PLACE = re.compile(r"^### (\w+)｜[\d:]+(｜✓)?$", re.MULTILINE)
SEGMENT = re.compile(r"^### (\w+)｜.*｜(.+)$", re.MULTILINE)
QUOTE = re.compile(r"^- ⟦q:(\w+)⟧ .*?｜(.*)$", re.MULTILINE)
PARAGRAPH = re.compile(r"^(.+)（((?:\w+(?:、)?)*)）$", re.MULTILINE)
SECTION = re.compile(r"第 (s\d+) 節")
MARK = re.compile(r"⟦q:~([^⟧]*)⟧")
TOKEN = re.compile(r"[A-Za-z]+|\d+|[^\sA-Za-z\d]")  # about what a tokenizer makes
ALIKE = 0.6


def words(text: str) -> list[str]:
    return re.findall(r"[\w']+", text.lower())


def likeness(wanted: str, text: str) -> float:
    """How much of `wanted` stands in `text`, in order: 0 to 1."""
    one, other = words(wanted), words(text)
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / max(1, len(one))


def ends(token: re.Match[str]) -> bool:
    """Is this the last word of a sentence?"""
    return token.group().endswith((".", "?", "!"))


class Asked:
    """One request, to look words up in."""

    def __init__(self, body: dict[str, Any]) -> None:
        texts = [str(message["content"]) for message in body["messages"]]
        self.prompt = texts[1]
        self.cues = CUE.findall(self.prompt)
        self.task = str(body["response_format"]["json_schema"]["name"])
        section = SECTION.search(self.prompt)
        again = len(texts) > 2 or "上一次提出的引述" in self.prompt
        self.key = self.task
        if self.task in ("quotes", "section") and section:
            self.key += f"/{section[1]}" + ("/again" if again else "")

    def cue(self, wanted: str) -> Iterator[str]:
        """The id of the cue in which the words stand, or those that a paragraph cites."""
        if self.cues:
            best = max(self.cues, key=lambda cue: likeness(wanted, cue[1]))
            if likeness(wanted, best[1]) >= ALIKE:
                yield best[0]
            return
        for text, cited in PARAGRAPH.findall(self.prompt):
            if wanted in text:
                yield from cited.split("、")

    def segment(self, wanted: str) -> str:
        found = SEGMENT.findall(self.prompt)
        return max(found, key=lambda row: likeness(wanted, row[1]))[0] if found else wanted

    def topics(self, titles: list[str]) -> dict[str, Any]:
        """The places that the program would take itself, with these titles one after another."""
        ours = [id_ for id_, mark in PLACE.findall(self.prompt) if mark]
        named = zip(ours, titles * len(ours), strict=False)
        return {"parts": [{"start": i, "title": title, "kind": "talk"} for i, title in named]}

    def quote(self, wanted: str) -> str:
        """The id of the quotation on offer whose Chinese begins so, "" when there is none."""
        hits = (id_ for id_, chinese in QUOTE.findall(self.prompt) if wanted in chinese)
        return next(hits, "")

    def spoken(self, wanted: str) -> str:
        """The words as the transcript has them; parts joined by + are looked up apart."""
        if " + " in wanted:
            return " ".join(self.spoken(part) for part in wanted.split(" + "))
        text = " ".join(cue[1] for cue in self.cues)
        tokens = list(re.finditer(r"\S+", text))
        plain = [" ".join(words(token.group())) for token in tokens]
        matcher = SequenceMatcher(None, words(wanted), plain, autojunk=False)
        blocks = [block for block in matcher.get_matching_blocks() if block.size]
        if not blocks:
            return wanted
        longest = max(blocks, key=lambda block: block.size)
        near = [b for b in blocks if abs((b.b - b.a) - (longest.b - longest.a)) < 8]
        first, last = near[0].b, near[-1].b + near[-1].size
        lacking = (near[0].a, len(words(wanted)) - near[-1].a - near[-1].size)
        while lacking[0] > near[0].b - first and first and not ends(tokens[first - 1]):
            first -= 1
        while lacking[1] > last - near[-1].b - near[-1].size and not ends(tokens[last - 1]):
            last += 1
        return text[tokens[first].start() : tokens[last - 1].end()]


def filled(node: Any, asked: Asked, field: str = "") -> Any:
    """The reply with every ~ looked up in the request."""
    if isinstance(node, dict):
        return {key: filled(item, asked, key) for key, item in node.items()}
    if isinstance(node, list) and field == "cues":
        ids = [id_ for item in node for id_ in asked.cue(item.removeprefix("~"))]
        return list(dict.fromkeys(ids))
    if isinstance(node, list):
        return [filled(item, asked, field) for item in node]
    if isinstance(node, str) and node.startswith("~"):
        wanted = node[1:]
        return asked.spoken(wanted) if field == "source" else asked.segment(wanted)
    if isinstance(node, str):
        return MARK.sub(lambda mark: placed(asked.quote(mark[1])), node)
    return node


def placed(id_: str) -> str:
    return f"⟦q:{id_}⟧" if id_ else ""


def replier(path: Path = REPLIES) -> Callable[[dict[str, Any]], Answer]:
    """A script for `ScriptedOpenAI`: each request answered from the file of replies."""
    replies = json.loads(path.read_text(encoding="utf-8"))

    def reply(body: dict[str, Any]) -> Answer:
        asked = Asked(body)
        prepared = replies[asked.key]
        if asked.task == "topics":
            text = json.dumps(asked.topics(prepared), ensure_ascii=False)
        elif isinstance(prepared, str):  # the reply that breaks off
            text = prepared
        else:
            text = json.dumps(filled(prepared, asked), ensure_ascii=False)
        sent = sum(len(TOKEN.findall(str(message["content"]))) for message in body["messages"])
        usage = {"prompt_tokens": sent, "completion_tokens": len(TOKEN.findall(text))}
        usage["total_tokens"] = sum(usage.values())
        return data(completion(text, usage=usage, model=body["model"]))

    return reply
