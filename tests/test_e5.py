"""The encoder of pieces: its file, its cuts, its pass, and what it says of real sentences."""

import math
import os
import random
import struct
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tokenizers

from pod2post import weights
from pod2post.backends import e5, e5_file, e5_pieces
from pod2post.errors import BadInput
from pod2post.ports import Likeness
from pod2post.weights_table import E5

WIDTH, HEADS, INNER, DEPTH, PLACES, EPSILON = 32, 2, 64, 2, 40, 1e-5
SPECIAL = {"<s>": 0.0, "<pad>": 0.0, "</s>": 0.0, "<unk>": 0.0}  # the first four
WORDS = {"▁": -2.0, "▁the": -3.0, "▁a": -3.1, "我們": -4.0, "我": -3.5, "們": -3.0, "a": -2.5}
MORE = {"ab": -4.0, "b": -2.6, ",": -1.0, ":": -2.0, "é": -5.0, "1": -4.1, "2": -4.2, "⁄": -6.0}
PIECES = SPECIAL | WORDS | MORE | {"<mask>": 0.0}
FORMS = {"，": ",", "\u3000": " ", "\n": " ", "ａ": "a", "\u200b": "", "½": "1⁄2"}


def blocks(matrix: Any) -> tuple[bytes, Any]:
    """A matrix in 4 bits, and what it is when it is read again, number by number."""
    out, again = b"", []
    for part in matrix.reshape(-1, 32):
        (scale,) = struct.unpack("<e", struct.pack("<e", max(map(abs, part)) / 7))
        whole = [max(0, min(15, round(float(x) / scale) + 8)) for x in part]
        out += struct.pack("<e", scale) + bytes(whole[at] | whole[at + 16] << 4 for at in range(16))
        again += [(x - 8) * scale for x in whole]
    return out, np.array(again).reshape(matrix.shape)


def tensors(seed: int = 0) -> dict[str, Any]:
    draw = np.random.default_rng(seed)
    shapes: dict[str, tuple[int, ...]] = {"emb.word": (len(PIECES), WIDTH)}
    shapes |= {"emb.pos": (PLACES, WIDTH), "emb.type": (2, WIDTH)}
    shapes |= {f"emb.ln.{part}": (WIDTH,) for part in "wb"}
    for at in range(DEPTH):
        sizes = dict.fromkeys(("q", "k", "v", "ao"), (WIDTH, WIDTH))
        sizes |= {"fi": (INNER, WIDTH), "fo": (WIDTH, INNER)}
        for name, (outer, inner) in sizes.items():
            shapes |= {f"l{at}.{name}.w": (outer, inner), f"l{at}.{name}.b": (outer,)}
        shapes |= {f"l{at}.{name}.{part}": (WIDTH,) for name in ("aln", "oln") for part in "wb"}
    rows = {name: draw.normal(0, 0.15, shape) for name, shape in shapes.items()}
    rows |= {name: row + 1 for name, row in rows.items() if name.endswith("ln.w")}
    return {name: row.astype("<f4") for name, row in rows.items()}


def is_packed(name: str) -> bool:
    return name == "emb.word" or (name.endswith(".w") and "ln" not in name)


def head(**other: Any) -> bytes:
    sizes = {"width": WIDTH, "layers": DEPTH, "heads": HEADS, "inner": INNER} | {
        "words": len(PIECES),
        "places": PLACES,
        "types": 2,
        "epsilon": EPSILON,
        "block": 32,
    }
    return b"E5S1" + struct.pack("<I7ifi", 1, *(sizes | other).values())


def vocabulary() -> bytes:
    raw = [piece.encode() for piece in PIECES]
    edges = [sum(map(len, raw[:at])) for at in range(len(raw) + 1)]
    out = struct.pack("<5iQ", len(raw), 0, 2, 1, 3, edges[-1])
    out += struct.pack(f"<{len(edges)}I", *edges) + struct.pack(f"<{len(raw)}f", *PIECES.values())
    rows = [
        struct.pack(f"<IB{len(to)}I", ord(char), len(to), *map(ord, to))
        for char, to in FORMS.items()
    ]
    return out + b"".join(raw) + struct.pack("<II", len(rows), sum(map(len, rows))) + b"".join(rows)


