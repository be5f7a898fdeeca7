from __future__ import annotations

from accounts.models import IcpProfile
from accounts.selectors.score_lines import ScoreLine, score_lines
from accounts.services.scoring import fit_refresh
from tests.accounts.icp_examples import CRITERIA, NOW, SIZE, draft_with, new_account, profile_with
from tests.tiers.factories import policy, primary_version


def test_the_tiers_lines_cross_the_scores_that_rank_and_no_others(as_acme):
    policy()
    ranking = primary_version().profile_id
    other = IcpProfile.objects.create(key="other", name="Other")

    assert score_lines(ranking) == (ScoreLine("Tier 1", 70_000, 60_000), ScoreLine("Tier 2", 50_000, 40_000))
    assert score_lines(other.pk) == ()


def test_without_a_policy_no_line_is_drawn(as_acme):
    assert score_lines(primary_version().profile_id) == ()


def test_publishing_shows_first_who_crosses_a_line_of_the_tiers(as_acme, login):
    policy()
    profile = profile_with(CRITERIA)
    assert profile.is_primary
    draft_with(profile, [SIZE])
    fit_refresh(keys=[new_account(name="Large Retail", industry="retail", employees=500).pk], now=NOW)
    fit_refresh(keys=[new_account(name="Small Software", industry="software", employees=100).pk], now=NOW)
    manager = login("manager")

    page = manager.get(f"{manager.base}/icp/best/versions/2/publish/").content.decode()

    part = page.split("Who crosses a line of the tiers")[2]
    assert "in from 70.0, stays from 60.0" in part and "Small Software" in part.split("Tier 2")[1]
