"""Outcomes as figures: what was caught, what was blamed without cause, by kind and by rule."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from benchmarks.faults.book import APART, CORE, FAULTS
from benchmarks.faults.trial import Outcome, Stand


def score(outcomes: Sequence[Outcome], stands: Iterable[Stand]) -> dict[str, Any]:
    """Shares from 0 to 1, None where there is no case of the sort; see the module's `main`."""
    faults = [one for one in outcomes if one.case.kind in FAULTS]
    usual = [one for one in faults if one.case.kind != "exchanged-names"]
    clean = [one for one in outcomes if one.case.kind not in FAULTS]
    plain = [one for one in clean if one.case.style not in APART]
    apart = [one for one in clean if one.case.style in APART]
    drafts = [(on.name, alarm) for on in stands for alarm in on.alarms]
    return {
        "faults": len(faults),
        "clean": len(plain),
        "clean_idiomatic": len(apart),
        "caught": _share(usual, "alarms"),
        "caught_core": _share([one for one in faults if one.case.kind in CORE], "alarms"),
        "caught_exchanged": _share([one for one in faults if one not in usual], "alarms"),
        "mended": sum(any(alarm.mended for alarm in one.alarms) for one in faults),
        "false_errors": _share(plain, "error"),
        "false_warnings": _share(plain, "warning"),
        "false_errors_idiomatic": _share(apart, "error"),
        "false_warnings_idiomatic": _share(apart, "warning"),
        "draft_errors": sum(alarm.severity == "error" for _, alarm in drafts),
        "draft_warnings": sum(alarm.severity == "warning" for _, alarm in drafts),
        "by_kind": _by_kind(faults),
        "by_style": _by_style(clean),
        "by_rule": _by_rule(outcomes),
        "missed": [one.case.id for one in faults if not one.alarms],
        "alarms": [
            *(
                _row(name, "draft", alarm.rule, alarm.severity, alarm.what)
                for name, alarm in drafts
            ),
            *(
                _row(one.book, one.case.id, alarm.rule, alarm.severity, alarm.what)
                for one in clean
                for alarm in one.alarms
            ),
        ],
    }


def _share(outcomes: Sequence[Outcome], of: str) -> float | None:
    """The share of outcomes with an alarm of this severity ("alarms": with any)."""
    if not outcomes:
        return None
    hits = sum(bool(one.alarms) if of == "alarms" else one.any(of) for one in outcomes)
    return round(hits / len(outcomes), 4)


def _row(book: str, case: str, rule: str, severity: str, what: str) -> dict[str, str]:
    return {"book": book, "id": case, "rule": rule, "severity": severity, "what": what}


def _by_kind(faults: Sequence[Outcome]) -> dict[str, dict[str, int]]:
    table = {}
    for kind in FAULTS:
        mine = [one for one in faults if one.case.kind == kind]
        errors = sum(one.any("error") for one in mine)
        caught = sum(bool(one.alarms) for one in mine)
        if mine:
            table[kind] = {"faults": len(mine), "caught": caught, "as_error": errors}
    return table


def _by_style(clean: Sequence[Outcome]) -> dict[str, dict[str, int]]:
    table = {}
    for key in sorted({(one.case.kind, one.case.style) for one in clean}):
        mine = [one for one in clean if (one.case.kind, one.case.style) == key]
        table[" ".join(key)] = {
            "clean": len(mine),
            "errors": sum(one.any("error") for one in mine),
            "warnings": sum(one.any("warning") for one in mine),
        }
    return table


def _by_rule(outcomes: Sequence[Outcome]) -> dict[str, dict[str, int]]:
    """How many faults each rule caught, alone or with others, and how many true ones it blamed."""
    table: dict[str, dict[str, int]] = defaultdict(
        lambda: {"caught": 0, "caught_alone": 0, "false_errors": 0, "false_warnings": 0}
    )
    for one in outcomes:
        rules = {alarm.rule for alarm in one.alarms}
        for rule in rules:
            row = table[rule]
            if one.case.kind in FAULTS:
                row["caught"] += 1
                row["caught_alone"] += len(rules) == 1
                continue
            mine = {alarm.severity for alarm in one.alarms if alarm.rule == rule}
            row["false_errors"] += "error" in mine
            row["false_warnings"] += "warning" in mine
    return dict(sorted(table.items(), key=lambda item: (-item[1]["caught"], item[0])))