def whole(rows: dict[str, Any], start: bytes | None = None) -> bytes:
    out = (start or head()) + vocabulary() + struct.pack("<I", len(rows))
    data = {n: blocks(x)[0] if is_packed(n) else x.tobytes() for n, x in rows.items()}
    at = len(out) + sum(23 + len(name) for name in rows)
    for name, x in rows.items():
        out += struct.pack("<H", len(name)) + name.encode()
        out += struct.pack("<BIQQ", is_packed(name), x.size, at, len(data[name]))
        at += len(data[name])
    return out + b"".join(data.values())


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    path = tmp_path / "tiny.bin"
    path.write_bytes(whole(tensors()))
    return path


def aligner(path: Path) -> e5.Aligner:
    return e5.Aligner(path, "tiny", DEPTH)


def slow(ids: list[int]) -> Any:
    """The pass of one window in float64, one number at a time, out of the paper."""
    t = {n: blocks(x)[1] if is_packed(n) else x.astype(float) for n, x in tensors().items()}

    def norm(row: Any, name: str) -> Any:
        mean = sum(row) / WIDTH
        spread = math.sqrt(sum((x - mean) ** 2 for x in row) / WIDTH + EPSILON)
        return (row - mean) / spread * t[f"{name}.w"] + t[f"{name}.b"]

    def dense(row: Any, name: str) -> Any:
        return np.array([sum(row * w) for w in t[f"{name}.w"]]) + t[f"{name}.b"]

    rows = [
        norm(t["emb.word"][one] + t["emb.pos"][at] + t["emb.type"][0], "emb.ln")
        for at, one in enumerate(ids)
    ]
    for layer in range(DEPTH):
        q, k, v = ([dense(row, f"l{layer}.{part}") for row in rows] for part in "qkv")
        size, after = WIDTH // HEADS, []
        for at, row in enumerate(rows):
            mixed = np.zeros(WIDTH)
            for part in (slice(h * size, h * size + size) for h in range(HEADS)):
                heed = [math.exp(sum(q[at][part] * one[part]) / math.sqrt(size)) for one in k]
                for weight, one in zip(heed, v, strict=True):
                    mixed[part] += weight / sum(heed) * one[part]
            near = norm(row + dense(mixed, f"l{layer}.ao"), f"l{layer}.aln")
            wide = [x * (1 + math.erf(x / math.sqrt(2))) / 2 for x in dense(near, f"l{layer}.fi")]
            after.append(norm(near + dense(np.array(wide), f"l{layer}.fo"), f"l{layer}.oln"))
        rows = after
    return np.array([row / np.linalg.norm(row) for row in rows])


def numbers(text: str, path: Path) -> list[int]:
    return [one.id for one in e5_pieces.cuts(text, e5_file.opened(path).vocabulary)]


def test_the_pass_is_the_network_to_the_thousandth(tiny: Path) -> None:
    texts = "我們a，們", "the abé"
    states = []
    for text in texts:
        ids = [0, *numbers(f"query: {text}", tiny), 2]
        first = len(numbers("query:", tiny)) + 1
        keep = [at for at in range(first, len(ids) - 1) if list(PIECES)[ids[at]] != "▁"]
        states.append(slow(ids)[keep])
    made = aligner(tiny).likeness(*texts)
    np.testing.assert_allclose(made.shares, states[0] @ states[1].T * 1000, atol=0.51)
    assert np.ptp(made.shares) > 300, "a network that finds all alike would tell nothing"


def test_places_are_of_the_text_as_it_was_given(tiny: Path) -> None:
    made = aligner(tiny).likeness("我們，\u3000ａ\u200bb😀", " the  e\u0301½\n")
    chinese, english = "我們，\u3000ａ\u200bb😀", " the  e\u0301½\n"
    assert [chinese[a:b] for a, b in made.chinese] == ["我們", "，", "ａ", "b", "😀"]
    assert [english[a:b] for a, b in made.english] == ["the", "e\u0301", "½"]


CHARS = [
    "我",
    "們",
    "，",
    "a",
    "b",
    "the",
    " ",
    "\n",
    "\u3000",
    "ａ",
    "\u200b",
    "½",
    "é",
    "e\u0301",
]
CHARS += ["\u0301", "😀", "👩‍👩‍👧", "。", "▁", "<s>", "ﷺ", "한", "\ud800", "\x00"]


def sound(made: Likeness, chinese: str, english: str) -> None:
    for text, spans in ((chinese, made.chinese), (english, made.english)):
        edges = [at for span in spans for at in span]
        assert edges == sorted(edges)
        assert all(0 <= a < b <= len(text) for a, b in spans)
    assert len(made.shares) == len(made.chinese)
    assert all(len(row) == len(made.english) for row in made.shares)
    assert all(-1000 <= share <= 1000 for row in made.shares for share in row)


