"""Every command and option there is, as parsers; `docs/commands.md` is generated from them.

Only the standard library is imported here, so that `pod2post --help` answers at once.
"""

import argparse
import functools
from typing import NoReturn

from pod2post import __version__, verbs_batch
from pod2post.errors import BadInput

WORKSPACE = "POD2POST_WORKSPACE"
WRITERS = ("openai", "local", "extract")
TARGETS = ("hugo", "markdown", "html")
STAGES = (
    "resolve",
    "fetch",
    "transcribe",
    "attribute",
    "segment",
    "plan",
    "quote",
    "write",
    "amend",
    "check",
    "render",
)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise BadInput(message, f"`{self.prog} --help` shows what is possible.")


def parser() -> argparse.ArgumentParser:
    """Every command and option there is; `docs/commands.md` is generated from it."""
    top = _Parser(
        prog="pod2post",
        allow_abbrev=False,
        description="Turns a spoken episode into a Hugo article in Taiwan's Traditional Chinese, "
        "each quote proved against the second of audio where it was spoken.",
    )
    top.add_argument("--version", action="version", version=f"pod2post {__version__}")
    verbs = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    _run(verbs)
    _clip(verbs)
    _check(verbs)
    _adopt(verbs)
    _lock(verbs)
    _links(verbs)
    _waive(verbs)
    _confirm(verbs)
    _publish(verbs)
    _review(verbs)
    _models(verbs)
    _prompts(verbs)
    _doctor(verbs)
    verbs_batch.add(functools.partial(_verb, verbs), _workspace)
    return top


def _verb(
    verbs: "argparse._SubParsersAction[_Parser]",
    name: str,
    usage: str,
    does: str,
) -> argparse.ArgumentParser:
    made = verbs.add_parser(name, allow_abbrev=False, usage=usage, help=does, description=does)
    made.add_argument("--json", action="store_true", help="machine-readable output on stdout")
    made.add_argument("--config", metavar="FILE", help="settings (default: ./pod2post.toml)")
    return made


def _run(verbs: "argparse._SubParsersAction[_Parser]") -> None:
    does = "make a post from one episode"
    run = _verb(verbs, "run", "pod2post run SOURCE [options]", does)
    add = run.add_argument
    add("source", metavar="SOURCE", nargs="?", help="a YouTube or audio address, or a local file")
    add("--show", metavar="NAME", help="the show's profile in the settings")
    add("--writer", choices=WRITERS, help="what writes (default: openai if set up)")
    add("--writer-model", metavar="NAME", help="the writer's model; for local a GGUF file")
    add("--model", metavar="NAME", help="the recogniser's model, or auto")
    who = 'who speaks at a time: 00:01:30="Ada Example"; may stand more than once'
    add("--speaker-at", metavar="TIME=NAME", action="append", default=[], help=who)
    captions = "captions instead of recognition: human ones if complete (auto), never, or only"
    add("--captions", choices=("auto", "never", "only"), help=captions)
    add("--fast", action="store_true", help="take automatic captions too; quotations are heard")
    add("--notes", metavar="FILE", help="the editor's notes, from which 我的觀察 grows")
    add("--until", metavar="STAGE", choices=STAGES, help="stop after: " + ", ".join(STAGES))
    several = "a long episode as 2, 3 or 4 posts, each from a part of it that no other uses"
    add("--series", metavar="N", type=int, choices=(2, 3, 4), help=several)
    add("--refresh", action="store_true", help="look at the episode's page anew")
    part = "write about a part, such as the free preview of a paid episode"
    add("--allow-preview", action="store_true", help=part)
    add("--relisten", action="store_true", help="hear again where a mended name may stand")
    again = (
        "ask for one section again (s2), or return to its n-th text (s2=1); head, observation; "
        "in a series with its part before it (2:s1)"
    )
    add("--take", metavar="PART[=N]", action="append", default=[], help=again)
    judge = "have the writer's model translate quotations back, and warn of what it doubts"
    add("--judge", action="store_true", help=judge)
    add("--out", metavar="DIR", help="a folder that receives <slug>.md too")
    target = "what the post is written for (default: hugo); may stand more than once"
    add("--target", choices=TARGETS, action="append", default=[], help=target)
    _workspace(run)
    budget = "the most that this run may cost in all; no call is made that might pass it"
    add("--budget", metavar="USD", type=float, help=budget)
    add("--dry-run", action="store_true", help="calls, tokens and cost beforehand; spend nothing")


