"""Five hours of talk by nobody about nothing, always the same, and a model that answers at once.

Show, people, things and sentences are made up by the lists below.
"""

import json
import random
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pod2post.costs import sizes
from pod2post.values import Coverage, Cue, Transcript
from scripted_openai import Answer, completion, data

HOST, GUEST = "Ottilie Brack", "Soren Vale"
WORDS, HOURS = 60_000, 5
TOPICS = (
    *("lantern wick chimney globe oil glass", "ferry rope captain pier gangway tide"),
    *("orchard ladder apple basket hedge cider", "kiln glaze clay shelf oven potter"),
    *("bell tower clapper ringer steeple choir", "loom thread shuttle weaver dye wool"),
    *("hive smoker comb keeper meadow clover", "press ink type compositor proof paper"),
    *("mill stone sluice wheel flour miller", "violin bridge varnish maker string bow"),
    *("glacier crevasse guide rope crampon moraine", "bakery dough oven baker crust flour"),
    *("signal mirror semaphore hill station code", "saddle stirrup leather rider horse bit"),
)
OPENINGS = (
    *("In the first year", "Before anybody noticed it", "On the second morning", "When it rained"),
    *("As my teacher used to say", "To tell you the truth", "Against all advice"),
    *("Whenever the market opened", "After the long winter", "As far as I remember"),
)
VERBS = (
    *("was carried to", "stood beside", "had been taken from", "was left behind"),
    *("was measured against", "never fitted", "was repaired with", "hung above"),
)
TAILS = (
    *("and nobody asked why.", "which surprised the whole village.", "because it was quicker."),
    *("and we kept it that way.", "although the others disagreed.", "so we began again."),
    *("and that was the end of it.", "which I still find hard to believe."),
)
CHINESE = "這件事從頭到尾都有人看著卻沒有一個人開口問過原因後來大家才慢慢明白當時的選擇並不容易"
LINE = re.compile(r"^\[(c\d+)\] \S+ (.+?): (.*)$", re.MULTILINE)
PLACE = re.compile(r"^### (p\d+)｜[\d:]+(｜✓)?$", re.MULTILINE)
SEGMENT = re.compile(r"^### (g\d+)｜", re.MULTILINE)
QUOTE = re.compile(r"^- ⟦q:(\w+)⟧", re.MULTILINE)
CITED = re.compile(r"（(c\d+)[、）]")
SECTION = re.compile(r"第 (s\d+) 節")
INVENTED = "Nobody in this whole recording ever said these words."


