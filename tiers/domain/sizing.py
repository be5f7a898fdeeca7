"""Sizes for a list of accounts that is shorter than the ready-made policies are meant for.

The sources name 20–50 accounts for the first tier and about 200 for the second of a list of thousands. Of 85 accounts
the same sizes would put most into the tier that gets the most work, and choosing would mean nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tiers.domain.presets import TierPreset

FEW = 20  # accounts that a team can work one by one anyway: the least the sources name for a first tier
SHARES = (150, 350)  # per mille of all accounts, for the first and the second tier; what is left goes below


@dataclass(frozen=True, slots=True)
class Size:
    """How many accounts a tier should and may hold; ``capacity`` None: the rest."""

    minimum: int
    capacity: int | None


def most_that_matter(tiers: Sequence[TierPreset]) -> int:
    """This function will return the number of accounts from which on the tiers' own sizes fit."""
    asked = zip(tiers, SHARES, strict=False)
    return max(-(-tier.capacity * 1000 // share) for tier, share in asked if tier.capacity is not None)


def fitted_sizes(tiers: Sequence[TierPreset], accounts: int) -> tuple[Size, ...]:
    """This function will return the sizes that suit so many accounts: never above the tiers' own.

    The first tier gets 15 % of the accounts and the second 35 %, neither less than 20, and each should hold at least
    half of that. With 20 accounts or fewer nothing is scaled: there is little to choose.
    """
    if accounts <= FEW:
        return tuple(Size(tier.minimum, tier.capacity) for tier in tiers)
    sizes = []
    for index, tier in enumerate(tiers):
        if tier.capacity is None or index >= len(SHARES):
            sizes.append(Size(tier.minimum, tier.capacity))
            continue
        share = -(-accounts * SHARES[index] // 1000)
        capacity = min(tier.capacity, max(FEW, share))
        sizes.append(Size(min(tier.minimum, capacity // 2), capacity))
    return tuple(sizes)
