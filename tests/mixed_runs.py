"""Runs against a server that misbehaves by seed: the script, what is due, and the server.

A script says for each question (`plan`, `quotes/s1`, `section/s1`, ..., `head`,
`observation`) how the first requests for it are answered; all later ones are answered well.
`foretell` works out from the script alone what must become of the run. It follows the
rules as the documentation has them and shares no code with the program.
"""

import json
import random
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import scripted_openai as say
from pod2post import codec
from pod2post.values import Coverage, Cue, Transcript
from pod2post.writing import prompts, tasks

SECTIONS = ("s1", "s2", "s3")
KEYS = (
    "plan",
    *(f"quotes/{name}" for name in SECTIONS),
    *(f"section/{name}" for name in SECTIONS),
    "observation",
    "head",
)
SPEAKERS = ("Nora Fable", "Jasper Thimble")
TOPICS = (
    "pipe valve cellar gauge street puddle",
    "kiln glaze oven clay chimney shelf",
    "orchard ladder apple blossom hedge basket",
)
EACH = 16  # sentences about each of three things
CHINESE = "那裡的東西整夜都在動，沒有人先注意到。"
READ = {"prompt_tokens": 50_000, "completion_tokens": 60}


def transcript() -> Transcript:
    """Some minutes about three things, of which each makes a section."""
    cues = []
    for topic, words in enumerate(TOPICS):
        nouns = words.split()
        for at in range(EACH):
            one, other = nouns[at % 6], nouns[(at // 6 + at + 1) % 6]
            start = 6000 * (EACH * topic + at)
            cues.append(
                Cue(
                    id=f"c{EACH * topic + at + 1:04d}",
                    start_ms=start,
                    end_ms=start + 5500,
                    speaker=SPEAKERS[at % 5 > 0],
                    text=f"The {one} moves beside the {other} all night and nobody sees it first.",
                    confidence=90,
                )
            )
    length = 6000 * len(cues)
    covered = Coverage(duration_ms=length, speech_ms=length, recognised_ms=length, failed=())
    return Transcript(language="en", cues=tuple(cues), made_by="mixed", coverage=covered)


# --- what a server may do -------------------------------------------------------------

Make = Callable[[str], say.Answer]


def good(content: Any, **more: Any) -> say.Answer:
    return say.data(say.completion(content, **({"usage": READ} | more)))


@dataclass(frozen=True)
class Kind:
    """An answer made from the good one's text, and the journal's line of it."""

    make: Make
    event: str
    how: str | int | None


def got(make: Make, finish: str = "stop") -> Kind:
    return Kind(make, "got", finish)


def failed(answer: say.Answer) -> Kind:
    return Kind(lambda _: answer, "failed", answer.status if answer.status > 200 else None)


ACCEPTED = {
    "good": got(good),
    "in a fence": got(lambda text: good(f"Here:\n```json\n{text}\n```")),
    "after a thought": got(lambda text: good(f"<think>hm {{}}</think>{text}")),
    "with a farewell": got(lambda text: good(f"{text}\nAnything else?")),
    "no usage": got(lambda text: good(text, usage=None)),
    "another model": got(lambda text: good(text, model="cheap")),
    "packed": got(lambda text: say.packed(good(text))),
}
BAD = {
    "no JSON": got(lambda _: good("I would rather not.")),
    "cut JSON": got(lambda text: good(text[:-3])),
    "other keys": got(lambda _: good('{"a": 1}')),
    "a key twice": got(lambda text: good(text[:-1] + ', "x": 1, "x": 2}')),
    "half a character": got(lambda _: good('{"title": "\\ud83d"}')),
    "empty": got(lambda _: good(""), "empty"),
    "null": got(lambda _: good(None), "empty"),
    "no choices": got(lambda text: good(text, choices=[]), "empty"),
    "refusal": got(lambda _: say.refusal("I won't.", usage=READ), "refused"),
    "content filter": got(lambda _: good("", finish="content_filter"), "filtered"),
    "body cut": got(lambda _: say.cut_body(), "unreadable"),
    "page": got(lambda _: say.page(), "unreadable"),
    "stream": got(say.stream, "unreadable"),
    "damaged": got(
        lambda text: replace(good(text), headers={"Content-Encoding": "gzip"}), "unreadable"
    ),
}
LENGTH = {"length": got(lambda text: good(text[:9], finish="length"), "length")}
SOON = {"retry-after-ms": "5"}
PASSING = {
    "down": failed(say.data({"error": {"message": "overloaded"}}, 503, retry_after_ms="5")),
    "busy": failed(say.data({"error": {"message": "slow down"}}, 429, retry_after_ms="5")),
    "gateway": failed(replace(say.page(), status=502, headers=SOON)),
    "dropped": failed(say.dropped()),
    "broken": failed(say.short_body()),
}
OVERFLOW = {"too long": failed(say.error(400, "context_length_exceeded", "context length 8192"))}
FATAL: dict[str, tuple[Kind, int]] = {
    "no quota": (failed(say.no_quota()), 6),
    "key": (failed(say.error(401)), 2),
    "cut": (got(lambda text: good(text, usage={"prompt_tokens": 99, "completion_tokens": 9})), 2),
}
KINDS = {
    **ACCEPTED,
    **BAD,
    **LENGTH,
    **PASSING,
    **OVERFLOW,
    **{name: kind for name, (kind, _) in FATAL.items()},
}


# --- what is scripted, and what is due ------------------------------------------------


@dataclass(frozen=True)
class Script:
    """`answers[key]`: the kinds with which the first requests are met; `form`: the best taken."""

    answers: dict[str, tuple[str, ...]]
    form: str


def scripted(seed: int) -> Script:
    """A script by seed. At most one question has an end that stops the run: which of two
    that run side by side would come first is not to be foretold."""
    chance = random.Random(seed)
    answers: dict[str, tuple[str, ...]] = {}
    for key in KEYS:
        if chance.random() < 0.5:
            answers[key] = _drawn(chance, chance.choice((1, 2, 2, 3)), key)
    ends = [key for key in KEYS if isinstance(became(answers.get(key, ()), key).end, int)]
    for key in ends:
        del answers[key]
    if chance.random() < 0.25:
        key = chance.choice(("plan", *KEYS))
        stop = chance.choice(
            [
                ("no quota",),
                ("key",),
                ("too long",),
                ("down", "busy", "dropped"),
                ("no JSON", "gateway", "down", "down"),
                *([("no JSON", "empty")] * 5 if key == "plan" else []),
                *([("cut",), ("empty", "cut")] if "/" in key else []),
            ]
        )
        answers[key] = stop
    form = chance.choice(("json_schema", "json_schema", "json_object", "text"))
    return Script(answers, form)


def _drawn(chance: random.Random, count: int, key: str) -> tuple[str, ...]:
    pool = [*BAD, *BAD, *ACCEPTED, *LENGTH, *LENGTH, *PASSING, "too long"]
    if key == "plan":
        pool = [name for name in pool if name != "page"]  # the first of all: a wrong address
    return tuple(chance.choice(pool) for _ in range(count))


@dataclass(frozen=True)
class Became:
    """The end of one question: kept, a hole, or the exit code with which it stops the run."""

    end: str | int
    requests: int


def became(kinds: tuple[str, ...], key: str) -> Became:
    """What must become of a question: retries by the client, room once, one repair."""
    script: Iterator[str] = iter((*kinds, *["good"] * 20))
    requests, first, roomy = 0, True, False
    while True:
        for retry in range(1, 4):
            kind = next(script)
            requests += 1
            if kind not in PASSING:
                break
            if retry == 3:
                return Became(3, requests)
        if kind in ACCEPTED:
            return Became("kept", requests)
        if kind in FATAL:
            return Became(FATAL[kind][1], requests)
        if kind in OVERFLOW and first:
            return Became(2, requests)
        last = not first and not roomy
        if last:
            return Became(4 if key == "plan" else "hole", requests)
        roomy = first and kind in LENGTH
        first = False


@dataclass(frozen=True)
class Foretold:
    """`code`: how the first run ends. `holes`: what `extract` stands in for. `requests` for
    each question of the first and the second run, None where a stop leaves it open."""

    code: int
    holes: frozenset[str]
    requests: dict[str, int] | None
    second: dict[str, int] | None


def foretell(script: Script) -> Foretold:
    ends = {key: became(script.answers.get(key, ()), key) for key in KEYS}
    stops = [end.end for end in ends.values() if isinstance(end.end, int)]
    if stops:
        return Foretold(stops[0], frozenset(), None, None)
    holes = frozenset(key for key, end in ends.items() if end.end == "hole")
    again = set(holes)
    # A section without its quotations is another text, and so is what is written from it.
    again |= {f"section/{key[7:]}" for key in holes if key.startswith("quotes/")}
    if any(key.startswith("section/") for key in again):
        again |= {"head", "observation"}
    return Foretold(
        0, holes, {key: end.requests for key, end in ends.items()}, dict.fromkeys(again, 1)
    )


# --- the server -----------------------------------------------------------------------

SEGMENT = re.compile(r"^### (\w+)｜.*｜", re.MULTILINE)
LINE = re.compile(r"^\[(c\d+)\] \S+ (.+?): (.+)$", re.MULTILINE)
PLACED = re.compile(r"^- ⟦q:(\w+)⟧ ", re.MULTILINE)
PART = re.compile(r"第 (s\d) 節")
SHAPES = {frozenset(tasks.schema(task)["properties"]): task for task in tasks.REPLIES}
FORMS = ("json_schema", "json_object", "text")


@dataclass
class Met:
    """One request as the server saw it, and the line that the journal owes it."""

    key: str
    request: str
    form: str
    line: tuple[str, str | int | None]


@dataclass
class MixedServer:
    """Answers as the script says; `met` is all that came, in order of arrival."""

    script: Script
    calm: bool = False
    met: list[Met] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, body: say.Json) -> say.Answer:
        form, messages, task, schema = _read(body)
        prompt = messages[1][1]
        part = PART.search(prompt)
        key = f"{task}/{part[1]}" if task in ("quotes", "section") and part else task
        request = codec.digest([messages, schema, body["max_completion_tokens"], 1])
        if FORMS.index(form) < FORMS.index(self.script.form):
            with self._lock:
                self.met.append(Met(key, request, form, ("failed", 400)))
            return say.no_form(form)
        with self._lock:
            before = self.count().get(key, 0)
            row = () if self.calm else self.script.answers.get(key, ())
            kind = KINDS[row[before] if before < len(row) else "good"]
            self.met.append(Met(key, request, form, (kind.event, kind.how)))
        return kind.make(_reply(task, prompt))

    def count(self, since: int = 0) -> dict[str, int]:
        """How many requests came for each question, refused forms apart."""
        rows = [met for met in self.met[since:] if met.form == self.script.form]
        return {key: n for key in KEYS if (n := sum(met.key == key for met in rows))}


def _read(body: say.Json) -> tuple[str, list[list[str]], str, str]:
    """(form, messages as they were meant, task, schema): the shape told at the end is taken off."""
    messages = [[message["role"], message["content"]] for message in body["messages"]]
    asked = body.get("response_format", {})
    form = str(asked.get("type", "text"))
    if form == "json_schema":
        shape = asked["json_schema"]["schema"]
        task = SHAPES[frozenset(shape["properties"])]
        return form, messages, task, json.dumps(shape, ensure_ascii=False, sort_keys=True)
    for task in tasks.REPLIES:
        schema = json.dumps(tasks.schema(task), ensure_ascii=False, sort_keys=True)
        told = "\n\n" + prompts.ours().render("schema", {"schema": schema})
        if messages[-1][1].endswith(told):
            messages[-1][1] = messages[-1][1].removesuffix(told)
            return form, messages, task, schema
    raise AssertionError("the schema is told nowhere")


def _reply(task: str, prompt: str) -> str:
    """A good reply, the same for the same prompt."""
    paragraph = {
        "text": "水管整夜都在動。",
        "cues": [cue for cue, _, _ in LINE.findall(prompt)[:1]],
    }
    if task == "plan":
        found = SEGMENT.findall(prompt)
        groups = [found[:1], found[1:2], found[2:]]
        rows = [{"heading": "整夜都在動", "angle": "聽", "segments": g} for g in groups]
        rows = [row | {"heading": f"第{n}件會動的事"} for n, row in enumerate(rows, 1)]
        made: Any = {"thesis": "東西會動", "titles": ["甲", "乙"], "sections": rows, "left_out": []}
    elif task == "quotes":
        cue, speaker, text = LINE.findall(prompt)[3]
        made = {"quotes": [{"cues": [cue], "source": text, "chinese": CHINESE, "speaker": speaker}]}
    elif task == "section":
        placed = [{"text": f"她說：⟦q:{name}⟧", "cues": []} for name in PLACED.findall(prompt)]
        made = {"heading": "整夜都在動", "paragraphs": [paragraph, *placed]}
    elif task == "head":
        made = {"title": "題", "description": "述", "tags": ["水"], "lead": [paragraph]}
    else:
        made = {"paragraphs": [paragraph]}
    return json.dumps(made, ensure_ascii=False)
