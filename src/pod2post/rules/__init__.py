"""The rules that a draft is held against: plain functions, in the order of their findings."""

from collections.abc import Callable, Iterator

from pod2post.ports import Glossary
from pod2post.rules import fidelity, language, leftovers, meaning, structure
from pod2post.rules.attribution import attribution
from pod2post.rules.authorship import small_model
from pod2post.rules.drafted import shape
from pod2post.rules.figures import figures
from pod2post.rules.formed import formed
from pod2post.rules.judged import judged
from pod2post.rules.mentions import related
from pod2post.rules.naming import exchanged
from pod2post.rules.opinion import opinion
from pod2post.rules.partial import partial
from pod2post.rules.references import candidates
from pod2post.rules.rendering import negation, opposite, proportion
from pod2post.rules.tongue import untranslated
from pod2post.rules.unheard import unheard
from pod2post.rules.voice import speech
from pod2post.values import Finding, Subject

Rule = Callable[[Subject], Iterator[Finding]]

RULES: tuple[Rule, ...] = (
    small_model,
    unheard,
    partial,
    fidelity.evidence,
    fidelity.speaker,
    attribution,
    fidelity.bare_quotes,
    fidelity.names,
    exchanged,
    formed,
    figures,
    proportion,
    negation,
    opposite,
    fidelity.support,
    judged,
    structure.section_count,
    shape,
    structure.placed_quotes,
    structure.observation,
    opinion,
    structure.length,
    speech,
    structure.links,
    structure.holes,
    related,
    candidates,
    untranslated,
    leftovers.ids_in_text,
    leftovers.repeated,
    language.in_draft,
)


def findings(subject: Subject, glossary: Glossary | None = None) -> tuple[Finding, ...]:
    """What all rules find, each once. Without a glossary one warning says what was not checked."""
    every = [finding for rule in RULES for finding in rule(subject)]
    return tuple(dict.fromkeys([*every, *meaning.renderings(subject, glossary)]))
