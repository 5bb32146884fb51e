"""Writes the parts of docs/ that are made from the program: `python3 dev.py docs`.

A generated part stands between two marks; `tests/test_docs.py` says when it is stale.
"""

import argparse
import inspect
import re
import runpy
from dataclasses import MISSING, fields
from pathlib import Path
from types import NoneType
from typing import Any, Literal, get_args, get_origin

from pod2post import cli, errors, rules, settings, verbs
from pod2post.costs.prices import Price
from pod2post.rules import drafted, language, pages, spot
from pod2post.writing import prompts

DOCS = Path(__file__).parent
NAMED = (('prices."MODEL"', Price), ("shows.NAME", settings.Show))
PARTS = re.compile(r"(<!-- made by dev\.py docs: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def commands() -> str:
    """Every command with its arguments and options, as tables."""
    (known,) = (
        action
        for action in verbs.parser()._actions  # noqa: SLF001 - argparse has no public way
        if isinstance(action, argparse._SubParsersAction)  # noqa: SLF001
    )
    return "\n".join(_command(verb) for verb in known.choices.values())


def _command(verb: argparse.ArgumentParser) -> str:
    rows = [f"### `{verb.prog}`", "", f"{_sentence(verb.description or '')}", ""]
    rows += ["```", str(verb.usage), "```", "", "| argument | meaning |", "|---|---|"]
    for action in verb._actions:  # noqa: SLF001
        name = " ".join([*action.option_strings[-1:], *_metavar(action)])
        rows.append(f"| `{_cell(name)}` | {_cell(str(action.help)).replace('<', '&lt;')} |")
    return "\n".join([*rows, ""])


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _metavar(action: argparse.Action) -> list[str]:
    if isinstance(action.metavar, str):
        return [action.metavar]
    return ["|".join(action.choices)] if action.choices else []


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:].rstrip(".") + "."


def codes() -> str:
    """The exit codes: those of the error tree, then those that are no error class."""
    rows = {
        errors.DONE: "done",
        errors.OPEN_ERRORS: "done, and the post has open errors",
        errors.BUG: "a bug of pod2post: a report file is left, and named",
        errors.INTERRUPTED: "stopped by Ctrl-C",
        cli.PIPE_CLOSED: "stopped because nobody reads the output any more (`... \\| head`)",
        errors.TERMINATED: "stopped by SIGTERM",
    }
    for line in (errors.__doc__ or "").splitlines():
        if found := re.match(r"[├└]── (\w+) +(\d+)  (.+)", line):
            name = re.sub(r"(?<!^)([A-Z])", r" \1", found[1]).lower()
            rows.setdefault(int(found[2]), f"{name}: {found[3]}")
    table = [f"| {code} | {rows[code]} |" for code in sorted(rows)]
    return "\n".join(["| code | meaning |", "|---|---|", *table, ""])


def configuration() -> str:
    """Every key of `pod2post.toml`, with its type and its default."""
    rows = []
    for table, kind in (*settings.TABLES.items(), *NAMED):
        about = inspect.getdoc(kind) or ""
        own = "" if about.startswith(f"{kind.__name__}(") else about
        rows += [f"### `[{table}]`", "", *([_plain(own), ""] if own else [])]
        rows += ["| key | type | default |", "|---|---|---|"]
        rows += [f"| `{key.name}` | {_type(key.type)} | {_default(key)} |" for key in fields(kind)]
        rows.append("")
    return "\n".join(rows)


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _type(kind: Any) -> str:
    inner = get_args(kind)
    if get_origin(kind) is Literal:
        return " or ".join(f'`"{choice}"`' for choice in inner)
    if get_origin(kind) is tuple:
        return "list of " + ("text" if inner[0] is str else "tables")
    if inner:
        return " or ".join(dict.fromkeys(_type(one) for one in inner if one is not NoneType))
    return {str: "text", bool: "true or false", int: "number", float: "number"}[kind]


def _default(key: Any) -> str:
    if key.default is MISSING:
        return "(needed)"
    if key.default is None:
        return "not set"
    if isinstance(key.default, bool):
        return f"`{str(key.default).lower()}`"
    if isinstance(key.default, tuple):
        return "`[" + ", ".join(f'"{item}"' for item in key.default) + "]`"
    return f"`{key.default!r}`".replace("'", '"')


def told() -> str:
    """Every prompt with what it may use."""
    rows = ["| file | what it is for | variables |", "|---|---|---|"]
    for name in prompts.NAMES:
        used = ", ".join(f"`{one}`" for one in prompts.variables(name)) or "none"
        rows.append(f"| `{name}{prompts.ENDING}` | {prompts.purpose(name)} | {used} |")
    return "\n".join([*rows, ""])


def page_rules() -> str:
    """Every rule that any page is held against: its name, its severities, what it asks."""
    asked = (*pages.PAGE_RULES, *pages.SITE_RULES, *pages.LONE_RULES, pages.body.page_sections)
    every = (*asked, *drafted.DRAFT_RULES, *language.TEXT_RULES, language.tai)
    rows = [f"| `{_name(rule)}` | {_severities(rule)} | {_cell(_asks(rule))} |" for rule in every]
    return "\n".join(["| rule | found as | why |", "|---|---|---|", *rows, ""])


def run_rules() -> str:
    """What else a run's post is asked."""
    own = [rule for rule in rules.RULES if rule not in (drafted.shape, language.in_draft)]
    return "\n".join([*(f"- {_asks(rule)}" for rule in (*own, rules.meaning.renderings)), ""])


def _asks(rule: Any) -> str:
    return _plain((inspect.getdoc(rule) or "").split("\n\n")[0]).replace("<", "&lt;")


def _name(rule: Any) -> str:
    """What its findings are called: the name in its code, else that of the function."""
    found = re.search(r'(?:rule=|fault\(\s*|_at\(sheet, \w+, )"(\w+)"', inspect.getsource(rule))
    return found[1] if found else rule.__name__


def _severities(rule: Any) -> str:
    """As its code names them; as its module does, where it calls another function for it."""
    module = inspect.getmodule(rule)
    for source in (inspect.getsource(rule), inspect.getsource(module) if module else ""):
        every = get_args(spot.Severity)
        found = (
            every
            if "severity=term" in source or "meant.sev" in source
            else [s for s in every if f'"{s}"' in source]
        )
        if found:
            return ", ".join(found)
    return ""


def scale() -> str:
    """The tables of what a night and a cluster hold."""
    made = runpy.run_path(str(DOCS.parent / "benchmarks" / "scale.py"))
    return str(made["tables"]())


MADE = {
    "scale": scale,
    "commands": commands,
    "codes": codes,
    "configuration": configuration,
    "told": told,
    "page_rules": page_rules,
    "run_rules": run_rules,
}


def renewed(text: str) -> str:
    """`text` with every generated part as the program is now."""
    return PARTS.sub(lambda part: f"{part[1]}\n{MADE[part[2]]()}\n{part[3]}", text)


def main() -> None:
    for path in sorted(DOCS.glob("*.md")):
        text = path.read_text(encoding="utf-8")
        path.write_text(renewed(text), encoding="utf-8")


if __name__ == "__main__":
    main()
