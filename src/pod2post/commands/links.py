"""`pod2post links`: where listeners find a run's episode; links that a person pastes."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from pod2post import codec, progress, runs, settings
from pod2post.errors import DONE
from pod2post.linking import links, pasting
from pod2post.linking.links import PLATFORMS, Linked
from pod2post.revision import reopening
from pod2post.runs import FILES, Run, finished
from pod2post.settings import Settings
from pod2post.store import Store
from pod2post.values import Links, Source
from pod2post.world import World


def main(args: argparse.Namespace) -> int:
    """Show a run's links, and take pasted ones; the post is then printed anew.

    Raises:
        BadInput: no such run, or as `pasting.pasted`.
    """
    known = settings.load(Path(args.config) if args.config else None)
    run = runs.find_run(Path(args.workspace), args.run)
    urls = {name: url for name in PLATFORMS if (url := getattr(args, name))}
    if urls:
        with progress.display(args.json) as display:
            world = World(settings=known, tell=display)
            made = pasting.pasted(run, urls, known, world, force=args.force)
    else:
        made = links.kept(run)
    post = printed(run, known) if urls else None
    shown = links.laid_over(finished(run, Source, FILES["resolve"]), made).links
    if args.json:
        place = str(post) if post else None
        facts = {"shown": codec.plain(shown), "post": place}
        progress.emit(sys.stdout, "done", code=DONE, **facts, **codec.plain(made))
    else:
        print(*summary(shown, made), sep="\n")
        if post:
            own = run.path("post.md")
            print(f"post      {post}")
            if post != own:
                print(f"kept      {own} is not as pod2post left it: not touched")
    return DONE


def printed(run: Run, known: Settings) -> Path | None:
    """Print the run's post with its links, where it has come so far; returns the file."""
    own = run.path("post.md")
    if not own.is_file():
        return None
    shelf = Store(run.folder.parent.parent / "store")
    return reopening.published(reopening.opened(run, known), own, shelf)


def summary(shown: Links, made: Linked) -> Iterator[str]:
    """What a person reads: what the post links to and why, what came near, what to know."""
    by = {link.platform: link for link in made.links}
    for name in PLATFORMS:
        identity, link = getattr(shown, name), by.get(name)
        if identity is None:
            yield f"{name:9} none"
        elif link and link.id == identity:
            score = "" if link.score is None else f", {link.score} of 100"
            yield f"{name:9} {identity} ({link.method}{score}): {link.title or 'untitled'}"
        else:
            yield f"{name:9} {identity} (as the episode's own page or description says)"
    for row in made.candidates:
        yield f"near      {row.platform} {row.id} ({row.score} of 100): {row.title}: {row.why}"
    for line in (*links.sound(made), *made.notes):
        yield f"note      {line}"
