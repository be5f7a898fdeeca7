"""From traits to criteria: an ordinary draft whose weights come from the lift.

Formula (docs/formulas.md#traits-of-the-best): the lift is first drawn towards 1, as though ten average customers more
had the trait. The value with the largest lift earns 1000 per mille, each other one, and the rest of the world, in
proportion to theirs. The weight is 50 · |log₂ lift| of what lies furthest from 1, from 1 to 100.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from math import log2
from typing import Any

from accounts.domain.icp_facts import CATALOGUE, CUSTOM, SIGNAL, FactKind, fact_split
from accounts.domain.traits import BANDS, Counted, Trait, band_ends, is_banded

PRIOR = 10  # average customers added to each value
PER_DOUBLING = 50
HIGHEST, LOWEST = 100, 1
USUAL_WEIGHT = 20  # of a criterion that nobody counted
FADES_DAYS = 90  # of a criterion that reads a signal
FULL = 1000
YES_NO = frozenset({"true", "false"})


def drawn_lift(counted: Counted) -> float:
    """This function will give the lift drawn towards 1 by ten average customers; 1 where nothing is known."""
    known = counted.best_known + counted.rest_known
    if not known or not counted.best_known:
        return 1.0
    usual = counted.best_known / known
    return (counted.best + PRIOR * usual) / (counted.best + counted.rest + PRIOR) / usual


def weight_of(lifts: Iterable[float]) -> int:
    """This function will turn the lifts of a criterion's values into its weight, 1 to 100."""
    furthest = max(abs(log2(one)) if one > 0 else HIGHEST for one in lifts)
    return min(max(round(PER_DOUBLING * furthest), LOWEST), HIGHEST)


def group_of(fact: str) -> str:
    """This function will name the group of criteria a fact belongs to."""
    family, _name = fact_split(fact)
    if fact == "technologies":
        return "technographic"
    return {SIGNAL: "behaviour", CUSTOM: "internal"}.get(family, "firmographic")


def fact_traits(traits: Iterable[Trait]) -> dict[str, list[Trait]]:
    """This function will put traits of the same fact together, in order."""
    found: dict[str, list[Trait]] = {}
    for trait in traits:
        found.setdefault(trait.fact, []).append(trait)
    return found


def traits_criteria(traits: Iterable[Trait]) -> list[dict[str, Any]]:
    """This function will make one criterion of all traits of a fact, as JSON without a label; weights from the lift."""
    made = []
    for fact, chosen in fact_traits(traits).items():
        lifts = {trait.value: drawn_lift(trait.counted) for trait in chosen}
        other = drawn_lift(_others(chosen))
        top = max(*lifts.values(), other)
        shares = {value: round(FULL * one / top) for value, one in lifts.items()}
        rule = _rule(fact, shares, round(FULL * other / top), is_list=chosen[0].counted.is_list)
        made.append(_criterion(fact, rule, weight_of([*lifts.values(), other])))
    return made


def _others(chosen: Sequence[Trait]) -> Counted:
    """Those whose fact is known and none of the chosen; of a list, where traits overlap, those without the first."""
    rows = [trait.counted for trait in chosen]
    first = rows[0]
    rows = rows[:1] if first.is_list else rows
    return Counted(
        first.fact,
        "",
        first.best_known - sum(row.best for row in rows),
        first.best_known,
        first.rest_known - sum(row.rest for row in rows),
        first.rest_known,
    )


def trait_criterion(
    fact: str, values: Sequence[str], *, weight: int, against: bool = False, is_list: bool = False
) -> dict[str, Any]:
    """This function will make a criterion of a fact's values as JSON, which nobody counted: all or nothing.

    ``against``: the values speak against a company, such as a competitor's product. ``is_list``: of a field of one's
    own, a company has several of them.

    :raises ValueError: when such a fact cannot be read, or has no such band.
    """
    share, other = (0, FULL) if against else (FULL, 0)
    try:
        return _criterion(fact, _rule(fact, dict.fromkeys(values, share), other, is_list=is_list), weight)
    except (IndexError, KeyError) as error:
        raise ValueError(fact) from error


def between_criterion(fact: str, low: int, high: int, *, weight: int) -> dict[str, Any]:
    """This function will make a criterion of a number between two ends: all inside, nothing well outside."""
    low, high = min(low, high), max(low, high)
    inside = [[low, FULL]] if low == high else [[low, FULL], [high, FULL]]
    points = [*([[low // 2, 0]] if low // 2 < low else []), *inside, [max(high * 2, high + 1), 0]]
    return _criterion(fact, {"kind": "range", "points": points}, weight)


def merged_rule(rule: dict[str, Any], added: dict[str, Any]) -> dict[str, Any] | None:
    """This function will add the values of one rule to another of the same kind; None where that cannot be."""
    if rule["kind"] == added["kind"] == "one_of":
        return {**rule, "shares": {**rule["shares"], **added["shares"]}}
    alike = ("kind", "share", "other", "mode")
    if rule["kind"] == added["kind"] == "has" and all(rule[name] == added[name] for name in alike):
        return {**rule, "values": [*dict.fromkeys([*rule["values"], *added["values"]])]}
    return None


def _criterion(fact: str, rule: dict[str, Any], weight: int) -> dict[str, Any]:
    key = re.sub(r"[^a-z0-9]+", "_", fact.lower()).strip("_")[:30]
    key = key if key[:1].isalpha() else f"f_{key}".rstrip("_")
    return {"key": key, "label": "", "group": group_of(fact), "fact": fact, "weight": weight, "rule": rule}


def _rule(fact: str, shares: dict[str, int], other: int, *, is_list: bool) -> dict[str, Any]:
    family, _name = fact_split(fact)
    if family == SIGNAL:
        return {"kind": "recency", "decay": "linear", "days": FADES_DAYS}
    if is_banded(fact):
        return {"kind": "range", "points": _points(fact, {int(place): share for place, share in shares.items()}, other)}
    if (family == CUSTOM and is_list) or (fact in CATALOGUE and CATALOGUE[fact].kind is FactKind.SET):
        return {"kind": "has", "mode": "any", "values": [*shares], "share": max(shares.values()), "other": other}
    if family == CUSTOM and shares.keys() <= YES_NO:
        yes, no = shares.get("true", other), shares.get("false", other)
        return {"kind": "flag", "when_true": yes, "when_false": no}
    if family != CUSTOM and CATALOGUE[fact].kind is not FactKind.TEXT:
        raise KeyError(fact)
    return {"kind": "one_of", "shares": shares, "other": other}


def _points(fact: str, shares: dict[int, int], other: int) -> list[list[int]]:
    """A step for each band, so that all of a band earns the same; points on a level line are left out."""
    points = []
    for place in shares:
        band_ends(fact, place)  # an unknown band is refused
    for place in range(len(BANDS[fact])):
        low, high = band_ends(fact, place)
        share = shares.get(place, other)
        points += [[low, share]] if high is None else [[low, share], [high, share]]
    return [
        point
        for place, point in enumerate(points)
        if place in (0, len(points) - 1) or not points[place - 1][1] == point[1] == points[place + 1][1]
    ]
