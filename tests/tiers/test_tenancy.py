from __future__ import annotations

from tenancy.context import tenant_context
from tests.tiers.factories import NOON, policy, scored, standing
from tiers.services.run import tiers_run


def test_a_run_neither_sees_nor_moves_accounts_of_another_workspace(acme, globex):
    with tenant_context(acme.pk):
        tiers = policy()
        scored("A", 90_000)
    with tenant_context(globex.pk):
        policy()
        scored("Z", 95_000)

        assert tiers_run(now=NOON).moved == 1

    with tenant_context(acme.pk):
        assert standing(*tiers) == {"tier-1": [], "tier-2": [], "tier-3": []}
