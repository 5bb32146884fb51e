"""Links: labelled episodes against a loopback Apple and Spotify, through the real clients.

    python -m benchmarks.language --only links

`links_wrong` counts links to anything but the right episode, over all episodes and traps;
`links_found` is the share of the others' right links that were found. The same for the file
that was written last and never learnt from: `unseen_`.
"""

import sys
from functools import partial
from pathlib import Path
from typing import Any

from pod2post.backends import apple, spotify
from pod2post.linking.links import Linked
from pod2post.linking.matching import Wanted
from pod2post.linking.searching import looked

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests")]  # its files name each other as the tests do

from directories import HOME, KEYS, Directories, shows_of, spotify_id  # noqa: E402

LISTINGS = Path(__file__).parent / "listings"
FILES = {"links": "labelled.json", "unseen_links": "unseen.json"}


def figures() -> dict[str, Any]:
    """`links_wrong`, `links_found` and more, for the learnt and the unseen file."""
    made: dict[str, Any] = {}
    for prefix, name in FILES.items():
        made |= {f"{prefix}_{key}": figure for key, figure in scored(LISTINGS / name).items()}
    return made


def scored(path: Path) -> dict[str, Any]:
    """The figures of one file, with a line for each link that is wrong or was not found."""
    shows, episodes = shows_of(path)
    wrong, missed = list[str](), list[str]()
    found = due = 0
    with Directories(shows) as host:
        for episode in episodes:
            got = _found(host, episode, shows[episode["show"]])
            for platform, right in _right(episode).items():
                line = f"{episode['case']} {platform}: {got.get(platform)} for {right}"
                counts = right is not None and episode["trap"] is None
                due += counts
                found += counts and got.get(platform) == right
                if got.get(platform) not in (None, right):
                    wrong.append(line)
                elif got.get(platform) != right:
                    missed.append(line)
    return {
        "wrong": len(wrong),
        "found": round(found / due, 3),
        "traps": sum(episode["trap"] is not None for episode in episodes),
        "episodes": len(episodes),
        "lines": [*(f"wrong {line}" for line in wrong), *(f"missed {line}" for line in missed)],
    }


def _found(host: Directories, episode: dict[str, Any], show: dict[str, Any]) -> dict[str, str]:
    wanted = Wanted(
        title=episode["title"],
        shows=(episode["show"],),
        published=episode["published"],
        duration_ms=episode["seconds"] * 1000 if episode["seconds"] else None,
        guid=episode.get("guid"),
        enclosure=episode.get("enclosure"),
    )
    on_apple = partial(apple.episodes_of, show["apple_id"], base_url=host.base, limits=HOME)
    on_spotify = partial(
        spotify.episodes_of,
        spotify_id(show["spotify_id"]),
        KEYS,
        accounts=host.base,
        api=host.base,
        limits=HOME,
    )
    made = looked(Linked(), {"apple": on_apple, "spotify": on_spotify}, wanted, lambda _: None)
    if made.notes:
        raise RuntimeError(f"a loopback place did not answer: {made.notes}")
    ends = {link.platform: link.id.rpartition("=")[2].rpartition("/")[2] for link in made.links}
    return dict(ends)


def _right(episode: dict[str, Any]) -> dict[str, str | None]:
    on_apple, on_spotify = episode["apple"], episode["spotify"]
    return {
        "apple": str(on_apple) if on_apple else None,
        "spotify": spotify_id(on_spotify) if on_spotify else None,
    }
