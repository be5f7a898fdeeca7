"""Which groups bear a cost: the one it was booked on, else all by their driver.

Source: docs/formulas.md#unit-economics-funnel-and-committee (CAC, S1: direct cost + shared cost × driver share).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from metrics.domain.allocation import Drivers, largest_remainder, share_out

NO_GROUP = ""  # accounts in none of the groups; also the one group of an undivided total


@dataclass(frozen=True, slots=True)
class Target:
    """The accounts a cost was for: all of them, or those of a tier or a segment."""

    kind: str = ""  # "" | "tier" | "segment"
    key: str = ""


EVERYONE = Target()


@dataclass(frozen=True, slots=True)
class Cost:
    """One entry of the ledger within one period; ``cents`` is None where its currency had no rate."""

    id: int
    slot: str
    on: date
    cents: int | None
    target: Target
    groups: tuple[str, ...] = ()  # set when booked on an account: the groups that account is in


@dataclass(frozen=True, slots=True)
class Share:
    """What one group bears of one cost."""

    cost: Cost
    group: str
    cents: int | None


def groups_of(cost: Cost, *, dimension: str) -> tuple[str, ...]:
    """This function will name the groups a cost was booked on directly; none: it is to be shared out."""
    if cost.groups:
        return cost.groups
    return (cost.target.key,) if cost.target.kind and cost.target.kind == dimension else ()


def shares(costs: Sequence[Cost], *, dimension: str, drivers: Mapping[tuple[str, Target], Drivers]) -> list[Share]:
    """This function will divide costs among groups so that each cost's shares add exactly to it.

    A cost of an account in several groups is divided evenly among them. A cost whose accounts have no driver at all
    stays in no group. ``drivers`` are by period and target.
    """
    divided: list[Share] = []
    for cost in costs:
        direct = groups_of(cost, dimension=dimension)
        if direct:
            parts = [None] * len(direct) if cost.cents is None else largest_remainder(cost.cents, [1] * len(direct))
            divided += [Share(cost, group, part) for group, part in zip(direct, parts, strict=True)]
            continue
        driver = drivers.get((cost.slot, cost.target), Drivers({}, {}, {}))
        if cost.cents is None:
            divided += [
                Share(cost, group, None) for group, weight in sorted(driver.weights().items()) if weight > 0
            ] or [Share(cost, NO_GROUP, None)]
        else:
            by_group = share_out(cost.cents, driver) or {NO_GROUP: cost.cents}
            divided += [Share(cost, group, part) for group, part in by_group.items()]
    return divided
