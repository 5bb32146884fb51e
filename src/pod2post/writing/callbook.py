"""What the journal of calls tells an editor beyond its sums: lines for `sound` in run.json."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]

EDITION = re.compile(r"[-@](?:20\d\d-?\d\d-?\d\d|latest)$|[.]gguf$|:free$")
FORMS = {
    "json_object": "JSON without a schema",
    "text": "text, without a word on JSON to the server",
}


def lines(calls: Sequence[Row]) -> Iterable[str]:
    """Other models than the one asked, counts that the server did not give, a lower form."""
    got = [row for row in calls if row["event"] == "got" and "asked" in row]
    for (asked, told), times in Counter(map(_models, got)).items():
        if told and not same(asked, told):
            yield f"asked for the model {asked!r}, answered by {told!r} in {times} replies"
    if silent := sum(1 for row in got if not row.get("prompt")):
        yield (
            f"not checked in {silent} of {len(got)} replies: whether the model's server read all "
            "that was sent; it gives no count of tokens"
        )
    kinds = Counter(str(row.get("form")) for row in calls if row["event"] == "sent")
    for form, words in FORMS.items():
        if kinds[form]:
            yield f"the server takes no other form: {kinds[form]} requests asked for {words}"


def same(asked: str, told: str) -> bool:
    """Is it one model? `openai/gpt-x` is `gpt-x`, and `gpt-x` answers as `gpt-x-2026-08-07`.

    A longer name is not: `gpt-x-mini` is another model than `gpt-x`.
    """
    one, other = (EDITION.sub("", name.casefold().rpartition("/")[2]) for name in (asked, told))
    return one == other


def _models(row: Row) -> tuple[str, str]:
    return str(row["asked"]), str(row.get("model") or "")
