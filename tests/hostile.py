"""Drafts that mean harm, made from a seed: whatever a model, a feed or a speaker might say.

What would run sets `window.pwned`, what would leak says `SECRET`: a reader of the built page
looks for both. Nobody and nothing in here exists.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace

from drafts import CUES, HEAD, house, paragraph, quote, section, source, subject
from pod2post.extras import Front, Series
from pod2post.values import Cue, Links, Locator, Name, Names, Quotes, Section, Source, Subject

SECRET = "what-only-the-site-knows"
ZEROES = (*"\u200b\u200c\u200d\u2060\ufeff\u00ad\u034f\u3164\u115f\ufe01", "\U000e0041")
BIDI = tuple("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
CONTROLS = tuple("\x00\x07\x08\x0b\x0c\x1b\x7f\x85\x9f\r\n\t\u2028\u2029\ufffe\ufff9")

RUNS = "window.pwned=1;alert(1)"
MARKUP = (
    f"<script>{RUNS}</script>",
    f"<SCRIPT SRC=http://evil.invalid/x.js>{RUNS}</SCRIPT >",
    f"<scr<script>ipt>{RUNS}</scr</script>ipt>",
    f"<scr\x00ipt>{RUNS}</scr\u200bipt>",
    f'<img src=x onerror="{RUNS}">',
    f"<img/src=x/onerror='{RUNS}'/>",
    f"<svg/onload={RUNS}>",
    f"<svg><animate onbegin={RUNS} attributeName=x></svg>",
    f"<details open ontoggle={RUNS}>",
    f"<body onload={RUNS}>",
    f"<iframe srcdoc='<script>{RUNS}</script>'></iframe>",
    "<iframe src=https://evil.invalid></iframe>",
    f"<a href=javascript:{RUNS}>x</a>",
    f"<form action=javascript:{RUNS}><button autofocus onfocus={RUNS}>x</button></form>",
    "<meta http-equiv=refresh content='0;url=https://evil.invalid'>",
    "<base href=https://evil.invalid/>",
    "<object data=https://evil.invalid></object><embed src=//evil.invalid>",
    "<style>body{display:none}</style><link rel=stylesheet href=//evil.invalid>",
    f"</p></blockquote></body></html><script>{RUNS}</script>",
    f"</title><script>{RUNS}</script><title>",
    f"--><script>{RUNS}</script><!--",
    f"]]><script>{RUNS}</script><![CDATA[",
    f'"><img src=x onerror={RUNS}>',
    f"' onmouseover='{RUNS}",
    f"&lt;script&gt;{RUNS}&lt;/script&gt;",
    f"&#60;script&#62;{RUNS}&#x3c;/script&#x3e;",
    f"＜script＞{RUNS}＜/script＞",
    "<b>x</b><br><hr><!-- x --><?php x ?><!DOCTYPE x>",
)
LINKS = (
    f"[x](javascript:{RUNS})",
    f"[x]( <javascript:{RUNS}> )",
    "[x](java\tscript:alert`1`)",
    "[x](&#106;avascript:window.pwned=1)",
    f"[x](JaVaScRiPt:{RUNS} 'title')",
    f"[x](data:text/html,<script>{RUNS}</script>)",
    f"[x](vbscript:{RUNS})",
    f"<javascript:{RUNS}>",
    f"[x][y]\n\n[y]: javascript:{RUNS}",
    f"[y]: <javascript:{RUNS}> 'z'",
    f"![x](javascript:{RUNS})",
    f'![x](x"onerror="{RUNS})',
    f'![x](https://evil.invalid/a.png "x" onerror="{RUNS}")',
    "[[x](https://evil.invalid)](https://evil.invalid)",
    "[" * 12 + "x" + "](https://evil.invalid)" * 12,
    "<https://evil.invalid/x>",
    "https://evil.invalid/x",
    "見https://evil.invalid與www.evil.invalid",
    "mailto:x@evil.invalid a-@evil.invalid <x@evil.invalid>",
    "//evil.invalid file:///etc/x",
)
SHORTCODES = (
    "{{< param secret >}}",
    "{{% param secret %}}",
    '{{<param "secret">}}',
    "{\u200b{< param secret >}\u200b}",
    "{{\u202e< param secret >}}",
    "{{</* param secret */>}}",
    "{{< nowhere >}}",
    "{{< nowhere",
    ">}} {{% /nowhere %}}",
    "{{< youtube 00000000000 >}}",
    '{{< spotify "episode/0000000000000000000000" >}}',
    "{{< x.inline >}}{{ site.Params.secret }}{{< /x.inline >}}",
    "{{ .Site.Params.secret }} {{ site.Params.secret | safeHTML }}",
    "{{{{< param secret >}}}}",
    "&#123;&#123;< param secret >&#125;&#125;",
    "{&#123;< param secret >}}",
    "`{{< param secret >}}`",
    "[[ .Params.secret ]] <% secret %> ${secret} #{secret}",
)
SHAPES = (
    *("# x", "###### x", "> x", ">x", "- x", "* x", "+ x", "1. x", "2026) x", "- [x] x", ": x"),
    *("---", "***", "___", "===", "```\nx\n```", "~~~\nx\n~~~", "    x", "\tx", "| x | y |\n|-|-|"),
    *(
        "x\n===",
        "x\n---",
        "x  \ny",
        "x\\\ny",
        "[^1]\n\n[^1]: x",
        "*[HTML]: x",
        "[TOC]",
        "<!--more-->",
    ),
    *(f"{{#x .y onclick={RUNS}}}", "{.dark style=color:red}", "x\n{.y}", "x {{.y}}", "[!NOTE] x"),
    *("$$\\href{javascript:pwned}{x}$$", "\\(x<img src=x onerror=pwned>\\)", "\\[x\\]", "$x$ $y$"),
    *(
        "~~x~~",
        "++x++ ==x== ^x^ ~x~",
        ":smile: :100:",
        "**x**",
        "**第一，x。**",
        "__x__",
        "_x_",
        "`x`",
    ),
    *(
        "\"x\" -- 'x' ... (c)",
        "C++ 與 C++",
        "5 * 3 * 2",
        "x_y_z",
        "\\*x\\*",
        "&amp;copy; &copy;",
        "@x",
    ),
)
YAML = (
    *(
        '"',
        "'",
        '": [',
        "': {",
        "\\",
        '\\"',
        "\\u0000",
        "\\N\\L",
        "#",
        " #",
        ": ",
        "- ",
        "? ",
        "| ",
    ),
    *("---\ntitle: x\ndraft: false\n---", "...\n---", "%YAML 1.2", "!!python/object:os.x", "&x *x"),
    *("<<: *x", "@x", "`x", "yes", "null", "~", "1e3", "0x1f", "2026-01-01", "[x, y]", "{x: y}"),
    *('x"\ndate: 2099-01-01', "+++\ntitle = 'x'\n+++", '{"title": "x"}', "=", "!", "%", "\t", ","),
)
PLAIN = (
    *"地圖河口船長承諾，。：？「」『』",
    "Mudlark",
    "Ida Quill",
    "🎙",
    "👩\u200d👩\u200d👧",
    "e\u0301",
    "é",
)


def drafts(count: int, seed: int) -> Iterator[Subject]:
    """As many hostile subjects, the same for the same seed; the slug is the number."""
    rng = random.Random(seed)
    for number in range(count):
        yield _draft(rng, f"p{number:05}")


def text(rng: random.Random, most: int = 6) -> str:
    """Some pieces in a row, harm among them, now and then with something unseen inside."""
    pieces = []
    for _ in range(rng.randint(1, most)):
        piece = rng.choice(rng.choice((MARKUP, LINKS, SHORTCODES, SHAPES, YAML, PLAIN, PLAIN)))
        if rng.random() < 0.2:
            at = rng.randrange(len(piece) + 1)
            piece = piece[:at] + rng.choice((*ZEROES, *BIDI, *CONTROLS)) + piece[at:]
        pieces.append(piece)
    return rng.choice(("", " ", "\n", "\n\n")).join(pieces)


def _title(rng: random.Random) -> str:
    return text(rng, 4) + rng.choice(PLAIN)


def _draft(rng: random.Random, slug: str) -> Subject:
    quotes = tuple(
        quote(
            f"s1q{number}",
            source=text(rng),
            chinese=rng.choice((None, text(rng))),
            speaker=text(rng, 2),
            grade=rng.choice(("exact", "light", "stitched", "not found")),
        )
        for number in range(1, 4)
    )
    sections = tuple(_section(rng, f"s{number}") for number in range(1, rng.randint(2, 5)))
    head = replace(
        HEAD,
        title=_title(rng),
        description=text(rng),
        tags=tuple(text(rng, 2) for _ in range(rng.randint(0, 4))),
        lead=(paragraph(text(rng), "c1"),),
    )
    whole = subject(
        head=head,
        sections=sections,
        opinion=_section(rng, "observation") if rng.random() < 0.5 else None,
        quotes=quotes,
        source=_source(rng, slug),
        names=Names(entries=(Name(canonical=text(rng, 2), kind="person", chinese=text(rng, 1)),)),
        house=house(
            source_name=text(rng, 2),
            category=text(rng, 2),
            tags=(text(rng, 1),),
            host=text(rng, 1),
            notice=rng.choice((None, text(rng))),
        ),
        front=Front(series=_series(rng) if rng.random() < 0.1 else None),
    )
    cues = tuple(_cue(rng, cue) for cue in CUES)
    return replace(
        whole,
        transcript=replace(whole.transcript, cues=cues),
        quotes=(Quotes(section="s1", quotes=quotes, dropped=()),),
    )


def _cue(rng: random.Random, cue: Cue) -> Cue:
    return replace(cue, text=text(rng), speaker=text(rng, 1))


def _section(rng: random.Random, identity: str) -> Section:
    def marked() -> str:
        mark = rng.choice(("", "", "⟦q:s1q1⟧", "⟦q:s1q2⟧", "⟦q:s1q3⟧", "⟦q:nowhere⟧", "⟦q:⟦x⟧"))
        return text(rng) + mark + text(rng, 2)

    rows = (paragraph(marked(), f"c{rng.randint(1, 7)}") for _ in range(rng.randint(1, 3)))
    return section(identity, text(rng, 3), *rows)


def _series(rng: random.Random) -> Series:
    places = rng.choice(((), ("/posts/a/", "/posts/b/")))
    return Series(name=_title(rng), number=2, titles=(_title(rng), _title(rng)), places=places)


def _source(rng: random.Random, slug: str) -> Source:
    def one_of(fine: str, *bad: str) -> str | None:
        return rng.choice((fine, fine, None, *bad, text(rng, 2)))

    kinds: tuple[Callable[[], Locator], ...] = (
        lambda: Locator(kind="youtube", address="https://www.youtube.com/watch?v=AbCdEfGhIjK"),
        lambda: Locator(kind="youtube", address=text(rng, 2)),
        lambda: Locator(kind="enclosure", address="https://feed.invalid/" + text(rng, 2)),
        lambda: Locator(kind="file", address=text(rng, 2), digest="sha256:0"),
    )
    return source(
        locator=rng.choice(kinds)(),
        slug=slug,
        title=text(rng, 3),
        show=text(rng, 2),
        description=text(rng),
        links=Links(
            youtube=one_of("AbCdEfGhIjK", 'x" >}}{{< param secret >}}', "AbCdEfGhIjK\n"),
            spotify=one_of("episode/0123456789abcdefABCDEF", "episode/../../x", "show/x"),
            apple=one_of("tw/podcast/a/id1?i=2", 'tw/podcast/"onload=x/id1?i=2', "//evil.invalid"),
        ),
    )
