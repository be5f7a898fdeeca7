from __future__ import annotations

import pytest

from tests.tiers.factories import NOON, scored, standing
from tiers.models import Tier, TierAssignment
from tiers.services.policy import PolicyRefusedError, PolicySettings, TierSpec, starter_policy_create
from tiers.services.preview import policy_preview
from tiers.services.run import tiers_run

TOP = TierSpec(name="Top", level="one_to_one", promote_milli=70_000, stay_milli=60_000, capacity=1)


@pytest.mark.usefixtures("as_acme")
def test_a_preview_tells_flows_sizes_and_warnings_and_undoes_everything():
    starter_policy_create(now=NOON)
    for name, milli in (("A", 90_000), ("B", 80_000)):
        scored(name, milli)
    tiers_run(now=NOON)
    before = standing()

    preview = policy_preview(specs=[TOP], settings=PolicySettings(), now=NOON)

    assert [(flow.source, flow.target, flow.accounts) for flow in preview.flows] == [
        ("Tier 1", "Top", 1),
        ("Tier 1", "", 1),
    ]
    assert preview.moved == 2 and preview.sizes == (("Top", 1),)
    assert preview.examples[0].name == "A" and preview.examples[0].target == "Top"
    assert standing() == before and TierAssignment.objects.count() == 2
    assert not Tier.objects.filter(key="top").exists()


@pytest.mark.usefixtures("as_acme")
def test_a_policy_that_breaks_a_rule_has_no_preview():
    starter_policy_create(now=NOON)

    with pytest.raises(PolicyRefusedError):
        policy_preview(specs=[], settings=PolicySettings(), now=NOON)
