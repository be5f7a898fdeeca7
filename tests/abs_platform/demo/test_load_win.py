from __future__ import annotations

from typing import Any

import pytest

from abs_platform.demo.load_win import CRITERIA, win_profile_load
from accounts.models import DealScore
from accounts.selectors.icp import version_spec, win_profile
from accounts.services.deal_scoring import deal_scores_refresh
from tests.accounts.icp_examples import NOW, new_account
from tests.factories import DealFactory

pytestmark = pytest.mark.django_db


def test_the_demos_profile_scores_deals_from_its_first_version_on(as_acme: Any) -> None:
    win_profile_load(now=NOW)
    deal = DealFactory(account=new_account(employees=400), amount_cents=2_000_000, created_on=NOW.date())

    deal_scores_refresh(keys=[deal.pk], now=NOW)

    profile = win_profile()
    assert profile is not None and profile.name == "Chance to win"
    score = DealScore.objects.get(deal=deal)
    assert len(version_spec(score.version_id).criteria) == len(CRITERIA)
    assert (score.score_milli, score.shares) == (80_000, [1000, 1000, 1000, 0])
