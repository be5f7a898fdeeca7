"""The criteria a priority profile begins with: fit, and what else the platform has worked out about an account."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from accounts.domain.icp_facts import EXCLUDED, MEASURE, SCORE, gettext_noop

FIT_WEIGHT = 60
#: Measure → label, weight, the value that earns all of it, in the measure's own unit.
MEASURES: dict[str, tuple[str, int, int]] = {
    "engagement_points": (gettext_noop("Engagement points"), 20, 100),
    "expected_ltv": (gettext_noop("Expected lifetime value"), 10, 10_000_000),  # hundredths of the currency
    "win_score": (gettext_noop("Win score"), 10, 100_000),  # thousandths of a point
}


def priority_criteria(profile_key: str, known: Collection[str]) -> list[dict[str, Any]]:
    """This function will list the criteria, as JSON, of a priority over one profile's fit and the known measures.

    All are ranges that rise from nothing. Accounts that the profile excludes stay excluded. A measure nobody has worked
    out yet is left out: it would be unknown for every account and hold all priorities down.
    """
    found = [_range("fit", gettext_noop("Fit"), f"{SCORE}.{profile_key}", FIT_WEIGHT, 100_000, "internal")]
    for key, (label, weight, top) in MEASURES.items():
        if key in known:
            found.append(_range(key, label, f"{MEASURE}.{key}", weight, top, "value"))
    knock_out = {
        "key": "excluded",
        "label": gettext_noop("Excluded by fit"),
        "group": "internal",
        "fact": f"{EXCLUDED}.{profile_key}",
        "weight": 0,
        "rule": {"kind": "knock_out", "op": "is_true", "reason": gettext_noop("Excluded by the profile of fit")},
    }
    return [*found, knock_out]


def _range(key: str, label: str, fact: str, weight: int, top: int, group: str) -> dict[str, Any]:
    rule = {"kind": "range", "points": [[0, 0], [top, 1000]]}
    return {"key": key, "label": label, "group": group, "fact": fact, "weight": weight, "rule": rule}
