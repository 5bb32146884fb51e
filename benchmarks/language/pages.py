"""The reference post and the sample post: sound as they are, and not one mutation unseen."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.language.faults_of_pages import MUTATIONS
from benchmarks.language.rebuilding import rebuilt
from pod2post.checking.fixing import fixed
from pod2post.page.sheet import sheet
from pod2post.page.site import Site
from pod2post.rules import pages
from pod2post.values import Finding, Names

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT.parent / "shared" / "reference" / "post.md"
SAMPLE = ROOT / "samples" / "post.md"
# The sample post shows the checks at work; what a page shows of that is put right first.
PLANTED = (("дашборд 上", "儀表板上"), ("团队", "團隊"))


def figures() -> dict[str, Any]:
    """Errors and warnings in the reference post, whether --fix changes it and whether it is
    rendered again byte for byte; the mutations, and those that their own rule did not see."""
    skipped: dict[str, str] = {}
    posts = {"sample": mended(SAMPLE.read_text(encoding="utf-8"))}
    if REFERENCE.is_file():
        posts["reference"] = REFERENCE.read_text(encoding="utf-8")
    else:
        why = "there is no reference post beside this checkout"
        skipped = dict.fromkeys(("reference_findings", "reference_fixed", "reference_rebuilt"), why)
    site, nobody = Site(), Names(entries=())
    return {
        "reference_findings": _of_reference(posts, lambda text: len(findings(text))),
        "reference_fixed": _of_reference(posts, lambda text: fixed(text, nobody, site) != text),
        "reference_rebuilt": _of_reference(posts, lambda text: rebuilt(text) == text),
        "sample_findings": len(findings(posts["sample"])),
        "mutations": len(MUTATIONS),
        "mutations_posts": sorted(posts),
        "mutations_missed": [f"{n}: {one}" for n, text in posts.items() for one in missed(text)],
        "skipped": skipped,
    }


def _of_reference(posts: dict[str, str], ask: Callable[[str], Any]) -> Any:
    return ask(posts["reference"]) if "reference" in posts else None


def mended(text: str) -> str:
    """The sample post without the faults of language that were planted in it."""
    for old, new in PLANTED:
        text = text.replace(old, new)
    return text


def missed(text: str) -> Iterator[str]:
    """The mutations of a sound post that nothing, or another rule alone, says a word of."""
    before = {row.rule for row in findings(text)}
    for one in MUTATIONS:
        changed = one.change(text)
        if changed == text:
            yield f"{one.name} (does not apply)"
        elif one.rule in before or one.rule not in {row.rule for row in findings(changed)}:
            yield f"{one.name} ({one.rule})"


def findings(text: str) -> list[Finding]:
    """The errors and warnings of a page of which no run is known."""
    page = sheet(text)
    found = [*pages.lone(page, Site()), *pages.worded(page, Names(entries=()), Site())]
    return [row for row in found if row.severity != "note"]