def test_any_text_gives_places_in_order_and_shares_in_bounds(tiny: Path) -> None:
    draw, one = random.Random(7), aligner(tiny)
    for _ in range(300):
        chinese, english = ("".join(draw.choices(CHARS, k=draw.randrange(20))) for _ in "ce")
        sound(one.likeness(chinese, english), chinese, english)


@pytest.mark.parametrize("text", ["", "  \n", "，，，", "\u200b", "\u0301", "😀😀"])
def test_texts_without_words(text: str, tiny: Path) -> None:
    one = aligner(tiny)
    sound(one.likeness(text, "the ab"), text, "the ab")
    sound(one.likeness("我們", text), "我們", text)
    assert (not text.strip("\u200b \n")) == (one.likeness(text, "a").chinese == ())


def test_the_same_text_is_like_itself_and_every_time_the_same(tiny: Path) -> None:
    one = aligner(tiny)
    made = one.likeness("我們ab", "我們ab")
    assert [row[at] for at, row in enumerate(made.shares)] == [1000] * len(made.chinese)
    assert aligner(tiny).likeness("我們ab", "我們ab") == made
    assert made.shares[0][1] < 1000


def test_a_text_of_many_windows_has_every_piece_once(tiny: Path) -> None:
    one, text = aligner(tiny), "我們ab，" * 60
    made = one.likeness(text, "the")
    sound(made, text, "the")
    assert "".join(text[a:b] for a, b in made.chinese) == text
    room = PLACES - 2 - len(numbers("query:", tiny))
    for count in (0, 1, room, room + 1, 5 * room):
        rows = list(e5._windows(count, room))
        kept = [at for _, begin, end, _ in rows for at in range(begin, end)]
        assert kept == list(range(count))
        assert all(a <= b <= c <= z and z - a <= room for a, b, c, z in rows)


def test_what_stands_beside_a_piece_counts_at_the_edge_of_a_window_too(tiny: Path) -> None:
    text, one = "ab我們" * 40, aligner(tiny)
    other = text[:-2] + "，，"
    first, second = one.likeness(text, "the ab"), one.likeness(other, "the ab")
    assert first.shares[0] == second.shares[0]
    assert first.shares[-4] != second.shares[-4]


def test_threads_get_what_one_gets(tiny: Path) -> None:
    texts = ["我們", "ab", "the", "，a"] * 8
    alone = [aligner(tiny).likeness(text, "the ab") for text in texts]
    one = aligner(tiny)
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda text: one.likeness(text, "the ab"), texts)) == alone


def test_states_kept_are_bounded(tiny: Path) -> None:
    one = aligner(tiny)
    for at in range(e5.KEPT + 20):
        one.likeness("a" * (at % 9), f"{at}")
    one.likeness("a" * (e5.KEPT_CHARS + 1), "b")
    assert one._kept.cache_info().currsize == e5.KEPT


def test_cuts_agree_with_the_tokenizers_library(tiny: Path) -> None:
    unigram = tokenizers.models.Unigram(list(PIECES.items()), 3, False)
    draw, ids = random.Random(3), dict(zip(PIECES, range(len(PIECES)), strict=True))
    for _ in range(300):
        words = ["".join(draw.choices("我們ab,12:é", k=4)) for _ in range(draw.randrange(1, 5))]
        text = " ".join(words)
        theirs = [ids[one.value] for one in unigram.tokenize("▁" + text.replace(" ", "▁"))]
        ours, scores = numbers(text, tiny), list(PIECES.values())
        assert sum(scores[one] for one in ours) == pytest.approx(sum(scores[i] for i in theirs))


