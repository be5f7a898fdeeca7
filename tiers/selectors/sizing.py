"""Whether the policy's sizes are still those a new workspace gets."""

from __future__ import annotations

from tiers.domain.presets import PRESETS, STARTER_PRESET
from tiers.models import Tier
from tiers.selectors.policy import PolicyInUse


def is_untouched(policy: PolicyInUse) -> bool:
    """This function will tell whether nobody has saved the policy since the workspace was made."""
    return policy.row.preset == STARTER_PRESET and policy.row.version == 1


def tiers_fitted(policy: PolicyInUse) -> list[Tier]:
    """This function will return the tiers whose size follows the number of accounts, best first."""
    if not is_untouched(policy):
        return []
    pairs = zip(policy.tiers, PRESETS[STARTER_PRESET], strict=False)
    return [tier for tier, preset in pairs if tier.capacity != preset.capacity]
