"""The SDR funnel, committee coverage and movement between tiers."""

from __future__ import annotations

from decimal import Decimal

from metrics.domain import funnel
from metrics.domain.sums import Sums, Terms

TERMS = Terms()


def test_conversations_and_meetings_are_shares_of_attempts():
    sums = Sums(attempts=200, conversations=30, meetings=9)

    assert funnel.conversation_rate(sums, TERMS).value == Decimal("0.1500")
    assert funnel.meeting_rate(sums, TERMS).value == Decimal("0.0450")


def test_no_attempt_has_no_rate():
    assert funnel.conversation_rate(Sums(), TERMS).reason == "no_attempts"
    assert funnel.meeting_rate(Sums(), TERMS).reason == "no_attempts"


def test_committee_coverage_is_the_mean_over_accounts_with_a_template():
    metric = funnel.committee_coverage(Sums(coverage_bp=6_667 + 10_000, committee_accounts=2), TERMS)

    assert (metric.value, metric.numerator, metric.denominator) == (Decimal("0.8334"), Decimal("1.6667"), 2)


def test_committee_coverage_needs_a_template():
    assert funnel.committee_coverage(Sums(), TERMS).reason == "no_template"


def test_tier_churn_is_moves_over_twice_the_mean_size_per_quarter():
    sums = Sums(tier_left=5, tier_entered=5, tier_opening=50, tier_closing=50)

    assert funnel.tier_churn(sums, Terms(days=365)).value == Decimal("0.0250")
    assert funnel.tier_churn(sums, Terms(days=91)).value == Decimal("0.1003")


def test_an_empty_tier_has_no_churn():
    assert funnel.tier_churn(Sums(tier_entered=1), TERMS).reason == "tier_empty"
    assert funnel.tier_churn(Sums(), Terms(tiered=False)).reason == "no_tiers"