WHOLE = whole(tensors())
LESS = {name: row for name, row in tensors().items() if name != "l1.fo.w"}
NOT_ONE = [
    (b"", "too early"),
    (b"GGUF" + WHOLE[4:], "no file of this encoder"),
    (WHOLE[:4] + b"\x09" + WHOLE[5:], "no file of this encoder"),
    (WHOLE[:-1], "too early"),
    (WHOLE[: len(WHOLE) // 2], "too early"),
    (whole(LESS), "l1.fo.w is not of the form"),
    (whole(tensors(), head(width=48)), "sizes are not"),
    (whole(tensors(), head(heads=3)), "sizes are not"),
    (whole(tensors(), head(layers=1)), "it has 1 layers, and 2 are needed"),
    (whole(tensors(), head(places=20)), "sizes are not"),
    (whole(tensors(), head(words=5)), "vocabulary is not"),
    (WHOLE.replace("▁the".encode(), b"\xff\xff\xff\xff\xff\xff"), "cannot be read"),
    (WHOLE[:64] + b"\xff" * 8 + WHOLE[72:], "too early"),
    (WHOLE[:72] + b"\xff" * 4 + WHOLE[76:], "vocabulary is not"),
]


@pytest.mark.parametrize(("data", "why"), NOT_ONE)
def test_another_file_is_named_with_the_next_step(data: bytes, why: str, tmp_path: Path) -> None:
    path = tmp_path / "other.bin"
    path.write_bytes(data)
    with pytest.raises(BadInput, match=why) as caught:
        aligner(path).likeness("我", "a")
    assert "models pull multilingual-e5-small" in caught.value.remedy
    assert str(path) in caught.value.cause


def test_no_number_of_a_scale_goes_unseen(tmp_path: Path) -> None:
    path = tmp_path / "nan.bin"
    first = WHOLE.index(blocks(tensors()["l0.q.w"])[0])
    path.write_bytes(WHOLE[:first] + b"\x00\x7e" + WHOLE[first + 2 :])
    with pytest.raises(BadInput, match="no number"):
        aligner(path).likeness("我", "a")


def test_every_cut_of_a_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "cut.bin"
    for size in range(0, len(WHOLE), 397):
        path.write_bytes(WHOLE[:size])
        with pytest.raises(BadInput):
            aligner(path).likeness("我", "a")


def test_a_file_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        aligner(tmp_path / "none.bin").likeness("", "")


def test_what_cannot_be_had_is_said_once(tmp_path: Path, tell) -> None:
    assert e5.opened(tmp_path, wheels=False, tell=tell) is None
    assert len(tell.said) == 1
    assert "no text encoder" in tell.said[0]


def test_weights_that_are_there_are_opened_unread(tmp_path: Path, tell) -> None:
    home = tmp_path / E5.name
    home.mkdir()
    (home / "e5-small-q4.bin").write_bytes(WHOLE)
    one = e5.opened(tmp_path, wheels=False, tell=tell)
    assert one is not None
    assert one.identity != aligner(home / "e5-small-q4.bin").identity
    assert e5.opened(tmp_path, wheels=False, tell=tell).identity == one.identity
    assert tell.said == []


def test_a_likeness_has_a_share_for_each_two_pieces() -> None:
    with pytest.raises(ValueError, match="a share for each"):
        Likeness(chinese=((0, 1),), english=((0, 1), (2, 3)), shares=((1,),))


@pytest.fixture(scope="module")
def real() -> e5.Aligner:
    named = Path(os.environ.get("POD2POST_TEST_MODELS", ".cache/models")) / E5.name
    home = named if named.is_absolute() else Path(__file__).parent.parent / named
    if not (home / "e5-small-q4.bin").is_file():
        pytest.skip("no text encoder: python3 dev.py test prepares it")
    return e5.Aligner(home / "e5-small-q4.bin", weights.fingerprint(home))


GOLDEN = [  # the shares of 151 pairs agreed with another program's within 11 thousandths
    (
        "那年冬天，河水結冰了整整三個星期。",
        "The river froze for three whole weeks that winter.",
        {("冬天", "winter"): 853, ("三個", "three"): 914, ("星期", "weeks"): 833},
    ),
    (
        "她一次也沒有問過價錢。",
        "She never once asked about the price.",
        {("她", "She"): 933, ("也沒有", "never"): 844, ("價錢", "price"): 845},
    ),
    (
        "我們真的改變了人們使用地圖的方式。",
        "I think we really changed the way people use maps.",
        {("真的", "really"): 903, ("改變", "changed"): 914, ("地圖", "map"): 856},
    ),
]


@pytest.mark.parametrize(("chinese", "english", "best"), GOLDEN)
def test_words_are_most_like_what_renders_them(
    chinese: str, english: str, best: dict[tuple[str, str], int], real: e5.Aligner
) -> None:
    made = real.likeness(chinese, english)
    sound(made, chinese, english)
    found = {}
    for (a, b), row in zip(made.chinese, made.shares, strict=True):
        c, d = made.english[row.index(max(row))]
        found[chinese[a:b], english[c:d]] = max(row)
    assert {pair: found.get(pair) for pair in best} == pytest.approx(best, abs=20)


def test_the_cuts_of_the_real_vocabulary_put_a_text_together_again(real: e5.Aligner) -> None:
    text = "《咖啡》：ＡＢＣ 2026年，it’s “fine” — naïve café, 😀 ok"
    made = real.likeness(text, "")
    assert "".join(text[a:b] for a, b in made.chinese) == text.replace(" ", "")
