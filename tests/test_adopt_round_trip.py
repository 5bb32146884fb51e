"""What the program prints, it reads back as the same: no post is changed by being adopted."""

import random
from dataclasses import replace

import drafts
from pod2post.revision import comparing, handmade
from pod2post.rules.passages import sections
from pod2post.stages.render import rendered
from pod2post.values import Subject
from test_render import some_text

SAID = (
    "地圖是一個承諾。",
    "誰先發現的？",
    "「真的」要每年兌現",
    "一半的海圖，是錯的，",
    "它搬家了！",
    "a map",
)


def some_post(rng: random.Random) -> Subject:
    """A post of odd texts, each with odd marks after and around its quotations."""
    quotes = tuple(
        drafts.quote(f"s1q{number}", chinese=f"{number}號：{words}")
        for number, words in enumerate(SAID)
    )
    free = [quote.id for quote in quotes]
    rng.shuffle(free)

    def paragraph() -> str:
        if not free or rng.random() < 0.4:
            return some_text(rng)
        mark = f"⟦q:{free.pop()}⟧"
        after = rng.choice(["", "。", "，他說。", "？", "！這樣說。", "；又說。", ":a"])
        return f"{rng.choice(['', some_text(rng, '：')])}{mark}{after}"

    rows = tuple(
        drafts.section(
            f"s{number}",
            some_text(rng, "口"),
            *(drafts.paragraph(paragraph(), "c2") for _ in range(rng.randint(1, 4))),
        )
        for number in range(1, rng.randint(3, 6))
    )
    head = replace(drafts.HEAD, title=some_text(rng), tags=(some_text(rng),))
    opinion = drafts.observation(some_text(rng)) if rng.random() < 0.5 else None
    return drafts.subject(head=head, sections=rows, opinion=opinion, quotes=quotes)


def test_three_hundred_posts_are_read_back_as_the_values_that_they_were() -> None:
    rng = random.Random(4)
    for _ in range(300):
        post = some_post(rng)
        page = handmade.page(rendered(post).markdown, "the post")
        now = comparing.reading(post, page, ())
        lead, *parts = comparing.parts(now)
        assert lead.paragraphs == post.draft.head.lead
        assert [part.id for part in parts] == [section.id for section in sections(post)]
        for part, section in zip(parts, sections(post), strict=True):
            assert part.paragraphs == section.paragraphs
            assert part.heading == section.heading
            assert part.verbatim == ()


def test_quotations_are_found_again_where_nothing_else_tells() -> None:
    """The same posts as plain text beside nothing: each quotation by its words alone."""
    rng = random.Random(5)
    found = placed = 0
    for _ in range(100):
        post = some_post(rng)
        page = handmade.page(rendered(post).markdown, "the post")
        bare = tuple(
            replace(section, paragraphs=(drafts.paragraph("別的。"),))
            for section in post.draft.sections
        )
        now = comparing.reading(replace(post, draft=replace(post.draft, sections=bare)), page, ())
        texts = [row.text for part in comparing.parts(now) for row in part.paragraphs]
        meant = [p.text for s in post.draft.sections for p in s.paragraphs]
        for quote in post.quotes[0].quotes:
            mark = f"⟦q:{quote.id}⟧"
            placed += any(mark in text for text in meant)
            found += any(mark in text for text in texts)
    assert placed > 100
    assert found == placed
