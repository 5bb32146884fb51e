"""The commands of batch work, as parsers: `verbs` adds them to its own."""

import argparse
from collections.abc import Callable

Verb = Callable[[str, str, str], argparse.ArgumentParser]
Workspace = Callable[[argparse.ArgumentParser], None]

LEDGER_STAGES = ("fetch", "hear", "write")
EPISODE = "the beginning of an episode's id or of its run's name, or words of its title"


def add(verb: Verb, workspace: Workspace) -> None:
    """Every command of batch work. `verb` makes a parser, `workspace` adds its option."""
    for one in (
        _follow,
        _unfollow,
        _shows,
        _sync,
        _watch,
        _status,
        _why,
        _retry,
        _drop,
        _schedule,
        _gc,
    ):
        workspace(one(verb))


def _follow(verb: Verb) -> argparse.ArgumentParser:
    usage = "pod2post follow ADDRESS [options]"
    follow = verb("follow", usage, "look at a show for new episodes from now on, at every sync")
    add = follow.add_argument
    what = "a podcast feed, a YouTube channel or playlist, an Apple Podcasts show, or an OPML list"
    add("address", metavar="ADDRESS", help=what)
    add("--show", metavar="NAME", help="the show's profile in the settings")
    add("--writer", choices=("openai", "local", "extract"), help="what writes its posts")
    add("--budget", metavar="USD", type=float, help="the most that one of its episodes may cost")
    fits = "only episodes in whose title this regular expression is found"
    add("--title", metavar="PATTERN", help=fits)
    least = "only episodes of at least this length, where the feed tells it"
    add("--least-minutes", metavar="N", type=int, help=least)
    add("--since", metavar="DATE", help="only episodes from this day on: 2026-01-26")
    back = "how many of the episodes that are out already: a number, or all (default: 1)"
    add("--back", metavar="N", help=back)
    add("--dry-run", action="store_true", help="say what would be taken, and follow nothing")
    return follow


def _unfollow(verb: Verb) -> argparse.ArgumentParser:
    usage = "pod2post unfollow SHOW [options]"
    unfollow = verb("unfollow", usage, "look at a show no longer; what was made of it stays")
    unfollow.add_argument("show", metavar="SHOW", help="its key in the list, its title or address")
    return unfollow


def _shows(verb: Verb) -> argparse.ArgumentParser:
    return verb("shows", "pod2post shows [options]", "list the followed shows")


def _sync(verb: Verb) -> argparse.ArgumentParser:
    does = "look for new episodes of the followed shows, and draft them"
    sync = verb("sync", "pod2post sync [options]", does)
    _night(sync)
    wait = "how long to wait for what is to be tried again (default: [batch] wait_minutes)"
    sync.add_argument("--wait", metavar="MINUTES", type=int, help=wait)
    return sync


def _watch(verb: Verb) -> argparse.ArgumentParser:
    watch = verb("watch", "pod2post watch [options]", "sync again and again, until it is stopped")
    _night(watch)
    every = "from the end of one sync to the next (default: [batch] every_minutes)"
    watch.add_argument("--every", metavar="MINUTES", type=int, help=every)
    return watch


def _night(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    budget = "the most that all episodes of a night may cost, in all (default: [batch] budget_usd)"
    add("--budget", metavar="USD", type=float, help=budget)
    add("--no-poll", action="store_true", help="work on what is queued, and ask no feed")
    who = "what does the work: this machine's processes, or a Dask cluster (docs/scale.md)"
    add("--engine", choices=("local", "dask"), default="local", help=who)
    add("--scheduler", metavar="ADDRESS", help="of the cluster: tcp://host:8786, or tls://")


def _status(verb: Verb) -> argparse.ArgumentParser:
    return verb(
        "status", "pod2post status [options]", "what is queued, running, parked and given up"
    )


def _why(verb: Verb) -> argparse.ArgumentParser:
    why = verb(
        "why", "pod2post why EPISODE [options]", "where an episode stands, and how it got there"
    )
    why.add_argument("episode", metavar="EPISODE", help=EPISODE)
    return why


def _retry(verb: Verb) -> argparse.ArgumentParser:
    usage = "pod2post retry EPISODE [--from STAGE] [options]"
    retry = verb("retry", usage, "queue an episode again that was given up, dropped or is waiting")
    retry.add_argument("episode", metavar="EPISODE", help=EPISODE)
    begin = (
        "where to begin: fetch (looks at its page anew), hear or write (default: where it stood)"
    )
    retry.add_argument("--from", dest="stage", choices=LEDGER_STAGES, help=begin)
    return retry


def _drop(verb: Verb) -> argparse.ArgumentParser:
    drop = verb("drop", "pod2post drop EPISODE [options]", "never work on an episode; files stay")
    drop.add_argument("episode", metavar="EPISODE", help=EPISODE)
    drop.add_argument("--reason", metavar="TEXT", default="", help="why; `pod2post why` shows it")
    return drop


def _schedule(verb: Verb) -> argparse.ArgumentParser:
    usage = "pod2post schedule print --systemd|--cron [options]"
    schedule = verb("schedule", usage, "print what runs `pod2post sync` every night")
    schedule.add_argument(
        "action", choices=("print",), metavar="print", help="nothing is installed"
    )
    kind = schedule.add_mutually_exclusive_group(required=True).add_argument
    kind("--systemd", action="store_true", help="a service and a timer for systemd")
    kind("--cron", action="store_true", help="one line for crontab")
    at = "the time of day to begin, of this machine's clock (default: 02:30)"
    schedule.add_argument("--at", metavar="HH:MM", default="02:30", help=at)
    return schedule


def _gc(verb: Verb) -> argparse.ArgumentParser:
    does = "remove what dead processes left and, above a quota, audio that can be had again"
    gc = verb("gc", "pod2post gc [options]", does)
    size = "bytes that store and runs may take, such as 50GB (default: [limits] quota_gb)"
    gc.add_argument("--quota", metavar="SIZE", help=size)
    gc.add_argument("--dry-run", action="store_true", help="list what would go; remove nothing")
    return gc
