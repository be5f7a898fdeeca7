from __future__ import annotations

import pytest

from tests.tiers.factories import placed, policy, scored
from tiers.selectors.clusters import few_tiers, tier_suggestions
from tiers.selectors.policy import policy_current

pytestmark = pytest.mark.usefixtures("as_acme")


def test_suggestions_count_every_combination_in_one_query(django_assert_num_queries):
    (few,) = policy({"promote_milli": 50_000, "stay_milli": 40_000, "level": "one_to_few"})
    for number in range(4):
        placed(scored(f"A{number}", 55_000, industry="software", employees=300, country=""), few)
    placed(scored("B", 55_000, industry="retail"), few)

    with django_assert_num_queries(1):
        found = tier_suggestions(few, size=5, clusters=[])

    assert [(one.traits.industry, one.traits.country, one.traits.band, one.accounts) for one in found] == [
        ("software", None, 2, 4)
    ]
    assert few_tiers(policy_current()) == [few]
