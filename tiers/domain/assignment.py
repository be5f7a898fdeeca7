"""Which account stands in which tier: one pure, deterministic, idempotent function.

Tiers fill from the top. Who leaves, who stays and who comes is decided by lines, dwell, pins and vetoes; scores only
rank the candidates for free places. Nothing here reads a clock or a database.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from tiers.domain.capacity import FEWEST_AES, MOST_AES, aes_per_sdr, hours_needed
from tiers.domain.policy import Policy, TierRule


class Cause(StrEnum):
    """Why an account changed its tier, as stored in its history."""

    ENTERED = "entered"  # without a tier before, on or above the promote line
    PROMOTED = "promoted"  # from a lower tier, on or above the promote line
    DEMOTED = "demoted"  # under the stay line of a better tier, on or above the stay line of this one
    LEFT = "left"  # under the stay line, and no tier below takes it
    VETOED = "vetoed"
    EXCLUDED = "excluded"  # a knock-out criterion of the profile met
    PINNED = "pinned"  # moved here by hand


#: Moves that carry out what a person decided already, so that no proposal asks again.
DECIDED_BY_PEOPLE = (str(Cause.VETOED), str(Cause.PINNED))
#: Moves into a tier from none: who rejects one does not want the account worked at all.
JOINS = (str(Cause.ENTERED),)


@dataclass(frozen=True, slots=True)
class Standing:
    """One account before a run. Tiers are positions in the policy, 0 is the best; scores are thousandths of a point."""

    account: int
    public_id: str
    score: int | None
    potential: int | None
    tier: int | None = None
    entered_at: datetime | None = None
    pinned: int | None = None
    vetoed: bool = False
    excluded: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """One account changing its tier. ``line`` is the line that decided it, where a line did."""

    account: int
    source: int | None
    target: int | None
    cause: Cause
    score: int | None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class PolicyWarning:
    """Something a manager should know. ``tier`` None is the whole policy; hours are hundredths of an hour a week."""

    code: str
    tier: int | None
    actual: int
    limit: int


@dataclass(frozen=True)
class Plan:
    """What a run decides: each tier's accounts, who moves, who waits for a place (best first) and what to warn of."""

    members: tuple[tuple[int, ...], ...]
    moves: tuple[Move, ...]
    waiting: tuple[tuple[int, ...], ...]
    warnings: tuple[PolicyWarning, ...]


def best_first(standing: Standing) -> tuple[int, int, str]:
    """This function will give the sort key of a ranking: score, then potential, then public id; unknown comes last."""
    return (
        -1 if standing.score is None else -standing.score - 2,
        -1 if standing.potential is None else -standing.potential - 2,
        standing.public_id,
    )


def keeps_place(standing: Standing, rule: TierRule, *, now: datetime) -> bool:
    """This function will say whether an incumbent keeps its place: on or above the stay line, or within its dwell."""
    if standing.score is not None and standing.score >= rule.stay_milli:
        return True
    entered = standing.entered_at
    return entered is not None and now < entered + timedelta(days=rule.dwell_days)


def entry_line(standing: Standing, position: int, rule: TierRule) -> int:
    """This function will give the line an account must reach to enter: the stay line for one that comes from above."""
    if standing.tier is not None and standing.tier < position:
        return rule.stay_milli
    return rule.promote_milli


def assign(policy: Policy, standings: Iterable[Standing], *, now: datetime) -> Plan:
    """This function will decide every account's tier.

    Vetoed and excluded accounts leave; pinned ones stand where they are pinned and count to its capacity; incumbents
    on or above the stay line or within their dwell keep their place; free places go to the best on or above the entry
    line. Applying the plan and deciding again at the same instant moves nobody.
    """
    ranked = sorted(standings, key=best_first)
    allowed = [standing for standing in ranked if not (standing.vetoed or standing.excluded)]
    placed: dict[int, int] = {}
    pins: list[list[int]] = [[] for _ in policy.tiers]
    for standing in allowed:
        if standing.pinned is not None:
            placed[standing.account] = standing.pinned
            pins[standing.pinned].append(standing.account)
    free = [standing for standing in allowed if standing.pinned is None]
    members, waiting = [], []
    for position, rule in enumerate(policy.tiers):
        members.append((*pins[position], *_fill(position, rule, free, len(pins[position]), placed, now=now)))
        waiting.append(_waiting(rule, free, placed))
        free = [standing for standing in free if standing.account not in placed]
    moves = tuple(move for move in (_move(policy, standing, placed) for standing in ranked) if move is not None)
    return Plan(tuple(members), moves, tuple(waiting), policy_warnings(policy, [len(tier) for tier in members]))


