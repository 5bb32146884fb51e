"""What can go wrong in a post, each as a function of a sound one, with the rule that must see it.

A mutation names no sentence: it finds its place by form (the first plain paragraph, the second
section) and works on any post of this house. The rule was named before anything was measured.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

Change = Callable[[str], str]


@dataclass(frozen=True)
class Mutation:
    name: str
    rule: str
    change: Change


def plain(text: str) -> str:
    """The first paragraph of a section that holds no quotation and a comma between two Han."""
    rows = text[text.index("\n## ") :].split("\n\n")
    return next(
        row for row in rows if re.match(r"[一-鿿]", row) and "「" not in row and "，" in row
    )


def spoken(text: str) -> str:
    """The first paragraph that begins with direct speech and holds one quotation only."""
    rows = text.split("\n\n")
    return next(r for r in rows if re.match("「[^」]{10,}」", r) and r.count("「") == 1)


def swapped(pattern: str, new: str) -> Change:
    """The first match of `pattern` replaced, line by line."""
    return lambda text: re.sub(pattern, new, text, count=1, flags=re.MULTILINE)


def ended(tail: str) -> Change:
    """The first plain paragraph with something behind it."""
    return lambda text: text.replace(plain(text), plain(text) + tail, 1)


def begun(head: str) -> Change:
    return lambda text: text.replace(plain(text), head + plain(text), 1)


def within(pattern: str, new: str) -> Change:
    """The first match inside the first plain paragraph replaced."""
    return lambda text: text.replace(plain(text), re.sub(pattern, new, plain(text), count=1), 1)


def beside(block: str) -> Change:
    """A block of its own before the first plain paragraph."""
    return begun(f"{block}\n\n")


def atop(block: str) -> Change:
    """A block of its own below the attribution."""
    return swapped(r"\n\n---\n\n", f"\n\n{block}\n\n---\n\n")


def tagged(*tags: str) -> Change:
    row = ", ".join(f'"{tag}"' for tag in tags)
    return lambda text: re.sub("^tags: .*$", lambda _: f"tags: [{row}]", text, flags=re.MULTILINE)


def retagged(change: Callable[[list[str]], list[str]]) -> Change:
    def made(text: str) -> str:
        row = re.search("^tags: .*$", text, re.MULTILINE)
        tags = re.findall('"([^"]*)"', row[0]) if row else []
        return tagged(*change(tags))(text)

    return made


def addressed(url: str) -> Change:
    """The post with this `source_url`, whether it had one or not."""
    bare = swapped("^source_url: .*\n", "")
    return lambda text: swapped("^source_name:", f'source_url: "{url}"\nsource_name:')(bare(text))


def headed(change: Callable[[str], str]) -> Change:
    """The first heading changed."""
    return lambda text: re.sub(
        "^## (.*)$", lambda found: change(found[1]), text, count=1, flags=re.MULTILINE
    )


def parts(text: str) -> list[str]:
    """What stands before the first section, then each section."""
    return re.split(r"(?=^## )", text, flags=re.MULTILINE)


def twice_named(text: str) -> str:
    """The guest's full name in place of a later surname, outside quotations."""
    name = guest(text)
    surname = name.rpartition(" ")[2]
    body = text.index("\n## ")
    found = re.search(rf"^{surname}", text[body:], re.MULTILINE)
    at = body + (found.start() if found else text[body:].index(f"。{surname}") + 1)
    return text[:at] + name + text[at + len(surname) :]


def surname_first(text: str) -> str:
    name, body = guest(text), text.index("\n---\n", 4)
    return text[:body] + text[body:].replace(name, name.rpartition(" ")[2], 1)


def guest(text: str) -> str:
    """The first tag."""
    found = re.search(r'^tags: \["([^"]+)"', text, re.MULTILINE)
    assert found, "a post has tags"
    return found[1]


def unquoted(text: str) -> str:
    """Every quotation as indirect speech."""
    return re.sub("「([^」]*)」", r"\1", text)


def all_spoken(text: str) -> str:
    rows = text.split("\n\n")
    return "\n\n".join(
        f"「{re.sub('[「」]', '', row)}」" if re.match("[一-鿿A-Z]", row) else row for row in rows
    )


def opinion_first(text: str) -> str:
    top, *rest = parts(text)
    return top + rest[-1].rstrip("\n") + "\n\n" + "".join(rest[:-1])


def stretched(text: str) -> str:
    """Much longer than any post: the sections' paragraphs, five times over."""
    top, first, *rest = parts(text)
    heading, _, told = first.partition("\n\n")
    return top + f"{heading}\n\n" + told * 12 + "".join(rest)


def empty_section(text: str) -> str:
    top, first, *rest = parts(text)
    return top + first.split("\n\n")[0] + "\n\n" + "".join(rest)


def no_lead(text: str) -> str:
    top, *rest = parts(text)
    return top[: top.rindex("\n---\n") + 6] + "".join(rest)


def joined(text: str) -> str:
    """The paragraphs of the first section as one."""
    top, first, *rest = parts(text)
    heading, *told = first.strip().split("\n\n")
    return top + f"{heading}\n\n{''.join(told)}\n\n" + "".join(rest)


def few_sections(text: str) -> str:
    top, first, *rest = parts(text)
    return top + first + rest[-1]


def many_sections(text: str) -> str:
    """Each paragraph of the first two sections under a heading of its own."""
    top, *rest = parts(text)
    told = [row for part in rest[:2] for row in part.strip().split("\n\n")[1:]]
    made = [
        f"## 第{n}個段落的小標題\n\n{row}" for n, row in zip("甲乙丙丁戊己庚辛", told, strict=False)
    ]
    return top + "\n\n".join(made) + "\n\n" + "".join(rest[2:])


def short(text: str) -> str:
    """One paragraph to a section."""
    top, *rest = parts(text)
    return top + "".join("\n\n".join(part.split("\n\n")[:2]).rstrip() + "\n\n" for part in rest)
