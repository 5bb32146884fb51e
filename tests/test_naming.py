"""A known name where the cues carry another one. All names are invented."""

from dataclasses import replace

import pytest

from drafts import CUES, SECTIONS, paragraph, subject, with_quote
from pod2post.rules.naming import exchanged, exchanges
from pod2post.stages.quote import verify
from pod2post.values import Dropped, Finding, Name, Names, Quote, Subject
from pod2post.writing.tasks import NameLine, ProposedQuote
from talk import GUEST, brief, cue

KNOWN = (
    Name(canonical="Ida Quill", kind="person"),
    Name(canonical="Tom Ferrow", kind="person"),
    Name(canonical="Ann Ferrow", kind="person"),
    Name(canonical="Mudlark", kind="company", chinese="泥雀"),
    Name(canonical="Halyard Works", kind="company", chinese="帆索"),
    Name(canonical="Ferrow Talks", kind="show"),
    Name(canonical="Port Amber", kind="place"),
)

CASES = [
    ("Mudlark 買下了它。", "Mudlark bought it.", {}),
    ("泥雀買下了它。", "Mudlark bought it.", {}),
    ("Halyard Works 買下了它。", "Mudlark bought it.", {"Halyard Works": "Mudlark"}),
    ("帆索買下了它。", "Mudlark bought it.", {"Halyard Works": "Mudlark"}),
    ("Mudlark 買下了它。", "They bought it.", {"Mudlark": ""}),
    ("Ferrow 說好。", "Tom said yes.", {}),
    ("Tom Ferrow 說好。", "Tom said yes.", {}),
    ("Ann Ferrow 說好。", "Tom Ferrow said yes.", {"Ann Ferrow": "Tom Ferrow"}),
    ("Quill 說好。", "Tom Ferrow said yes.", {"Ida Quill": "Tom Ferrow"}),
    ("Halyard Works 關門了。", "Halyard closed.", {}),
    ("Port Amber 關門了。", "Mudlark closed.", {"Port Amber": ""}),
    ("MUDLARK 的人", "mudlark's people", {}),
    ("沒有名字。", "Mudlark closed.", {}),
    ("Mudlark 買下了它。", "Halyard bought it.", {"Mudlark": "Halyard Works"}),
]


@pytest.mark.parametrize(("chinese", "spoken", "expected"), CASES)
def test_known_names_that_the_words_do_not_carry(
    chinese: str, spoken: str, expected: dict[str, str]
) -> None:
    seen = {
        one.name.canonical: ", ".join(other.canonical for other in one.instead)
        for one in exchanges(chinese, [spoken], KNOWN)
    }
    assert seen == expected


def found(whole: Subject) -> list[Finding]:
    return list(exchanged(replace(whole, names=Names(entries=KNOWN))))


def test_a_quotation_that_names_another_is_an_error_and_one_for_a_pronoun_a_warning() -> None:
    source = "She wrote to Mudlark, and we sent her a new chart."
    cues = tuple(replace(c, text=source) if c.id == "c7" else c for c in CUES)
    rest = {"cues": ("c7",), "source": source}
    for chinese, severity in (("她寫信給帆索。", "error"), ("她寫信給泥雀。", None)):
        whole = with_quote(chinese=chinese, **rest)
        whole = replace(whole, transcript=replace(whole.transcript, cues=cues))
        assert [f.severity for f in found(whole)] == ([severity] if severity else [])
    (only,) = found(with_quote(chinese="Port Amber 的地圖是承諾。"))
    assert (only.severity, only.rule) == ("warning", "names")


PROSE = [
    ("Tom Ferrow 創辦了 Mudlark。", ("c1",), []),
    ("Tom Ferrow 創辦了 Halyard Works。", ("c1",), ["error"]),
    ("他創辦了帆索。", ("c1",), ["error"]),
    ("Ferrow 說，河道搬家了。", ("c4",), []),
    ("Quill 說，河道搬家了。", ("c4",), ["warning"]),
    ("Mudlark 的圖有一半是錯的。", ("c5",), []),
    ("Port Amber 的圖有一半是錯的。", ("c5",), ["warning"]),
]


@pytest.mark.parametrize(("text", "cues", "expected"), PROSE)
def test_prose_may_fill_a_pronoun_but_not_exchange_a_name(
    text: str, cues: tuple[str, ...], expected: list[str]
) -> None:
    changed = replace(SECTIONS[1], paragraphs=(paragraph(text, *cues),))
    whole = subject(sections=(SECTIONS[0], changed, SECTIONS[2]))
    seen = [f for f in found(whole) if f.where == "s2"]
    assert [f.severity for f in seen] == expected


def test_verify_drops_an_exchanged_name_and_keeps_one_for_a_pronoun() -> None:
    said = "Mudlark had three people then."
    one = brief(cue(1, said), cue(2, "We met Halyard in spring."))
    lines = tuple(
        NameLine(canonical=n.canonical, note="", kind=n.kind, chinese=n.chinese) for n in KNOWN
    )
    one = replace(one, episode=replace(one.episode, names=lines))
    told = ProposedQuote(cues=("c0001",), source=said, chinese="泥雀那時有三個人。", speaker=GUEST)
    assert isinstance(verify(told, one), Quote)
    held = verify(replace(told, chinese="帆索那時有三個人。"), one)
    assert isinstance(held, Dropped)
    assert (held.rule, "Mudlark" in held.why) == ("quote-names", True)
