from __future__ import annotations

from tiers.domain.clusters import Suggestion, Traits, band_bounds, suggestions


def test_traits_name_what_is_shared_and_make_a_rule():
    traits = Traits("software", "HU", 2)

    assert traits.shared == ("industry", "geography", "size")
    assert traits.rule() == {"industry": ["software"], "country": ["HU"], "employees": {"min": 200, "max": 499}}
    assert band_bounds(5) == {"min": 5_000}


def test_groups_that_gather_most_come_first_and_small_or_whole_ones_are_left_out():
    groups = [
        (Traits("software"), 8),
        (Traits("software", "HU"), 5),
        (Traits(None, "HU"), 6),
        (Traits("retail"), 2),  # too small
        (Traits(), 10),  # shares nothing
        (Traits(None, None, 3), 10),  # the whole tier
    ]

    assert suggestions(groups, tier_size=10) == [
        Suggestion(Traits("software", "HU"), 5),
        Suggestion(Traits("software"), 8),
        Suggestion(Traits(None, "HU"), 6),
    ]


def test_of_the_same_accounts_the_narrower_group_is_kept_and_clusters_are_not_suggested_again():
    groups = [(Traits("software"), 5), (Traits("software", "HU"), 5), (Traits("retail"), 4)]

    assert suggestions(groups, tier_size=20, taken=[{"industry": ["retail"]}]) == [
        Suggestion(Traits("software", "HU"), 5)
    ]
