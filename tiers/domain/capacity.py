"""How much work the tiers ask for, and how much of it the team can do. Hours are a week's, in hundredths."""

from __future__ import annotations

from collections.abc import Sequence

from tiers.domain.policy import Policy

#: AEs per SDR, in hundredths: between one and two and a half.
FEWEST_AES = 100
MOST_AES = 250


def team_hours(*, said: int | None, per_person: int | None, sdrs: int | None, aes: int | None) -> int | None:
    """This function will give the hours a team has: those said for the whole, else people times hours each.

    None where neither is known.
    """
    if said is not None:
        return said
    if per_person is None or (sdrs is None and aes is None):
        return None
    return per_person * ((sdrs or 0) + (aes or 0))


def hours_needed(policy: Policy, sizes: Sequence[int]) -> tuple[int, ...]:
    """This function will give the hours each tier's accounts ask for."""
    return tuple(rule.hours_hundredths * size for rule, size in zip(policy.tiers, sizes, strict=True))


def places_by_hours(policy: Policy) -> tuple[int | None, ...]:
    """This function will say how many accounts each tier can hold so that the team's hours suffice, the best tier
    first.

    Each tier takes what the better ones leave over, and never more than its capacity. None: no hours are planned for
    the tier, or nobody said how many the team has.
    """
    left = policy.team_hours_hundredths
    places: list[int | None] = []
    for rule in policy.tiers:
        if left is None or rule.hours_hundredths == 0:
            places.append(None)
            continue
        can = left // rule.hours_hundredths
        kept = can if rule.capacity is None else min(can, rule.capacity)
        places.append(kept)
        left -= kept * rule.hours_hundredths
    return tuple(places)


def aes_per_sdr(sdrs: int | None, aes: int | None) -> int | None:
    """This function will give the AEs per SDR in hundredths, half up; None where a number is unknown or no SDR is
    there.
    """
    if sdrs is None or aes is None or sdrs == 0:
        return None
    return (200 * aes + sdrs) // (2 * sdrs)