def _clip(verbs: "argparse._SubParsersAction[_Parser]") -> None:
    usage = "pod2post clip RUN QUOTE [options]"
    clip = _verb(verbs, "clip", usage, "cut the sound of one quotation out of the audio")
    add = clip.add_argument
    add("run", metavar="RUN", help="the beginning of a run's name, or its folder")
    add("quote", metavar="QUOTE", help="a quotation's id in post.grounding.json, such as s1q2")
    add("-o", "--output", metavar="FILE", help=".mp3 or .m4a (default: clips/QUOTE.mp3 in the run)")
    _workspace(clip)


def _models(verbs: "argparse._SubParsersAction[_Parser]") -> None:
    usage = "pod2post models list|pull|verify [NAME] [options]"
    models = _verb(verbs, "models", usage, "list, get or verify model weights and the dictionary")
    actions = ("list", "pull", "verify")
    models.add_argument("action", choices=actions, metavar="list|pull|verify", help="what to do")
    models.add_argument("name", nargs="?", metavar="NAME", help="one model; pull needs it")


def _check(verbs: "argparse._SubParsersAction[_Parser]") -> None:
    usage = "pod2post check FILE... [options]"
    does = "hold posts against the rules of language and structure, a run's against all rules"
    check = _verb(verbs, "check", usage, does)
    files = "a Markdown post, a folder of posts, or the beginning of a run's name"
    check.add_argument("files", metavar="FILE", nargs="+", help=files)
    fix = "mend what is safe, and show it as a diff; without it nothing is written"
    check.add_argument("--fix", action="store_true", help=fix)
    _workspace(check)


def _adopt(verbs: "argparse._SubParsersAction[_Parser]") -> None:
    usage = "pod2post adopt FILE [options]"
    adopt = _verb(verbs, "adopt", usage, "take a post that was edited by hand back into its run")
    add = adopt.add_argument
    add("file", metavar="FILE", help="the edited post; it is read and never written")
    add("--run", metavar="RUN", help="its run (default: by the file's folder or name)")
    add("--lock", action="store_true", help="lock all of the post against later runs")
    whose = "whose 我的觀察 the file holds: it needs no `confirm` then"
    add("--editor", metavar="NAME", help=whose)
    _workspace(adopt)


def _lock(verbs: "argparse._SubParsersAction[_Parser]") -> None:
    usage = "pod2post lock RUN PART... [options]"
    lock = _verb(verbs, "lock", usage, "have later runs leave parts of a post as they are")
    add = lock.add_argument
    add("run", metavar="RUN", help="the beginning of a run's name, or its folder")
    add("parts", metavar="PART", nargs="+", help="a section's id such as s2, head, observation")
    add("--off", action="store_true", help="unlock them; what you changed stays")
    _workspace(lock)


def _waive(verbs: "argparse._SubParsersAction[_Parser]") -> None:
    usage = "pod2post waive RUN [NUMBER|RULE] [options]"
    waive = _verb(verbs, "waive", usage, "list a post's findings, or let one stand for a reason")
    add = waive.add_argument
    add("run", metavar="RUN", help="the beginning of a run's name, or its folder")
    which = "a finding's number in the list, or all of one rule; left out: the list"
    add("finding", metavar="NUMBER|RULE", nargs="?", help=which)
    add("--reason", metavar="TEXT", default="", help="why it may stand; kept with the post")
    add("--editor", metavar="NAME", default="", help="who says so")
    add("--off", action="store_true", help="the finding is open again")
    _workspace(waive)


def _confirm(verbs: "argparse._SubParsersAction[_Parser]") -> None:
    usage = "pod2post confirm RUN --editor NAME [options]"
    confirm = _verb(verbs, "confirm", usage, "show 我的觀察, and stand by it as it is")
    add = confirm.add_argument
    add("run", metavar="RUN", help="the beginning of a run's name, or its folder")
    add("--editor", metavar="NAME", default="", help="whose opinion it is; left out: only show it")
    add("--off", action="store_true", help="nobody stands by it any more")
    _workspace(confirm)


