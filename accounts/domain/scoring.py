"""Fit scores: the share of every criterion, the score, its potential, and points that add up exactly.

Source: docs/fit.md#score. Scores are in thousandths of a point: 0 to 100,000.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from accounts.domain.icp import VersionSpec
from accounts.domain.icp_facts import FactRead, FactValue
from accounts.domain.icp_rules import Criterion, KnockOut, Outcome

Facts = Mapping[FactRead, FactValue]


@dataclass(frozen=True)
class Score:
    """The fit of one account. ``excluded_by`` is the key of the first knock-out that holds; the score stays."""

    score_milli: int
    potential_milli: int
    outcomes: tuple[Outcome, ...]
    excluded_by: str | None


@dataclass(frozen=True)
class NextField:
    """The unknown fact that could raise the score most, and by how much if it turned out best."""

    fact: str
    gain_milli: int


def score(spec: VersionSpec, facts: Facts) -> Score:
    """This function will score one account's facts; ``facts`` holds every fact in ``spec.reads``."""
    outcomes = tuple(criterion_outcome(criterion, facts) for criterion in spec.criteria)
    return Score(
        score_milli=score_milli(spec, [outcome.share for outcome in outcomes]),
        potential_milli=score_milli(spec, best_shares(spec, outcomes)),
        outcomes=outcomes,
        excluded_by=excluded_by(spec, outcomes),
    )


def criterion_outcome(criterion: Criterion, facts: Facts) -> Outcome:
    """This function will apply one criterion's rule to the facts it reads."""
    return criterion.rule.outcome(*[facts[FactRead(*fact)] for fact in criterion.facts])


def excluded_by(spec: VersionSpec, outcomes: Sequence[Outcome]) -> str | None:
    """This function will name the first knock-out that holds."""
    for criterion, outcome in zip(spec.criteria, outcomes, strict=True):
        if criterion.is_knock_out and not outcome.unknown and outcome.share == 1:
            return criterion.key
    return None


def best_shares(spec: VersionSpec, outcomes: Sequence[Outcome]) -> list[int]:
    """This function will give the shares if every unknown turned out best."""
    pairs = zip(spec.criteria, outcomes, strict=True)
    return [criterion.rule.max_share if outcome.unknown else outcome.share for criterion, outcome in pairs]


def score_milli(spec: VersionSpec, shares: Sequence[int]) -> int:
    """This function will compute (200·Σwᵢsᵢ + W) div 2W; without any weight the score is 0."""
    total = spec.total_weight
    if total == 0:
        return 0
    weighted = sum(criterion.weight * share for criterion, share in zip(spec.criteria, shares, strict=True))
    return (200 * weighted + total) // (2 * total)


def points_milli(spec: VersionSpec, shares: Sequence[int]) -> tuple[int, ...]:
    """This function will share the score out over the criteria by largest remainder, ties to the earlier one.

    Each gets 100·wᵢsᵢ div W, the rest one each: the points add exactly to ``score_milli``.
    """
    total = spec.total_weight
    if total == 0:
        return (0,) * len(spec.criteria)
    parts = [divmod(100 * c.weight * share, total) for c, share in zip(spec.criteria, shares, strict=True)]
    points = [whole for whole, _ in parts]
    left = score_milli(spec, shares) - sum(points)
    by_remainder = sorted(range(len(parts)), key=lambda place: (-parts[place][1], place))
    for place in by_remainder[:left]:
        points[place] += 1
    return tuple(points)


def max_points_milli(spec: VersionSpec, criterion: Criterion) -> int:
    """This function will give the most a criterion can count for, rounded up so that its points never exceed it."""
    total = spec.total_weight
    return -(-100 * criterion.weight * criterion.rule.max_share // total) if total else 0


def best_next_field(spec: VersionSpec, facts: Facts, outcomes: Sequence[Outcome]) -> NextField | None:
    """This function will find the unknown fact with the largest Σwᵢ(Mᵢ − sᵢ) over the criteria that read it.

    Ties go to the fact whose key sorts first; nothing when no unknown fact can raise the score.
    """
    gains: dict[str, int] = {}
    for criterion, outcome in zip(spec.criteria, outcomes, strict=True):
        gain = criterion.weight * (criterion.rule.max_share - outcome.share)
        if not outcome.unknown or isinstance(criterion.rule, KnockOut) or gain == 0:
            continue
        for fact in dict.fromkeys(key for key, kind in criterion.facts if facts[FactRead(key, kind)] is None):
            gains[fact] = gains.get(fact, 0) + gain
    if not gains:
        return None
    fact, gain = min(gains.items(), key=lambda item: (-item[1], item[0]))
    total = spec.total_weight
    return NextField(fact, (200 * gain + total) // (2 * total))
