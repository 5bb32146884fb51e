"""The mutations: a name, the rule that must see it, and what is done to a sound post."""

import re

from benchmarks.language.mutations import (
    Mutation,
    addressed,
    all_spoken,
    atop,
    begun,
    beside,
    empty_section,
    ended,
    few_sections,
    headed,
    joined,
    many_sections,
    no_lead,
    opinion_first,
    retagged,
    short,
    spoken,
    stretched,
    surname_first,
    swapped,
    tagged,
    twice_named,
    unquoted,
    within,
)

ID = "AbCdEfGhIjK"
YOUTUBE = f"{{{{< youtube {ID} >}}}}"
SPOTIFY = '{{< spotify "episode/0123456789abcdefABCDEF" >}}'
FIELDS = ("title", "date", "description", "tags", "categories", "source_name", "draft")

MATTER = {
    "front_matter": {
        "no front matter": lambda t: t[t.index("\n---\n") + 5 :],
        "TOML": lambda t: t.replace("---\n", "+++\n", 2),
        "no closing fence": swapped(r"^(draft: \w+)\n---$", r"\1"),
        "text behind a quoted title": swapped('^title: "', 'title: "x" "'),
        "a tab": swapped("^draft:", "x:\n\ty: 1\ndraft:"),
        "a bare colon": swapped('^title: ".*"$', "title: one: two"),
        "an open list": swapped(r"^(tags: .*)\]$", r"\1"),
        "a list of things": lambda t: "---\n- a\n- b\n" + t[t.index("\n---\n") + 1 :],
    },
    "duplicate_field": {"a field twice": swapped("^(draft: .*)$", r"\1\n\1")},
    "fields": {
        **{f"no {name}": swapped(f"^{name}: .*\n", "") for name in FIELDS},
        "date behind description": swapped("^(date: .*)\n(description: .*)$", r"\2\n\1"),
        "draft first": lambda t: "---\ndraft: true\n" + swapped("^draft: .*\n", "")(t)[4:],
        "a field of another site": swapped("^draft:", 'author: "x"\ndraft:'),
    },
    "field_form": {
        "a bare title": swapped('^title: "(.*)"$', r"title: \1"),
        "a title in single marks": swapped('^title: "(.*)"$', r"title: '\1'"),
        "a folded description": swapped('^description: "(.*)"$', r"description: >-\n  \1"),
        "a quoted date": swapped("^date: (.*)$", r'date: "\1"'),
        "a date without an offset": swapped(r"^(date: .*)\+08:00$", r"\1"),
        "a date without a time": swapped("^(date: .{10}).*$", r"\1"),
        "a date with slashes": swapped("^date: .*$", "date: 2026/01/26 10:00"),
        "tags below each other": swapped("^tags: .*$", 'tags:\n  - "a"\n  - "b"'),
        "tags as text": swapped("^tags: .*$", 'tags: "a, b"'),
        "bare tags": swapped("^categories: .*$", "categories: [AI]"),
        "a quoted draft": swapped(r"^draft: (\w+)$", r'draft: "\1"'),
        "draft: yes": swapped("^draft: .*$", "draft: yes"),
        "a number as a title": swapped("^title: .*$", "title: 2026"),
    },
    "addresses_named": {
        "a script as the source": addressed("javascript:alert(1)"),
        "a file as the source": addressed("file:///x.mp3"),
    },
    "one_category": {
        "two categories": swapped("^categories: .*$", 'categories: ["a", "b"]'),
        "no category": swapped("^categories: .*$", "categories: []"),
    },
    "head": {
        "an empty title": swapped("^title: .*$", 'title: ""'),
        "a short title": swapped("^title: .*$", 'title: "地圖"'),
        "a long title": swapped('^(title: ".*)"$', r"\1" + "很長" * 12 + '"'),
        "a short description": swapped("^description: .*$", 'description: "一句話。"'),
        "a long description": swapped('^(description: ".*)"$', r"\1" + "很長" * 60 + '"'),
    },
    "tags": {
        "no tags": tagged(),
        "an empty tag": retagged(lambda tags: [*tags[:-1], "", tags[-1]]),
        "nine tags": retagged(lambda tags: [*tags[:-1], *"一二三四五六七", tags[-1]]),
        "a tag in two cases": retagged(lambda tags: [tags[0], tags[1].upper(), *tags[1:]]),
        "a tag that is cut": retagged(lambda tags: [*tags[:-1], "C/C++", tags[-1]]),
    },
    "tags_told": {
        "a tag that is never told of": retagged(lambda tags: [*tags[:-2], "Zzyzx", tags[-1]]),
        "two tags": retagged(lambda tags: [tags[0], tags[-1]]),
    },
    "tags_order": {
        "the format first": retagged(lambda tags: [tags[-1], *tags[:-1]]),
        "the guest behind": retagged(lambda tags: [tags[1], tags[0], *tags[2:]]),
    },
}
HEADER = {
    "source_line": {
        "another attribution": swapped("^> 本文整理自", "> 整理自"),
        "no attribution": swapped("^> 本文整理自.*\n(>.*\n)*\n", ""),
        "a padded month": swapped(r"年 \d+ 月播出", "年 01 月播出"),
        "another show": swapped("^(source_name: ).*$", r'\1"Another Hour"'),
        "no 。": swapped("^(> 本文整理自.*)。$", r"\1"),
    },
    "shortcodes": {
        "an unknown shortcode": beside("{{< tweet 1 >}}"),
        "a leaked parameter": ended("{{< param x >}}"),
        "a lone {{<": ended("{{<"),
        "a lone {{%": ended("{{%"),
        "a lone >}}": ended(">}}"),
        "a short video id": atop("{{< youtube AbCd >}}"),
        "a quoted video id": atop(f'{{{{< youtube "{ID}" >}}}}'),
        "a bare Spotify id": atop("{{< spotify episode/0123456789abcdefABCDEF >}}"),
        "a Spotify show": atop('{{< spotify "show/0123456789abcdefABCDEF" >}}'),
        "an Apple page without an episode": atop('{{< apple-podcast "tw/podcast/a/id1" >}}'),
        "per cent for angles": atop(f"{{{{% youtube {ID} %}}}}"),
        "no blanks": atop(f"{{{{<youtube {ID}>}}}}"),
    },
    "players": {
        "a player in the text": beside(YOUTUBE),
        "a player inside a sentence": ended(SPOTIFY),
        "a player twice": atop(f"{SPOTIFY}\n\n{SPOTIFY}"),
        "players in another order": swapped(
            r"\n\n((\{\{<.*\n\n)*)---\n\n", f"\n\n{SPOTIFY}\n\n{YOUTUBE}\n\n---\n\n"
        ),
        "another video": lambda t: atop(YOUTUBE)(
            addressed("https://www.youtube.com/watch?v=00000000000")(
                re.sub(r"\{\{<.*>\}\}\n\n", "", t)
            )
        ),
    },
    "rule_line": {
        "no rule": swapped(r"\n\n---\n\n", "\n\n"),
        "a second rule": beside("---"),
        "stars for a rule": swapped(r"\n\n---\n\n", "\n\n***\n\n"),
    },
    "setext": {"--- under a paragraph": ended("\n---"), "=== under a paragraph": ended("\n===")},
}
BODY = {
    "heading_level": {
        "a heading of level 3": swapped("^## ", "### "),
        "a heading of level 1": beside("# 標題"),
        "a heading of level 4": beside("#### 小標題"),
    },
    "sections": {"one section": few_sections, "many sections": many_sections},
    "own_opinion": {
        "我的觀察 first": opinion_first,
        "我的觀察 twice": lambda t: t.replace("\n## ", "\n## 我的觀察\n\n想了很久。\n\n## ", 1),
    },
    "bold": {"bold in a sentence": begun("**重點**"), "bold by underscores": ended("__ab cd__")},
    "html": {
        "a tag in a sentence": ended("<b>x</b>"),
        "a script": beside("<script>alert(1)</script>"),
        "a comment": beside("<!-- later -->"),
        "a frame": beside('<iframe src="https://site.invalid"></iframe>'),
    },
    "addresses": {
        "a script as a link": ended("[x](javascript:alert)"),
        "a script, hidden": ended("[x](JaVaScRiPt&#58;alert)"),
        "a mail address": ended("[x](mailto:a@site.invalid)"),
        "data as a picture": ended("![x](data:image/png;base64,AA==)"),
        "ftp in angles": ended("<ftp://site.invalid/x>"),
        "a link by reference": ended("[x][1]\n\n[1]: vbscript:x"),
        "a host in disguise": ended("[x](//site.invalid)"),
    },
    "line_start": {
        "a year and a dot": begun("2026. "),
        "a list": beside("- 一\n- 二"),
        "four blanks": begun("    "),
        "a block of code": beside("```\nx\n```"),
        "a quotation block": begun("> "),
        "a table": beside("| 一 | 二 |\n|---|---|\n| 三 | 四 |"),
    },
    "one_line": {"a broken line": within("，", "，\n")},
    "blanks": {"blanks at the end": ended("  "), "a tab at the end": ended("\t")},
    "unseen": {
        "a zero-width space": within("，", "\u200b，"),
        "a bidi override": within("，", "\u202e，"),
        "a byte order mark inside": within("，", "\ufeff，"),
        "a control character": within("，", "\x08，"),
        "a soft hyphen": within("，", "\xad，"),
    },
    "length": {"too short": short, "too long": stretched},
    "speech": {"no speech": unquoted, "nothing but speech": all_spoken},
    "headings": {
        "an empty heading": headed(lambda _: "## "),
        "a heading of two characters": headed(lambda _: "## 地圖"),
        "a long heading": headed(lambda old: f"## {old}{'很長' * 12}"),
        "a heading with a final mark": headed(lambda old: f"## {old}。"),
        "a heading twice": headed(lambda old: f"## {old}\n\n說了一句。\n\n## {old}"),
    },
    "paragraphs": {
        "an empty section": empty_section,
        "a long paragraph": joined,
        "no lead": no_lead,
    },
    "points": {
        "a point twice": swapped(r"^\*\*第二，", "**第一，"),
        "a point left out": swapped(r"^\*\*第二，", "**第三，"),
        "no first point": swapped(r"^\*\*第一，.*\n\n", ""),
    },
    "first_person": {"I in the text": begun("我認為"), "we in the text": ended("我們都知道。")},
    "full_names": {"the full name again": twice_named, "the surname first": surname_first},
}
WORDS = {
    "simplified": {
        "a Simplified character": ended("这很难说。"),
        "in speech": swapped("(「[^」]{9,})。」", r"\1说。」"),
    },
    "foreign_scripts": {"Cyrillic": ended("привет。"), "kana": ended("ありがとう。")},
    "mainland_terms": {"視頻": ended("他看了視頻。"), "軟件": ended("他寫了軟件。")},
    "spacing": {
        "no space before Latin": ended("他用Rust寫。"),
        "no space behind a number": ended("他有 3個。"),
        "a space beside a mark": within("，", "， "),
    },
    "punctuation": {
        "a half-width comma": within("(?<=[一-鿿])，(?=[一-鿿])", ","),
        "a half-width question mark": ended("為什麼?"),
        "an exclamation mark": ended("太好了！"),
        "dots": ended("然後……"),
        "a dash": ended("就是它——沒別的。"),
        "straight marks": lambda t: t.replace(
            spoken(t), spoken(t).replace("「", '"').replace("」", '"'), 1
        ),
        "curly marks": ended("他叫它“地圖”。"),
    },
    "stops": {
        "a stop behind speech": lambda t: t.replace(
            spoken(t), re.sub("。」", "」。", spoken(t), count=1), 1
        ),
    },
    "pairs": {
        "「 that never closes": lambda t: t.replace(spoken(t), spoken(t).replace("」", "", 1), 1),
        "」 that never opened": ended("就這樣」。"),
        "「 inside 「": ended("他說「那叫「地圖」的東西」。"),
    },
}
MUTATIONS = tuple(
    Mutation(name=name, rule=rule, change=change)
    for group in (MATTER, HEADER, BODY, WORDS)
    for rule, rows in group.items()
    for name, change in rows.items()
)
