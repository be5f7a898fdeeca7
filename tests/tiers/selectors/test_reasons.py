from __future__ import annotations

import pytest

from tests.tiers.factories import NOON, placed, policy, scored
from tiers.models import TierAssignment, TierPolicy
from tiers.selectors.policy import policy_current
from tiers.selectors.reasons import cause_text, leave_text, line_text, stay_text, warning_texts


@pytest.mark.parametrize(
    ("cause", "text"),
    [
        ("entered", "Score 70.5 reached the promote line of 62.5"),
        ("promoted", "Score 70.5 reached the promote line of 62.5"),
        ("demoted", "Score 70.5 fell under the stay line of 62.5 of the tier above"),
        ("left", "Score 70.5 fell under the stay line of 62.5"),
        ("waiting", "Score 70.5 reached the line of 62.5; waits for a place or an approval"),
        ("vetoed", "Vetoed: because"),
        ("pinned", "Pinned: because"),
        ("excluded", "A knock-out criterion of the ideal customer profile was met"),
        ("policy", "Its tier was taken out of the policy"),
    ],
)
def test_every_cause_has_its_words(cause, text):
    assert cause_text(cause, score_milli=70_500, line_milli=62_500, reason="because") == text


def test_a_line_at_zero_takes_everyone():
    assert cause_text("entered", score_milli=500, line_milli=0) == "Score 0.5: every scored account has a place here"


def test_a_line_has_only_the_decimals_it_needs():
    assert (line_text(75_000), line_text(62_450)) == ("75", "62.45")


@pytest.mark.usefixtures("as_acme")
def test_a_stay_tells_why_it_began_and_why_it_ended():
    stay = placed(scored("A", 90_000), policy()[0])
    assert leave_text(stay) == ""
    stay.cause, stay.reason, stay.left_at, stay.left_cause = "pinned", "Board wish", NOON, "excluded"

    assert stay_text(stay) == "Pinned: Board wish"
    assert leave_text(stay) == "A knock-out criterion of the ideal customer profile was met"
    assert TierAssignment.objects.count() == 1


@pytest.mark.usefixtures("as_acme")
def test_warnings_name_the_tier_and_the_numbers():
    policy()
    TierPolicy.objects.update(
        warnings=[
            {"code": "minimum_unmet", "tier": 0, "actual": 1, "limit": 20},
            {"code": "overbooked", "tier": 1, "actual": 300, "limit": 200},
            {"code": "hours_overcommitted", "tier": None, "actual": 123_400, "limit": 100_000},
        ]
    )

    assert warning_texts(policy_current()) == [
        "Tier 1 has 1 accounts; its minimum is 20.",
        "Tier 2 is overbooked: 300 accounts for 200 places.",
        "The tiers need 1,234 hours a week; the team has 1,000.",
    ]