def _publish(verbs: "argparse._SubParsersAction[_Parser]") -> None:
    usage = "pod2post publish RUN [options]"
    publish = _verb(verbs, "publish", usage, "write a checked post into the site, not as a draft")
    add = publish.add_argument
    add("run", metavar="RUN", help="the beginning of a run's name, or its folder")
    add("--to", metavar="DIR", help="the folder of the site's posts (default: [site] content)")
    add("--editor", metavar="NAME", help="who answers for the post (default: [site] editor)")
    when = "2026-01-26 or 2026-01-26T15:30 (default: the episode's day, 10:00, if that is past)"
    add("--date", metavar="DATE", help=when)
    told = "what was wrong, for the readers of a post that was published before"
    changed = publish.add_mutually_exclusive_group().add_argument
    changed("--correction", metavar="TEXT", help=told)
    why = "why readers need not be told that a quotation or a number changed"
    changed("--no-correction", metavar="REASON", dest="uncorrected", help=why)
    add("--permission", metavar="TEXT", help="who allowed the post; kept in the record")
    add("--git", action="store_true", help="commit the page, and nothing else, to a branch")
    add("--branch", metavar="NAME", help="the branch of --git (default: pod2post/SLUG)")
    add("--verify", action="store_true", help="ask the site's Hugo whether it will show the page")
    _workspace(publish)


def _review(verbs: "argparse._SubParsersAction[_Parser]") -> None:
    usage = "pod2post review [RUN...] [options]"
    does = "open the page on which drafts are read, heard, mended, approved and published"
    review = _verb(verbs, "review", usage, does)
    add = review.add_argument
    which = "the beginnings of runs' names, or their folders (default: all of the workspace)"
    add("runs", metavar="RUN", nargs="*", help=which)
    port = "the port (default: 8765; 0 is any that is free)"
    add("--port", metavar="N", type=int, default=8765, help=port)
    add("--editor", metavar="NAME", help="who approves (default: asked on the page)")
    add("--host", metavar="ADDRESS", help="serve other machines; needs --token-file")
    token = "a file of mode 0600 with a token of 32 characters or more, to let others in"
    add("--token-file", metavar="FILE", help=token)
    add("--no-browser", action="store_true", help="only print the address")
    _workspace(review)


def _links(verbs: "argparse._SubParsersAction[_Parser]") -> None:
    usage = "pod2post links RUN [options]"
    links = _verb(verbs, "links", usage, "show where listeners find the episode; paste a link")
    add = links.add_argument
    add("run", metavar="RUN", help="the beginning of a run's name, or its folder")
    add("--apple", metavar="URL", help="the episode's address on Apple Podcasts")
    add("--spotify", metavar="URL", help="the episode's address on Spotify")
    add("--youtube", metavar="URL", help="the episode's address on YouTube")
    add("--force", action="store_true", help="take it although its title is another")
    _workspace(links)


def _prompts(verbs: "argparse._SubParsersAction[_Parser]") -> None:
    usage = "pod2post prompts list|show|eject [NAME|DIR] [options]"
    prompts = _verb(verbs, "prompts", usage, "list, show or copy out what the writer is told")
    actions = ("list", "show", "eject")
    prompts.add_argument("action", choices=actions, metavar="list|show|eject", help="what to do")
    named = "show: a prompt's name; eject: a folder (default: the settings', or prompts)"
    prompts.add_argument("name", nargs="?", metavar="NAME|DIR", help=named)
    filled = "show it filled in, as a model is sent it"
    prompts.add_argument("--sample", action="store_true", help=filled)


def _doctor(verbs: "argparse._SubParsersAction[_Parser]") -> None:
    usage = "pod2post doctor [options]"
    doctor = _verb(verbs, "doctor", usage, "look for what would stop a run")
    again = "make the ledger of batch work anew from runs, shows and the event log"
    doctor.add_argument("--rebuild-ledger", action="store_true", help=again)
    _workspace(doctor)


def _workspace(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "--workspace", metavar="DIR", help=f"store and runs (default: ${WORKSPACE} or ./workspace)"
    )
