"""Front matter and header from data alone: byte for byte, and back again."""

import random
import re
from dataclasses import replace

import pytest
import yaml

from pod2post.errors import BadInput, Pod2postError
from pod2post.page import hugo
from pod2post.values import Links

MATTER = hugo.FrontMatter(
    title="地圖：不是畫完，是維護",
    date="2025-02-10T10:00:00+08:00",
    description="一句話。",
    tags=("地圖", "Podcast"),
    categories=("虛構訪談",),
    source_url="https://site.invalid/watch?v=1",
    source_name="Paper Harbor",
    draft=True,
)
HOSTILE = [
    'a "quoted" title',
    "back\\slash \\d \\",
    "key: value",
    "a # no comment",
    "emoji 🎙️👩‍💻",
    "{{< youtube x >}}",
    "two\nlines\n",
    "\ttab and\x07bell",
    "next\x85line sep\u2028para\u2029bom\ufeff",
    "- item",
    "[a, b]",
    "{a: b}",
    "@at `tick` %percent &anchor *alias !tag |",
    "yes",
    "null",
    "1e3",
    "2026-01-26",
    "",
    "'",
    '"',
    "---",
    "...",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_string_reads_back_equal_in_every_field(text: str) -> None:
    matter = replace(
        MATTER, title=text, description=text, source_name=text, tags=(text, "b"), categories=(text,)
    )
    block = hugo.front_matter(matter)
    data = yaml.safe_load(block.split("---\n")[1] if "---" not in text else block[4:-4])
    assert (data["title"], data["description"], data["source_name"]) == (text, text, text)
    assert (data["tags"], data["categories"]) == ([text, "b"], [text])
    assert hugo.read_back(f"{block}\nx\n")[0] == matter


def test_five_thousand_strings_survive_yaml() -> None:
    rng = random.Random(7)
    pieces = [
        *HOSTILE,
        *"abc中文：，。「」 \u200b\u00a0\u0000\u001b\u007f\u0080\u009f\ufffe\U0001f600",
    ]
    for _ in range(5000):
        text = "".join(rng.choices(pieces, k=rng.randint(0, 6)))
        assert yaml.load(f"t: {hugo.quoted(text)}\n", yaml.CSafeLoader) == {"t": text}


def test_the_order_of_the_fields_and_a_local_file_without_address() -> None:
    block = hugo.front_matter(replace(MATTER, source_url=None))
    keys = re.findall(r"^(\w+):", block, re.M)
    assert keys == ["title", "date", "description", "tags", "categories", "source_name", "draft"]
    assert hugo.read_back(f"{block}\nx\n")[0].source_url is None


def test_the_reference_post_from_data(reference_post: str) -> None:
    """Read by an own reader of the raw text, rebuilt by the product."""
    raw, head_block = re.fullmatch(
        r"---\n(.*?)\n---\n\n(.*?)\n\n---\n.*", reference_post, re.S
    ).groups()  # type: ignore[union-attr]
    data = yaml.load(raw, yaml.BaseLoader)
    said = re.match(r"> 本文整理自 (.+) 於 (\d+) 年 (\d+) 月播出的訪談。", head_block)
    assert said is not None
    ids = dict(re.findall(r'\{\{< ([a-z-]+) "?([^" ]+)"? >\}\}', head_block))
    matter = hugo.FrontMatter(
        title=data["title"],
        date=data["date"],
        description=data["description"],
        tags=tuple(data["tags"]),
        categories=tuple(data["categories"]),
        source_url=data["source_url"],
        source_name=data["source_name"],
        draft=data["draft"] == "true",
    )
    header = hugo.Header(
        source_name=said[1],
        year=int(said[2]),
        month=int(said[3]),
        notices=(),
        links=Links(youtube=ids["youtube"], spotify=ids["spotify"], apple=ids["apple-podcast"]),
    )
    rebuilt = "\n\n".join([hugo.front_matter(matter).rstrip("\n"), *hugo.header(header), "---\n"])
    assert reference_post.encode().startswith(rebuilt.encode())
    assert rebuilt.count("{{<") == 3


LINKS = {
    "youtube": ("AbCdEfGhIjK", ["short", "AbCdEfGhIj\n", 'AbCdEfG"IjK', "AbCdEfGhIjKL", ""]),
    "spotify": (
        "episode/0123456789abcdefABCDEF",
        ["0123456789abcdefABCDEF", "episode/../../evil", "episode/0123456789abcdefABCDE>"],
    ),
    "apple": (
        "tw/podcast/a-b/id1?i=2",
        ["tw/podcast/a b/id1?i=2", "tw/podcast/a-b/id1", '"tw/podcast/a/id1?i=2', "../id1?i=2"],
    ),
}


@pytest.mark.parametrize("name", LINKS)
def test_a_player_only_from_an_id_of_its_form(name: str) -> None:
    good, bad = LINKS[name]
    assert good in (hugo.shortcode(name, good) or "")
    assert [hugo.shortcode(name, identity) for identity in [*bad, None]] == [None] * (len(bad) + 1)


def test_the_moment_is_ten_in_the_morning_of_the_zone() -> None:
    assert hugo.moment("2026-01-26", "Asia/Taipei") == "2026-01-26T10:00:00+08:00"
    assert hugo.moment("2026-07-01T23:00:00Z", "Europe/Berlin") == "2026-07-01T10:00:00+02:00"
    for day, zone in (("2026-02-30", "Asia/Taipei"), ("2026-01-26", "Mars/Base"), ("", "UTC")):
        with pytest.raises(BadInput):
            hugo.moment(day, zone)


def refused(case: str, page: str, matter: hugo.FrontMatter, blocks: tuple[str, ...]) -> None:
    hugo.refuse_difference(page, matter, blocks)
    pytest.fail(case)


def test_a_page_that_is_not_what_was_meant_is_refused() -> None:
    page = f"{hugo.front_matter(MATTER)}\n> 一行。\n\n---\n\n河口。\n"
    blocks = ("> 一行。", "---", "河口。")
    hugo.refuse_difference(page, MATTER, blocks)
    wrong = {
        "another title": (page.replace("維護", "維修"), MATTER, blocks),
        "a lost block": (page, MATTER, (*blocks, "海。")),
        "a shortcode nobody put": (
            page.replace("河口。", "河口{{< x >}}。"),
            MATTER,
            (*blocks[:2], "河口{{< x >}}。"),
        ),
        "a second rule": (f"{page}\n---\n", MATTER, (*blocks, "---")),
        "a field too many": (page.replace("draft:", "extra: 1\ndraft:"), MATTER, blocks),
        "no YAML": (page.replace("title: ", 'title: "x" '), MATTER, blocks),
    }
    for case, (text, matter, meant) in wrong.items():
        with pytest.raises(Pod2postError, match="not what was meant"):
            refused(case, text, matter, meant)
