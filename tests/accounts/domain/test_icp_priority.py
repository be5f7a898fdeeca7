from __future__ import annotations

from accounts.domain.icp import problems_before_publish
from accounts.domain.icp_parse import version_parse
from accounts.domain.icp_priority import priority_criteria


def test_priority_is_fit_and_the_measures_that_are_known():
    found = priority_criteria("fit", {"engagement_points", "other"})

    assert [(one["fact"], one["weight"]) for one in found] == [
        ("score.fit", 60),
        ("measure.engagement_points", 20),
        ("excluded.fit", 0),
    ]


def test_the_criteria_are_a_sound_profile_that_reads_the_other_one():
    spec = version_parse(priority_criteria("fit", {"expected_ltv", "win_score"}))

    assert problems_before_publish(spec) == []
    assert spec.profiles_read == {"fit"}