def policy_warnings(policy: Policy, sizes: list[int]) -> tuple[PolicyWarning, ...]:
    """This function will warn of tiers under their minimum or over their capacity, of more work than hours and
    of a team out of proportion.
    """
    warnings = []
    for position, (rule, size) in enumerate(zip(policy.tiers, sizes, strict=True)):
        if size < rule.minimum:
            warnings.append(PolicyWarning("minimum_unmet", position, size, rule.minimum))
        if rule.capacity is not None and size > rule.capacity:
            warnings.append(PolicyWarning("overbooked", position, size, rule.capacity))
    needed = sum(hours_needed(policy, sizes))
    if policy.team_hours_hundredths is not None and needed > policy.team_hours_hundredths:
        warnings.append(PolicyWarning("hours_overcommitted", None, needed, policy.team_hours_hundredths))
    return (*warnings, *_team_warnings(policy))


def _team_warnings(policy: Policy) -> tuple[PolicyWarning, ...]:
    """Compare the people who open doors with those who close: one SDR serves one to two and a half AEs."""
    if policy.aes and policy.sdrs == 0:
        return (PolicyWarning("no_sdr", None, 0, policy.aes),)
    ratio = aes_per_sdr(policy.sdrs, policy.aes)
    if ratio is not None and ratio < FEWEST_AES:
        return (PolicyWarning("few_aes", None, ratio, FEWEST_AES),)
    if ratio is not None and ratio > MOST_AES:
        return (PolicyWarning("many_aes", None, ratio, MOST_AES),)
    return ()


def _fill(
    position: int, rule: TierRule, free: list[Standing], pinned: int, placed: dict[int, int], *, now: datetime
) -> list[int]:
    """Place the incumbents that keep their place, then the best candidates as far as places go; ``free`` is ranked."""
    staying = [s for s in free if s.tier == position and keeps_place(s, rule, now=now)]
    for standing in staying:
        placed[standing.account] = position
    places = None if rule.capacity is None else max(0, rule.capacity - pinned - len(staying))
    entering: list[Standing] = []
    for standing in free:
        if places is not None and len(entering) >= places:
            break
        if standing.account in placed or standing.score is None:
            continue
        if standing.score >= entry_line(standing, position, rule):
            entering.append(standing)
            placed[standing.account] = position
    return [standing.account for standing in sorted([*staying, *entering], key=best_first)]


def _waiting(rule: TierRule, free: list[Standing], placed: dict[int, int]) -> tuple[int, ...]:
    """Name those on or above the promote line without a place here or above, best first."""
    return tuple(
        s.account for s in free if s.account not in placed and s.score is not None and s.score >= rule.promote_milli
    )


def _move(policy: Policy, standing: Standing, placed: dict[int, int]) -> Move | None:
    """Describe the change of one account, None where there is none."""
    target = placed.get(standing.account)
    if target == standing.tier:
        return None
    cause, line = _cause(policy, standing, target)
    return Move(standing.account, standing.tier, target, cause, standing.score, line)


def _cause(policy: Policy, standing: Standing, target: int | None) -> tuple[Cause, int | None]:
    if standing.vetoed:
        return Cause.VETOED, None
    if standing.excluded:
        return Cause.EXCLUDED, None
    if standing.pinned is not None:
        return Cause.PINNED, None
    source = standing.tier
    if target is None:
        return Cause.LEFT, None if source is None else policy.tiers[source].stay_milli
    if source is None:
        return Cause.ENTERED, policy.tiers[target].promote_milli
    if target < source:
        return Cause.PROMOTED, policy.tiers[target].promote_milli
    return Cause.DEMOTED, policy.tiers[source].stay_milli
