"""Closed deals to learn from: bigger ones from referrals are won, the colour says nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from accounts.domain.icp_facts import Subject
from accounts.models import Deal, LearnedReport
from accounts.selectors.icp import version_get
from accounts.services.deal_scoring import deal_scores_refresh
from tests.accounts.icp_examples import SIZE, profile_with

FIRST_DAY = date(2024, 1, 1)


def deals_to_learn_from(n: int = 120, *, strength: float = 2.0, dated: bool = True) -> None:
    """Store ``n`` closed deals, a day apart; ``strength`` is how much the two facts say, in log-odds."""
    rng = np.random.default_rng(11)
    origin = rng.choice(["referral", "cold"], n)
    amount = rng.integers(1, 100, n)
    colour = rng.choice(["red", "blue"], n)
    log_odds = strength * (origin == "referral") + strength * (amount > 50) - strength
    won = rng.random(n) < 1 / (1 + np.exp(-log_odds))
    Deal.objects.bulk_create(
        Deal(
            external_id=f"learn-{row}",
            name=f"Deal {row}",
            status=Deal.Status.WON if won[row] else Deal.Status.LOST,
            created_on=FIRST_DAY + timedelta(days=row) if dated else None,
            amount_cents=int(amount[row]) * 100,
            custom={"Origin": str(origin[row]), "Colour": str(colour[row])},
        )
        for row in range(n)
    )


@pytest.fixture
def no_black_box(monkeypatch: pytest.MonkeyPatch) -> None:
    """The yardstick has tests of its own, and takes longer than all the rest."""
    nothing: Callable[..., Mapping[str, Any]] = lambda train, test, *, seed=0: {}  # noqa: E731
    monkeypatch.setattr("accounts.domain.learning.evaluation.black_box_scores", nothing)


def deal_with_even_chances(deal: Deal, *, now: datetime) -> None:
    """Score a deal of an account with 300 people under a learned profile of deals: 50 points, a chance of one half."""
    profile = profile_with([SIZE], name="Win", subject=Subject.DEAL)
    LearnedReport.objects.create(
        profile=profile,
        version=version_get(profile, 1),
        version_number=1,
        decision="usable",
        report={"win_probability": {"intercept": -2.0, "slope": 0.00004}},
    )
    deal_scores_refresh(keys=[deal.pk], now=now)
