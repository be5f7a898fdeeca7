"""The sizes of the policy a workspace starts with follow its accounts until somebody decides."""

from __future__ import annotations

from accounts.models import Account
from tiers.domain.presets import PRESETS
from tiers.domain.sizing import fitted_sizes, most_that_matter
from tiers.models import Tier
from tiers.selectors.policy import PolicyInUse
from tiers.selectors.sizing import is_untouched


def sizes_follow(policy: PolicyInUse) -> None:
    """This function will fit the tiers of a starter policy that nobody has saved yet to the number of accounts.

    A tier never gets fewer places than it has accounts. Part of ``tiers_run``, which holds the policy's row. Counts no
    further than it matters, so that a million accounts cost as much as a thousand.
    """
    if not is_untouched(policy):
        return
    presets = PRESETS[policy.row.preset]
    accounts = Account.objects.order_by()[: most_that_matter(presets)].count()
    sizes = fitted_sizes(presets, accounts)
    for tier, preset, size in zip(policy.tiers, presets, sizes, strict=True):
        capacity = size.capacity
        if capacity is not None and preset.capacity is not None:
            capacity = min(preset.capacity, max(capacity, policy.size(tier)))
        if (tier.minimum, tier.capacity) != (size.minimum, capacity):
            tier.minimum, tier.capacity = size.minimum, capacity
            Tier.objects.filter(pk=tier.pk).update(minimum=tier.minimum, capacity=tier.capacity)