def sentences() -> Iterator[str]:
    """About 60,000 words of them, topic after topic."""
    chance, count = random.Random(5), 0
    while count < WORDS:
        nouns = TOPICS[count * len(TOPICS) // WORDS].split()
        one, other, third = chance.sample(nouns, 3)
        text = (
            f"{chance.choice(OPENINGS)} the {one} {chance.choice(VERBS)} the {other}, "
            f"{chance.choice(TAILS)}"
            if chance.random() < 0.7
            else f"The {one} {chance.choice(VERBS)} the {third}."
        )
        count += len(text.split())
        yield text


def transcript(hours: int = HOURS) -> Transcript:
    """The five hours, or those at their beginning."""
    texts = list(sentences())
    each = HOURS * 3_600_000 // len(texts)
    cues = tuple(
        Cue(
            id=f"c{number:04d}",
            start_ms=each * number,
            end_ms=each * number + each - 200,
            speaker=HOST if number % 9 == 0 else GUEST,
            text=text,
            confidence=90,
        )
        for number, text in enumerate(texts[: len(texts) * hours // HOURS], start=1)
    )
    length = hours * 3_600_000
    covered = Coverage(duration_ms=length, speech_ms=length, recognised_ms=length, failed=())
    return Transcript(language="en", cues=cues, made_by="made up", coverage=covered)


# --- the model ------------------------------------------------------------------------


@dataclass(frozen=True)
class Asked:
    """One request as the model met it."""

    task: str
    section: str
    again: bool
    system: str
    user: str
    schema: str
    delay_s: float

    @property
    def cues(self) -> list[str]:
        return [row[0] for row in LINE.findall(self.user)]


@dataclass(frozen=True)
class Model:
    """Answers from what it was told. Of each three quotations that it proposes one is invented.

    `delays`: seconds by task, where "again" is a second round; a section's number makes its
    calls longer by a tenth.
    """

    delays: dict[str, float] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    lock: Any = field(default_factory=threading.Lock)

    def __call__(self, body: dict[str, Any]) -> Answer:
        system, user = (str(message["content"]) for message in body["messages"][:2])
        form = body["response_format"]["json_schema"]
        section = found[1] if (found := SECTION.search(user)) else ""
        again = INVENTED in user
        asked = Asked(
            task=form["name"],
            section=section if form["name"] in ("quotes", "section") else "",
            again=again,
            system=system,
            user=user,
            schema=json.dumps(form["schema"]),
            delay_s=self.delay(form["name"], section, again=again),
        )
        with self.lock:
            self.asked.append(asked)
        reply = json.dumps(ANSWERS[asked.task](asked), ensure_ascii=False)
        usage = {"prompt_tokens": sizes.tokens(system + user), "completion_tokens": len(reply)}
        usage["total_tokens"] = sum(usage.values())
        made = data(completion(reply, usage=usage))
        return Answer(body=made.body, delay_s=asked.delay_s)

    def delay(self, task: str, section: str, *, again: bool) -> float:
        seconds = self.delays.get("again" if again else task, 0.0)
        return seconds * (1 + int(section[1:] or 0) / 10) if section else seconds

    def by(self, task: str) -> list[Asked]:
        return [row for row in self.asked if row.task == task]


def _topics(asked: Asked) -> dict[str, Any]:
    """The program's own places, with titles."""
    ours = [id_ for id_, mark in PLACE.findall(asked.user) if mark]
    parts = enumerate(ours, start=1)
    return {"parts": [{"start": id_, "title": f"第{n}件", "kind": "talk"} for n, id_ in parts]}


def _plan(asked: Asked) -> dict[str, Any]:
    """Six sections of neighbouring segments; the last segment of four or more is left out."""
    used = SEGMENT.findall(asked.user)
    out = [used.pop()] if len(used) > 3 else []
    places = [number * 6 // len(used) for number in range(len(used))]
    groups = [
        [id_ for id_, at in zip(used, places, strict=True) if at == group] for group in range(6)
    ]
    return {
        "thesis": "每一件舊東西都有人看著",
        "titles": ["沒有人問過的舊東西"],
        "sections": [
            {"heading": f"第{n}件舊東西", "angle": "它怎麼來的", "segments": group}
            for n, group in enumerate(filter(None, groups), start=1)
        ],
        "left_out": [{"segment": id_, "why": "只是道別"} for id_ in out],
    }


def _quotes(asked: Asked) -> dict[str, Any]:
    lines = LINE.findall(asked.user)
    if asked.again:
        return {"quotes": []}
    third = len(lines) // 3
    rows = [
        {
            "cues": [id_],
            "source": text,
            "chinese": CHINESE[: round(1.5 * len(text.split()))] + "。",
            "speaker": speaker,
        }
        for id_, speaker, text in (lines[third], lines[2 * third])
    ]
    return {"quotes": [*rows, rows[0] | {"source": INVENTED}]}


def _section(asked: Asked) -> dict[str, Any]:
    first = LINE.findall(asked.user)[0][0]
    marks = [f"⟦q:{id_}⟧他說。" for id_ in QUOTE.findall(asked.user)]
    texts = ["他們談起一件舊東西，誰也沒有問過它的來歷。", *marks]
    rows = [{"text": text, "cues": [first]} for text in texts]
    return {"heading": "一件沒有人問過的舊東西", "paragraphs": rows}


def _head(asked: Asked) -> dict[str, Any]:
    return {
        "title": "沒有人問過的舊東西，後來都去了哪裡",
        "description": "一場虛構的長談。誰看著那些舊東西？",
        "tags": ["舊東西"],
        "lead": [{"text": "一張工作檯，五個小時。", "cues": CITED.findall(asked.user)[:1]}],
    }


def _observation(asked: Asked) -> dict[str, Any]:
    return {"paragraphs": [{"text": "我想到的是等待。", "cues": []}]}


ANSWERS = {
    "topics": _topics,
    "plan": _plan,
    "quotes": _quotes,
    "section": _section,
    "head": _head,
    "observation": _observation,
}
