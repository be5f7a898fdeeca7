"""What was known a year ago, and in which steps it became what is known today."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

CHANGED = 0.4  # of the accounts know something else than a year ago
STEPS = (240, 150, 75, 30, 12, 5, 2, 1)  # days before today


def past_record(rng: Random, record: dict[str, Any]) -> dict[str, Any]:
    """This function will return an account as it was known a year ago: smaller, or partly unknown."""
    if rng.random() > CHANGED:
        return record
    past = dict(record)
    shrink = rng.uniform(0.6, 0.95)
    if "employees" in past:
        past["employees"] = max(1, int(past["employees"] * shrink)) if rng.random() < 0.6 else None
    if "annual_revenue" in past:
        past["annual_revenue"] = str(int(int(past["annual_revenue"]) * shrink)) if rng.random() < 0.7 else None
    if past.get("technologies") and rng.random() < 0.5:
        past["technologies"] = past["technologies"][:-1]
    past["lifecycle"] = "prospect"
    for key in ("customer_since", "churned_on"):
        past.pop(key, None)
    return past


def past_steps(rng: Random, records: list[dict[str, Any]]) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    """This function will share the changed records out over the steps: (days before today, records), oldest first."""
    shuffled = rng.sample(records, len(records))
    size = -(-len(shuffled) // len(STEPS))
    for place, days in enumerate(STEPS):
        share = shuffled[place * size : (place + 1) * size]
        if share:
            yield days, share
