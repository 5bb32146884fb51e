"""Hostile drafts: rendered by the program, built together by real Hugo, opened in Chromium.

Two sites take the same posts: one that lets HTML through (`unsafe: true`), and one whose theme
has switched on all that Hugo can read, with links and pictures that trust every address.
What is expected of a title is worked out here by Unicode's own categories.
"""

import re
import sys
import tempfile
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT)]

import chromium  # noqa: E402
import hostile  # noqa: E402
import hugosite  # noqa: E402
from pod2post.errors import Pod2postError  # noqa: E402
from pod2post.stages.render import rendered  # noqa: E402
from pod2post.values import Links, Subject  # noqa: E402

POSTS, SEED, WORST = 5000, 20, 100
SITES = ("unsafe.yaml", "theme.yaml")
FILLERS = "\u034f\u115f\u1160\u3164\uffa0\ufe00\ufe01"
LINE_ENDS = "\r\n\v\f\x85\u2028\u2029\t"
HARM = ("&lt;", "javascript", "&#123;&#123;", "onerror", "pwned")
SHAPES = {
    "youtube": r"[\w-]{11}",
    "spotify": r"episode/[A-Za-z0-9]{22}",
    "apple": r"[a-z]{2}/podcast/(?:[\w%-]+/)?id\d+\?i=\d+",
}


@dataclass
class Found:
    """What stands in the built pages of one site. Lists hold the names of pages."""

    said: str = ""
    built: list[str] = field(default_factory=list)
    equal: list[str] = field(default_factory=list)
    active: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)


def figures() -> dict[str, Any]:
    """The part `fuzz` of the benchmark; null where Hugo or Chromium is not installed."""
    names = ("posts_built", "posts", "titles_equal", "active_scripts", "foreign_shortcodes")
    made: dict[str, Any] = dict.fromkeys((*names, "pages_opened", "scripts_run", "strayed"))
    if not hugosite.installed():
        return {**made, "skipped": {"fuzz": "no Hugo: the dev requirements bring it"}}
    drafts = list(hostile.drafts(POSTS, SEED))
    posts, refused = written(drafts)
    with tempfile.TemporaryDirectory() as folder:
        found = [look(Path(folder) / site, site, drafts, posts) for site in SITES]
        made |= {
            "posts": len(drafts),
            "posts_built": min(len(site.built) for site in found),
            "titles_equal": min(len(site.equal) for site in found),
            "active_scripts": sum(len(site.active) for site in found),
            "foreign_shortcodes": sum(len(site.foreign) for site in found),
            "sites": len(SITES),
            "refused": len(refused),
        }
        if reason := chromium.missing():
            return {**made, "skipped": {"pages_opened": reason}}
        visits = [visit(Path(folder) / site, posts, WORST) for site in SITES]
    made["pages_opened"] = sum(one.opened for one in visits)
    made["scripts_run"] = sum(len(one.scripts) for one in visits)
    made["strayed"] = sum(len(one.strayed) for one in visits)
    return made


def written(drafts: Iterable[Subject]) -> tuple[dict[str, str], list[str]]:
    """The posts as the program prints them, by slug; and what it refused to print."""
    posts, refused = {}, []
    for draft in drafts:
        try:
            posts[draft.source.slug] = rendered(draft).markdown
        except Pod2postError as error:
            refused.append(f"{draft.source.slug}: {error.cause}")
    return posts, refused


def look(folder: Path, site: str, drafts: Iterable[Subject], posts: dict[str, str]) -> Found:
    """Build one site of all posts and read each page."""
    found = Found()
    code, found.said = hugosite.build(folder, posts, over=site)
    if code:
        return found
    for draft in drafts:
        name = draft.source.slug
        file = folder / "public" / "posts" / name / "index.html"
        if not file.is_file():
            continue
        html = file.read_text(encoding="utf-8")
        page = hugosite.Page(html)
        found.built.append(name)
        found.equal += [name] if page.title == expected(draft) else []
        found.active += [f"{name}: {what}" for what in page.strange]
        strange = [one for one in page.players if not one.startswith(hugosite.PLAYERS)]
        leaks = hostile.SECRET in html or "HAHAHUGO" in html
        if strange or leaks or len(page.players) != players(draft.source.links):
            found.foreign.append(name)
    return found


def visit(folder: Path, posts: dict[str, str], most: int) -> chromium.Visit:
    """Open the pages whose Markdown holds the most harm."""
    worst = sorted(posts, key=lambda name: -sum(map(posts[name].count, HARM)))[:most]
    return chromium.visited(folder / "public", [f"posts/{name}/" for name in worst])


def players(links: Links) -> int:
    """How many of an episode's ids are well formed, and so have a player."""
    return sum(
        bool(re.fullmatch(shape, getattr(links, name) or "", re.ASCII))
        for name, shape in SHAPES.items()
    )


def expected(subject: Subject) -> str:
    """The title that a reader should see: NFC, on one line, without what cannot be seen."""
    text = subject.draft.head.title
    plain = "".join(
        " " if letter in LINE_ENDS else letter
        for letter, after in zip(text, f"{text[1:]} ", strict=True)
        if letter in LINE_ENDS or _seen(letter, after)
    )
    return " ".join(unicodedata.normalize("NFC", plain).split())


def _seen(letter: str, after: str) -> bool:
    joins = letter == "\u200d" and unicodedata.category(after) == "So"
    hidden = unicodedata.category(letter) in ("Cc", "Cf", "Cn", "Cs") or letter in FILLERS
    return joins or not hidden
