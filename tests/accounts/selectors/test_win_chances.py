from __future__ import annotations

from typing import Any

import pytest

from accounts.domain.icp_facts import Subject
from accounts.models import Deal, LearnedReport
from accounts.selectors.icp import version_get
from accounts.selectors.scores import win_scores
from accounts.selectors.win_chances import win_chances, win_standings
from accounts.services.deal_scoring import deal_scores_refresh
from tests.accounts.icp_examples import NOW, SIZE, new_account, profile_with
from tests.factories import DealFactory

pytestmark = pytest.mark.django_db
EVEN_AT_HALF = {"intercept": -2.0, "slope": 0.00004}  # a chance of one half at 50 points


@pytest.fixture
def deal(as_acme: Any) -> Deal:
    """A deal with 50 points under a profile of deals."""
    made: Deal = DealFactory(account=new_account(employees=300))
    profile_with([SIZE], name="Win", subject=Subject.DEAL)
    deal_scores_refresh(keys=[made.pk], now=NOW)
    return made


def examined(deal: Deal, report: dict[str, Any]) -> LearnedReport:
    profile = win_scores([deal.pk])[deal.pk].profile
    stored: LearnedReport = LearnedReport.objects.create(
        profile=profile, version=version_get(profile, 1), version_number=1, decision="usable", report=report
    )
    return stored


def test_a_score_of_a_learned_version_means_a_chance(deal: Deal) -> None:
    report = examined(deal, {"win_probability": EVEN_AT_HALF})
    report.refresh_from_db()

    standing = win_standings([deal.pk])[deal.pk]

    assert standing.chance is not None
    assert (standing.score_milli, round(standing.chance, 6)) == (50_000, 0.5)
    assert standing.chances is not None
    assert standing.chances.report == report.public_id


@pytest.mark.parametrize("report", [None, {}])
def test_a_score_of_a_version_made_by_hand_means_none(deal: Deal, report: dict[str, Any] | None) -> None:
    if report is not None:
        examined(deal, report)

    standing = win_standings([deal.pk])[deal.pk]

    assert (standing.score_milli, standing.chance) == (50_000, None)


def test_an_excluded_deal_has_no_chance_to_speak_of(deal: Deal) -> None:
    examined(deal, {"win_probability": EVEN_AT_HALF})
    score = win_scores([deal.pk])[deal.pk]
    score.excluded_by = "knock"

    assert win_chances([score]) == {}


def test_many_deals_cost_the_queries_of_one(deal: Deal, django_assert_num_queries: Any) -> None:
    examined(deal, {"win_probability": EVEN_AT_HALF})
    others = [DealFactory(account=deal.account) for _ in range(5)]
    keys = [deal.pk, *(other.pk for other in others)]
    deal_scores_refresh(keys=keys, now=NOW)

    with django_assert_num_queries(4):  # the profile, the scores, their versions, the report
        found = win_standings(keys)

    assert {round(standing.chance or 0, 6) for standing in found.values()} == {0.5}


def test_where_nothing_scores_deals_there_is_no_standing(as_acme: Any) -> None:
    assert win_standings([DealFactory().pk]) == {}
