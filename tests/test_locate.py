"""What a person may type; each row names the outcome beforehand."""

import hashlib
import os
from pathlib import Path

import pytest

from pod2post.errors import BadInput
from pod2post.locate import address, locate
from pod2post.values import Locator

ID = "VaCq4u5c78U"


@pytest.mark.parametrize(
    "url",
    [
        f"https://www.youtube.com/watch?v={ID}",
        f"https://www.youtube.com/watch?v={ID}&list=PLx&index=3&t=42s#top",
        f"https://www.youtube.com/watch?app=desktop&v={ID}",
        f"http://youtube.com/watch/?v={ID}",
        f"https://m.youtube.com/watch?v={ID}",
        f"https://music.youtube.com/watch?v={ID}&feature=share",
        f"https://YOUTU.BE/{ID}?si=abc",
        f"https://youtu.be/{ID}/",
        f"https://www.youtube.com/shorts/{ID}",
        f"https://www.youtube.com/live/{ID}?feature=share",
        f"https://www.youtube.com/embed/{ID}?start=9",
        f"https://www.youtube-nocookie.com/embed/{ID}",
        f"  https://youtu.be/{ID} ",
    ],
)
def test_every_form_of_a_video_is_one_locator(url: str) -> None:
    expected = Locator(kind="youtube", address=f"https://www.youtube.com/watch?v={ID}")
    assert locate(url) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example/ep.mp3", "https://a.example/ep.mp3"),
        ("HTTPS://A.Example:443/Ep.MP3#t=10", "https://a.example/Ep.MP3"),
        ("http://a.example:80", "http://a.example/"),
        ("http://a.example:8080/x?token=a%2Fb&y=1", "http://a.example:8080/x?token=a%2Fb&y=1"),
        ("https://a.example./x", "https://a.example/x"),
        ("https://a.example/第一 集.mp3", "https://a.example/%E7%AC%AC%E4%B8%80%20%E9%9B%86.mp3"),
        ("https://bücher.example/x", "https://xn--bcher-kva.example/x"),
        ("http://[::1]:9/x", "http://[::1]:9/x"),
        # a host that only looks like YouTube is an audio host like any other
        (
            f"https://youtube.com.a.example/watch?v={ID}",
            f"https://youtube.com.a.example/watch?v={ID}",
        ),
        (f"https://notyoutube.com/watch?v={ID}", f"https://notyoutube.com/watch?v={ID}"),
    ],
)
def test_audio_addresses_take_their_normal_form(url: str, expected: str) -> None:
    assert locate(url) == Locator(kind="enclosure", address=expected)
    assert address(expected) == expected


@pytest.mark.parametrize(
    ("text", "cause", "remedy"),
    [
        ("", "no source", "YouTube video"),
        ("   ", "no source", "YouTube video"),
        ("missing.mp3", "there is no file missing.mp3", "YouTube video"),
        (".", "is a folder", "one audio or video file"),
        ("/dev/zero", "no ordinary file", "Copy"),
        ("file:///etc/passwd", "file://", "path of the file itself"),
        ("file:/etc/passwd", "file: is not read", "path of the file itself"),
        ("ytsearch:x", "ytsearch: is not read", "Search on YouTube"),
        ("ytsearch5:x y", "ytsearch5: is not read", "Search on YouTube"),
        (":ytfav", "there is no file", "YouTube video"),
        ("--exec=x", "looks like an option", "./--exec=x"),
        ("-", "looks like an option", "./-"),
        ("ftp://a.example/x.mp3", "ftp://", "URL of an audio file"),
        ("rtmp://a.example/x", "rtmp://", "URL of an audio file"),
        ("data:audio/mpeg;base64,AAAA", "data: is not read", "URL of an audio file"),
        ("javascript://a.example/%0a", "javascript://", "URL of an audio file"),
        (ID, "there is no file", f"watch?v={ID}"),
        ("http:///x.mp3", "no valid host", "after //"),
        ("http://a b.example/x", "no valid host", "after //"),
        ("http://a%2eb/x", "no valid host", "after //"),
        ("http://[::1/x", "no valid URL", "YouTube video"),
        ("http://a.example:99999/", "no valid URL", "YouTube video"),
        ("http://a..example/x", "no valid host", "after //"),
        ("http://me:hunter2@[::1/x", "no valid URL", "YouTube video"),
        ("https://me:hunter2@a.example/x.mp3", "user name or a password", "Download"),
        ("https://me@a.example/x.mp3", "user name or a password", "Download"),
        ("https://a.example/\x00.mp3", "control characters", "Copy"),
        ("https://a.example/x\n.mp3", "control characters", "Copy"),
        ("ep\x1b[31m.mp3", "control characters", "Copy"),
        ("ep\udcff.mp3", "not valid UTF-8", "Rename"),
        ("https://a.example/" + "x" * 5_000, "5018 characters", "2000"),
        ("x" * 1_999, "too long", "path"),
        ("www.a.example/x.mp3", "there is no file", "https://"),
        ("https://open.spotify.com/episode/5Q0sraaXJyKuO6CEdJPQgs", "Spotify", "YouTube URL"),
        ("https://open.spotify.com/show/5Q0sraaXJyKuO6CEdJPQgs", "Spotify", "audio address"),
        ("https://podcasts.apple.com/tw/podcast/x/id1?i=2", "Apple Podcasts", "YouTube URL"),
        ("https://www.youtube.com/playlist?list=PL1", "playlist", "watch?v="),
        ("https://www.youtube.com/@somebody", "channel", "watch?v="),
        ("https://www.youtube.com/channel/UC1/videos", "channel", "watch?v="),
        ("https://www.youtube.com/results?search_query=x", "search", "watch?v="),
        ("https://www.youtube.com/", "names no video", "11 characters"),
        ("https://www.youtube.com/watch?v=short", "names no video", "11 characters"),
        (f"https://youtu.be/{ID}x", "names no video", "11 characters"),
        ("https://youtu.be/../../etc1", "names no video", "11 characters"),
    ],
)  # fmt: skip
def test_everything_else_is_refused_in_its_own_words(text: str, cause: str, remedy: str) -> None:
    with pytest.raises(BadInput) as seen:
        locate(text)
    assert cause in seen.value.cause
    assert remedy in seen.value.remedy
    assert seen.value.code == 2
    assert len(str(seen.value)) < 500
    assert "hunter2" not in str(seen.value)


def test_a_file_is_its_real_path_and_its_digest(tmp_path: Path) -> None:
    real = tmp_path / "第一集: one.mp3"
    real.write_bytes(b"sound" * 1000)
    (tmp_path / "link").symlink_to(real)
    expected = Locator(
        kind="file",
        address=str(real.resolve()),
        digest="sha256:" + hashlib.sha256(b"sound" * 1000).hexdigest(),
    )
    os.chdir(tmp_path)
    for text in (str(real), "link", f"./{real.name}", real.name):
        assert locate(text) == expected


def test_a_file_whose_name_looks_like_a_scheme_is_a_file(tmp_path: Path) -> None:
    os.chdir(tmp_path)
    Path("ytsearch:x").write_bytes(b"x")
    assert locate("ytsearch:x").kind == "file"


def test_an_empty_file_and_a_circle_of_links(tmp_path: Path) -> None:
    (tmp_path / "empty.mp3").touch()
    (tmp_path / "round").symlink_to(tmp_path / "round")
    for name, cause in (("empty.mp3", "is empty"), ("round", "circle")):
        with pytest.raises(BadInput, match=cause):
            locate(str(tmp_path / name))
