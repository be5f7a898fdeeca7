from __future__ import annotations

from datetime import timedelta

import pytest

from tests.tiers.factories import NOON, placed, policy, scored
from tiers.models import ProposedMove, TierVeto
from tiers.selectors.due import accounts_due
from tiers.selectors.policy import policy_current
from tiers.services.run import tiers_run

pytestmark = pytest.mark.usefixtures("as_acme")
BEFORE = NOON - timedelta(hours=1)


def test_due_are_those_whose_dwell_or_veto_ended_and_who_may_lose_a_place():
    line = {"promote_milli": 70_000, "stay_milli": 60_000, "capacity": 1}
    head, rest = policy(line, {"promote_milli": 50_000, "stay_milli": 40_000, "dwell_days": 30}, approval="owner")
    dwelling, ending, older = (scored(name, 10_000) for name in ("Dwelling", "Ending", "Older"))
    for account, days in ((dwelling, 29), (ending, 30), (older, 31)):
        placed(account, rest, days_ago=days)
    vetoed, waiting = scored("Vetoed", 90_000), scored("Waiting", 80_000)
    TierVeto.objects.create(account=vetoed, reason="r", vetoed_at=NOON, expires_on=NOON.date())
    tiers_run(now=BEFORE)
    assert ProposedMove.objects.get(state="open", account=waiting).target_id == head.pk

    due = accounts_due(policy_current(), since=BEFORE, now=NOON, today=NOON.date() + timedelta(days=1))

    assert sorted(due) == [ending.pk, vetoed.pk, waiting.pk]
