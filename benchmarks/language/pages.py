"""The reference post and the sample post: sound as they are, and not one mutation unseen."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.language.faults_of_pages import MUTATIONS
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
    """`reference_findings`: errors and warnings in the reference post; the mutations, and those
    that their own rule did not see, in either post."""
    skipped: dict[str, str] = {}
    posts = {"sample": mended(SAMPLE.read_text(encoding="utf-8"))}
    if REFERENCE.is_file():
        posts["reference"] = REFERENCE.read_text(encoding="utf-8")
    else:
        skipped["reference_findings"] = "there is no reference post beside this checkout"
    open_ = {name: len(findings(text)) for name, text in posts.items()}
    return {
        "reference_findings": open_.get("reference"),
        "sample_findings": open_["sample"],
        "mutations": len(MUTATIONS),
        "mutations_posts": sorted(posts),
        "mutations_missed": [f"{n}: {one}" for n, text in posts.items() for one in missed(text)],
        "skipped": skipped,
    }


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
    found = [*pages.lone(page, Site()), *pages.worded(page, Names(entries=()))]
    return [row for row in found if row.severity != "note"]
