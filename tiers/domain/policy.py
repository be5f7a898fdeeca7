"""What a tier policy is and when it may be used: values only, no clock, no database.

A policy is an ordered list of tiers; the first is the most valuable one. Points are thousandths of a point (0–100,000).
"""

from __future__ import annotations

from dataclasses import dataclass

#: A tier's stay line lies at least this far under its promote line, so that a wobbling score moves an account once.
HYSTERESIS_MILLI = 5_000
#: Lines of two tiers are equal or at least this far apart, for the same reason.
LINE_GAP_MILLI = 5_000
TOP_MILLI = 100_000
MAX_TIERS = 12


@dataclass(frozen=True)
class TierRule:
    """One tier as the assignment sees it. ``capacity`` None means no limit; hours are a week's, in hundredths."""

    key: str
    promote_milli: int
    stay_milli: int
    capacity: int | None = None
    minimum: int = 0
    dwell_days: int = 0
    hours_hundredths: int = 0


@dataclass(frozen=True)
class Policy:
    """An ordered list of tiers, best first, and the team: its hours and its people; None means nobody said."""

    tiers: tuple[TierRule, ...]
    team_hours_hundredths: int | None = None
    sdrs: int | None = None
    aes: int | None = None


@dataclass(frozen=True)
class Problem:
    """One thing that keeps a policy from being used. ``tier`` is a position, None for the policy as a whole."""

    code: str
    field: str
    tier: int | None = None
    limit: int | None = None


def policy_problems(policy: Policy) -> list[Problem]:
    """This function will list everything that is wrong with a policy; an empty list means it is usable."""
    if not policy.tiers:
        return [Problem("no_tiers", "tiers")]
    problems: list[Problem] = []
    for name in ("sdrs", "aes"):
        if (getattr(policy, name) or 0) < 0:
            problems.append(Problem("negative", name, limit=0))
    if len(policy.tiers) > MAX_TIERS:
        problems.append(Problem("too_many_tiers", "tiers", limit=MAX_TIERS))
    if len({tier.key for tier in policy.tiers}) < len(policy.tiers):
        problems.append(Problem("duplicate_name", "tiers"))
    for position, tier in enumerate(policy.tiers):
        problems += _tier_problems(position, tier)
    for position in range(1, len(policy.tiers)):
        problems += _neighbour_problems(position, policy.tiers[position - 1], policy.tiers[position])
    return problems


def highest_stay_milli(promote_milli: int) -> int:
    """This function will give the highest stay line a promote line allows. No score is under 0, so 0 always does."""
    return max(0, promote_milli - HYSTERESIS_MILLI)


def _tier_problems(position: int, tier: TierRule) -> list[Problem]:
    problems = []
    if not 0 <= tier.promote_milli <= TOP_MILLI:
        problems.append(Problem("line_out_of_range", "promote_milli", position, TOP_MILLI))
    if tier.stay_milli < 0:
        problems.append(Problem("line_out_of_range", "stay_milli", position, TOP_MILLI))
    elif tier.stay_milli > highest_stay_milli(tier.promote_milli):
        problems.append(Problem("stay_too_high", "stay_milli", position, highest_stay_milli(tier.promote_milli)))
    if tier.capacity is not None and tier.capacity < 1:
        problems.append(Problem("capacity_too_small", "capacity", position, 1))
    if tier.minimum < 0 or (tier.capacity is not None and tier.minimum > tier.capacity):
        problems.append(Problem("minimum_over_capacity", "minimum", position, tier.capacity))
    if tier.dwell_days < 0:
        problems.append(Problem("negative", "dwell_days", position, 0))
    if tier.hours_hundredths < 0:
        problems.append(Problem("negative", "hours_hundredths", position, 0))
    return problems


def _neighbour_problems(position: int, above: TierRule, tier: TierRule) -> list[Problem]:
    problems = []
    for field, higher, lower in (
        ("promote_milli", above.promote_milli, tier.promote_milli),
        ("stay_milli", above.stay_milli, tier.stay_milli),
    ):
        if lower > higher:
            problems.append(Problem("line_above_better_tier", field, position, higher))
        elif lower > 0 and 0 < higher - lower < LINE_GAP_MILLI:  # nobody falls under a line at 0
            problems.append(Problem("lines_too_close", field, position, LINE_GAP_MILLI))
    return problems
