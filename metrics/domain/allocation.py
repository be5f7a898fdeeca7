"""Sharing a cost out among groups so that not a cent is lost.

Source: docs/formulas.md#bases.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


def largest_remainder(amount: int, weights: Sequence[int]) -> list[int]:
    """This function will divide a whole amount in proportion to weights; the parts add exactly to it.

    Each part is rounded down, and the units left go to the largest remainders, ties to the earlier. A negative amount
    (a credit) is divided like its opposite.

    :raises ValueError: when no weight is positive or one is negative.
    """
    whole = sum(weights)
    if whole <= 0 or any(weight < 0 for weight in weights):
        raise ValueError("weights must be zero or more, and one positive")
    sign = -1 if amount < 0 else 1
    shares = [divmod(abs(amount) * weight, whole) for weight in weights]
    parts = [part for part, _ in shares]
    left = abs(amount) - sum(parts)
    for index in sorted(range(len(weights)), key=lambda one: -shares[one][1])[:left]:
        parts[index] += 1
    return [sign * part for part in parts]


@dataclass(frozen=True, slots=True)
class Drivers:
    """How much of each driver of cost belongs to each group, best first."""

    touches: Mapping[str, int]
    minutes: Mapping[str, int]
    accounts: Mapping[str, int]

    def weights(self) -> Mapping[str, int]:
        """This function will choose the driver: touches, else time spent, else accounts."""
        for driver in (self.touches, self.minutes, self.accounts):
            if any(weight > 0 for weight in driver.values()):
                return driver
        return {}


def share_out(amount: int, drivers: Drivers) -> dict[str, int]:
    """This function will share a cost among groups by their driver; with no driver at all nothing is shared out."""
    weights = {group: weight for group, weight in sorted(drivers.weights().items()) if weight > 0}
    if not weights:
        return {}
    return dict(zip(weights, largest_remainder(amount, list(weights.values())), strict=True))
