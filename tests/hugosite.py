"""A Hugo site built from posts, and its pages read with the standard library's own parser."""

import json
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

SITE = Path(__file__).parent / "hugo_site"
BINARY = Path(sys.executable).parent / ("hugo.exe" if sys.platform == "win32" else "hugo")
LIMIT_S = 600

# What the page of a post may hold, and nothing else: elements, and their attributes.
ELEMENTS = {
    "blockquote": (),
    "p": (),
    "hr": (),
    "strong": (),
    "a": ("href",),  # the parts of a series
    "h2": ("id",),
    "div": ("style",),  # around Hugo's own player for YouTube
    "iframe": ("src", "title", "style", "loading", "allow", "allowfullscreen", "data-player"),
}
FREE = ("referrerpolicy",)
PLAYERS = (
    "https://www.youtube-nocookie.com/embed/",
    "https://open.spotify.com/embed/",
    "https://embed.podcasts.apple.com/",
)


def installed() -> bool:
    return BINARY.is_file()


def build(folder: Path, posts: dict[str, str], *options: str, over: str = "") -> tuple[int, str]:
    """Build a site in `folder` with the posts by name; exit code and what Hugo said.

    `over`: a file of `hugo_site` to be laid over its settings. The pages lie in `public`.
    """
    shutil.copytree(SITE, folder, dirs_exist_ok=True)
    content = folder / "content" / "posts"
    content.mkdir(parents=True)
    for name, text in posts.items():
        (content / f"{name}.md").write_bytes(text.encode())
    settings = ",".join(filter(None, ("hugo.yaml", over)))
    command = [str(BINARY), "--panicOnWarning", "--buildDrafts", "--buildFuture"]
    done = subprocess.run(
        [*command, "--config", settings, *options],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=LIMIT_S,
    )
    return done.returncode, done.stdout + done.stderr


def listed(public: Path) -> dict[str, dict[str, Any]]:
    """What Hugo knows of each post, by its name."""
    rows = json.loads((public / "index.html").read_text(encoding="utf-8"))
    return {Path(row["file"]).stem: row for row in rows}


class Page(HTMLParser):
    """A built page. `texts`: what its headings and paragraphs show; `elements`: those in the body.

    `strange`: elements and attributes that no post of ours brings, scripts and handlers among
    them; `players`: the addresses of its frames.
    """

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.title = ""
        self.texts: list[str] = []
        self.elements: list[str] = []
        self.attributes: list[str] = []
        self.strange: list[str] = []
        self.players: list[str] = []
        self._in_title = False
        self._body = False
        self.feed(html)
        self.close()
        self.texts = [text.strip() for text in self.texts]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_title = tag == "title" and not self._body
        if tag == "link" and not (dict(attrs).get("href") or "").startswith("https://"):
            self.strange.append(f"link {dict(attrs).get('href')}")
        if not self._body:
            self._body = tag == "body"
            known = {"html", "head", "meta", "title", "link", "body"}
            self.strange += [] if tag in known else [tag]
            return
        self.elements.append(tag)
        self.attributes += [name for name, _ in attrs]
        self._judge(tag, attrs)
        if tag in ("p", "h2"):
            self.texts.append("")

    def _judge(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ELEMENTS:
            self.strange.append(tag)
        for name, said in attrs:
            if name not in (*ELEMENTS.get(tag, ()), *FREE):
                self.strange.append(f"{tag} {name}")
            if name == "href" and not (said or "").startswith("/posts/"):
                self.strange.append(f"{tag} {said}")
        if tag == "iframe":
            self.players.append(dict(attrs).get("src") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self._in_title = False

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data
        elif self.texts and self._body:
            self.texts[-1] += data


def page(public: Path, name: str) -> Page:
    return Page((public / "posts" / name / "index.html").read_text(encoding="utf-8"))
