"""Reading what strangers wrote: text, slugs, chapters, links, people."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pod2post.describe import chapters, clean, links, people, short_title, slug
from pod2post.values import Links

ANY = st.text(st.characters(), max_size=400)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\u200bb\ufeffc\u2060", "abc"),
        ("\u202eevil\u202c \u2066x\u2069", "evil x"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("tab\tstays\x00\x1b\x9f", "tab\tstays"),
        ("e\u0301", "é"),
        ("e\u200b\u0301", "é"),
        ("\ud800x", "x"),
        ("unseen\U000e0041\U000e0042", "unseen"),
        ("👩\u200d💻 a\u200db", "👩\u200d💻 ab"),
    ],
)
def test_clean(text: str, expected: str) -> None:
    assert clean(text) == expected


@given(ANY)
def test_clean_text_is_stable_and_can_be_written(text: str) -> None:
    once = clean(text)
    once.encode()
    assert clean(once) == once == unicodedata.normalize("NFC", once)
    bad = {"Cc", "Cs"}
    assert not [letter for letter in once if unicodedata.category(letter) in bad - {"\n", "\t"}
                and letter not in "\n\t"]  # fmt: skip


@given(ANY)
def test_a_title_is_one_line_of_at_most_300(text: str) -> None:
    title = short_title(text)
    assert 1 <= len(title) <= 300
    assert "\n" not in title
    assert title == title.strip()


def test_a_title_of_5000_characters_is_cut_and_an_empty_one_named() -> None:
    assert len(short_title("word " * 1000)) == 300
    assert short_title("word " * 1000).endswith("…")
    assert short_title(" \u200b\n") == "untitled"
    assert short_title(" Two\n lines ") == "Two lines"


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("He Left OpenAI — EP 53", "he-left-openai-ep-53"),
        ("Don’t Über-Señor Øre Straße", "dont-uber-senor-ore-strasse"),
        ("ＥＰ １２ full width", "ep-12-full-width"),
        ("推理模型之父離職", "fallback"),
        ("第 53 集：AI", "53-ai"),
        ("A", "fallback"),
        ("Index", "fallback"),
        ("CON", "fallback"),
        ("../../etc/passwd", "etc-passwd"),
        ("", "fallback"),
        ("x" * 90, "x" * 60),
        ("one two three four five six seven eight nine ten eleven twelve thirteen",
         "one-two-three-four-five-six-seven-eight-nine-ten-eleven"),
    ],
)  # fmt: skip
def test_slug(title: str, expected: str) -> None:
    assert slug(title, "fallback") == expected


@given(ANY)
def test_a_slug_is_always_a_safe_file_name(text: str) -> None:
    name = slug(text, "fallback")
    assert name == slug(name, "other")
    assert 3 <= len(name) <= 60
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert not name.startswith("-")
    assert not name.endswith("-")
    assert "--" not in name


MINUTE = 60_000


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0:00 Intro\n1:30 The pipe", [(0, "Intro"), (90, "The pipe")]),
        ("(0:00) - Intro\n(1:02:03) – End", [(0, "Intro"), (3723, "End")]),
        ("[00:00:00] Intro\n- [00:12:30]: Pipe", [(0, "Intro"), (750, "Pipe")]),
        ("Intro – 0:00\nThe pipe – 12:30", [(0, "Intro"), (750, "The pipe")]),
        ("Intro (0:00)\nThe pipe (12:30)", [(0, "Intro"), (750, "The pipe")]),
        ("0:00 - 1:30 Intro\n1:30 - 2:00 Pipe", [(0, "Intro"), (90, "Pipe")]),
        ("００：００ no\n0：00 開場\n（1：30）【水管】", [(0, "開場"), (90, "[水管]")]),
        ("75:30 no start\n", []),
        ("0:00 Intro", []),
        ("0:00 Intro\n1:99 bad second", []),
        ("Read John 3:16 aloud\nand Mark 4:12 too", []),
        ("0:10 am wake\n9:30 PM sleep", []),
        ("5:00 one\n9:00 two", []),  # begins late and is alone: perhaps no chapters at all
        ("2:00 a\n4:00 b\n6:00 c\n8:00 d", [(120, "a"), (240, "b"), (360, "c"), (480, "d")]),
        ("0:00 a\n1:00 b\n2:00 c\nClips:\n0:30 x\n0:40 y", [(0, "a"), (60, "b"), (120, "c")]),
        ("0:00 a\n1:00 b\n1:00 b again\n99:00 late", [(0, "a"), (60, "b")]),
        ("0:00 a\n1:00 b\n3:00:00 past the end", [(0, "a"), (60, "b")]),
        ("0:00 ---\n1:00 b", []),
        ("Intro 0:00\nPipe 12:30\nEnd 1:02:03", [(0, "Intro"), (750, "Pipe"), (3723, "End")]),
        ("Intro 0:00\nPipe 12:30", []),  # two of this form are no company
        ("Mark 4:12\nJohn 5:16\nLuke 6:12", []),  # nor any that do not begin at 0:00
        ("開場：0:00\n水管：12:30\n片尾：61:00", [(0, "開場"), (750, "水管"), (3660, "片尾")]),
        ("開場（00:00）\n水管（12:30）", [(0, "開場"), (750, "水管")]),
        ("00:00｜開場\n〔12:30〕水管", [(0, "開場"), (750, "水管")]),
        ("1. 0:00 Intro\n2) 1:30 Pipe", [(0, "Intro"), (90, "Pipe")]),
        ("⏱️ 0:00 Intro\n**1:30** Pipe", [(0, "Intro"), (90, "Pipe")]),
        ("0:00:00.000 Intro\n0:01:30.500 → Pipe", [(0, "Intro"), (90, "Pipe")]),
        ("0:00~1:30 Intro\n1:30～2:00 Pipe", [(0, "Intro"), (90, "Pipe")]),
        ("3:30 下午見\n4:30 上午", []),
        ("", []),
    ],
)  # fmt: skip
def test_chapters_from_times_in_the_description(text: str, expected: list[tuple[int, str]]) -> None:
    found = chapters(text, 120 * MINUTE)
    assert [(chapter.start_ms // 1000, chapter.title) for chapter in found] == expected


@given(st.text(st.sampled_from("0123456789:()- \nab"), max_size=300))
def test_chapters_are_in_order_and_inside_whatever_is_read(text: str) -> None:
    found = chapters(text, 10 * MINUTE)
    starts = [chapter.start_ms for chapter in found]
    assert starts == sorted(set(starts))
    assert len(found) != 1
    assert all(0 <= start < 10 * MINUTE for start in starts)
    assert all(chapter.title.strip() for chapter in found)


def test_a_hostile_description_is_read_in_no_time() -> None:
    for text in ("-" * 200_000, ("a " * 240 + "\n") * 500, "1:" * 100_000, "Aa " * 50_000):
        assert chapters(text, None) == ()
        assert links(text) == Links()
        assert people("Title", text, None) == ()


S22 = "5Q0sraaXJyKuO6CEdJPQgs"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"https://open.spotify.com/episode/{S22}?si=1", Links(spotify=f"episode/{S22}")),
        (f"open.spotify.com/intl-de/episode/{S22}", Links(spotify=f"episode/{S22}")),
        (f"https://open.spotify.com/show/{S22}", Links()),
        (f"https://open.spotify.com/episode/{S22}x", Links()),
        ("https://podcasts.apple.com/us/podcast/a-b/id123456?i=1000746040747&uo=4",
         Links(apple="tw/podcast/a-b/id123456?i=1000746040747")),
        ("https://podcasts.apple.com/podcast/id123456?uo=4&amp;i=1000746040747",
         Links(apple="tw/podcast/id123456?i=1000746040747")),
        ("https://podcasts.apple.com/tw/podcast/水管/id123456?i=1000746040747",
         Links(apple="tw/podcast/%E6%B0%B4%E7%AE%A1/id123456?i=1000746040747")),
        ("https://podcasts.apple.com/us/podcast/a-b/id123456", Links()),
        ("see https://youtu.be/VaCq4u5c78U.", Links(youtube="VaCq4u5c78U")),
        ("https://www.youtube.com/watch?t=1&v=VaCq4u5c78U", Links(youtube="VaCq4u5c78U")),
        ("youtu.be/VaCq4u5c78U and again youtu.be/VaCq4u5c78U", Links(youtube="VaCq4u5c78U")),
        ("youtu.be/VaCq4u5c78U and youtu.be/AAAAAAAAAAA", Links()),  # which is it? unsure
        ("https://www.youtube.com/@show", Links()),
    ],
)  # fmt: skip
def test_links(text: str, expected: Links) -> None:
    assert links(text) == expected


@pytest.mark.parametrize(
    ("title", "text", "guests"),
    [
        ("The Ear on the Pipe, with Jasper Thimble", "", ["Jasper Thimble"]),
        ("Building with Claude Code", "", []),
        ("Working with Google DeepMind", "", []),
        ("He Left To Think Bigger – EP 53 Jerry Tworek", "", ["Jerry Tworek"]),
        ("Pipes | Jasper Thimble", "Jasper Thimble joins Nora.", ["Jasper Thimble"]),
        ("Pipes | Lantern Hour", "Lantern Hour is a show.", []),
        ("Pipes | Lex Fridman Podcast", "Lex Fridman Podcast tells stories.", []),
        ("Pipes", "My guest today is Jasper de la Thimble, a plumber.", ["Jasper de la Thimble"]),
        ("Pipes", "Our guest: Anne-Marie O’Neil", ["Anne-Marie O’Neil"]),
        ("Pipes", "Nora sits down with Jasper Thimble.", ["Jasper Thimble"]),
        ("Pipes", "Joined by Jasper Thimble, Nora talks to Ada Quill.",
         ["Jasper Thimble", "Ada Quill"]),
        ("Pipes", "A conversation with The New York Times", []),
        ("Pipes", "We talk to people. Guests come and go.", []),
        ("Pipes with nobody", "In conversation with nora fable", []),
        ("Pipes", "a chat with Nora Fable", []),  # she is the host
    ],
)  # fmt: skip
def test_people_only_where_the_words_say_so(title: str, text: str, guests: list[str]) -> None:
    found = people(title, text, "Nora Fable", "Lantern Hour")
    assert (found[0].name, found[0].role) == ("Nora Fable", "host")
    assert sorted(person.name for person in found[1:]) == sorted(guests)
    assert {person.role for person in found[1:]} <= {"guest"}


def test_without_a_profile_nobody_is_host() -> None:
    assert people("Pipes", "", None) == ()
