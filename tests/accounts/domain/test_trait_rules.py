"""From traits to criteria: shares in proportion to the lift, weights from its logarithm, all of it parseable."""

from __future__ import annotations

import pytest

from accounts.domain.icp_parse import version_parse
from accounts.domain.trait_rules import (
    between_criterion,
    drawn_lift,
    group_of,
    merged_rule,
    trait_criterion,
    traits_criteria,
    weight_of,
)
from accounts.domain.traits import Counted, Trait

SOFTWARE = Trait(Counted("industry", "Software", best=30, best_known=40, rest=20, rest_known=120), 0.001)
RETAIL = Trait(Counted("industry", "Retail", best=5, best_known=40, rest=15, rest_known=120), 0.9)


def test_the_lift_is_drawn_towards_one_by_ten_average_customers():
    assert drawn_lift(SOFTWARE.counted) == pytest.approx((30 + 10 * 0.25) / 60 / 0.25)
    assert drawn_lift(Counted("x", "y", 0, 0, 0, 0)) == 1.0
    assert drawn_lift(Counted("x", "y", 1, 10, 0, 30)) < 1.5  # the only one who has it


@pytest.mark.parametrize(("lifts", "weight"), [([2.0], 50), ([0.5, 1.0], 50), ([1.0], 1), ([8.0], 100), ([0.0], 100)])
def test_a_doubling_weighs_fifty(lifts, weight):
    assert weight_of(lifts) == weight


def test_values_of_one_fact_make_one_criterion_with_shares_in_proportion_to_their_lift():
    (made,) = traits_criteria([SOFTWARE, RETAIL])

    high, mid = drawn_lift(SOFTWARE.counted), drawn_lift(RETAIL.counted)
    other = drawn_lift(Counted("industry", "", 5, 40, 85, 120))
    assert made["rule"] == {
        "kind": "one_of",
        "shares": {"Software": 1000, "Retail": round(1000 * mid / high)},
        "other": round(1000 * other / high),
    }
    assert made["weight"] == weight_of([high, mid, other])
    assert (made["key"], made["group"], made["fact"]) == ("industry", "firmographic", "industry")


def test_own_fields_become_a_list_where_they_hold_lists():
    modules = [Trait(Counted("custom.Modules", one, 30, 40, 20, 120, is_list=True), 0.001) for one in ("CRM", "true")]

    made = traits_criteria(modules)[0]
    assert (made["rule"]["kind"], made["rule"]["values"]) == ("has", ["CRM", "true"])
    assert trait_criterion("custom.Modules", ["CRM"], weight=20, is_list=True)["rule"]["kind"] == "has"
    assert trait_criterion("custom.Modules", ["CRM"], weight=20)["rule"]["kind"] == "one_of"


def test_bands_become_steps_technologies_a_list_and_yes_or_no_a_flag():
    traits = [
        Trait(Counted("employees", "2", 30, 40, 20, 120), 0.001),
        Trait(Counted("technologies", "Kafka", 30, 40, 20, 120), 0.001),
        Trait(Counted("custom.Has SDRs", "true", 30, 40, 20, 120), 0.001),
    ]

    size, tech, flag = traits_criteria(traits)

    other = tech["rule"]["other"]
    assert size["rule"]["points"] == [[0, other], [50, other], [51, 1000], [200, 1000], [201, other], [5001, other]]
    assert tech["rule"] == {"kind": "has", "mode": "any", "values": ["Kafka"], "share": 1000, "other": other}
    assert flag["rule"] == {"kind": "flag", "when_true": 1000, "when_false": other}
    assert flag["key"] == "custom_has_sdrs"


def test_everything_made_can_be_parsed():
    made = [
        *traits_criteria([SOFTWARE, Trait(Counted("annual_revenue", "5", 30, 40, 20, 120), 0.1)]),
        trait_criterion("technologies", ["Oracle"], weight=20, against=True),
        trait_criterion("signal.funding", [""], weight=20),
        trait_criterion("custom.Plan", ["Gold"], weight=20),
        between_criterion("employees", 50, 500, weight=20),
    ]

    spec = version_parse([{**one, "label": "x"} for one in made])

    assert len(spec.criteria) == 6


def test_what_speaks_against_earns_nothing_and_the_rest_all():
    made = trait_criterion("technologies", ["Oracle"], weight=20, against=True)

    assert (made["rule"]["share"], made["rule"]["other"]) == (0, 1000)


@pytest.mark.parametrize(
    ("fact", "value"), [("employees", "9"), ("employees", "x"), ("nothing", "1"), ("offices", "1")]
)
def test_a_fact_or_band_that_is_none_is_refused(fact, value):
    with pytest.raises(ValueError):
        trait_criterion(fact, [value], weight=20)


@pytest.mark.parametrize(
    ("low", "high", "points"),
    [
        (50, 500, [[25, 0], [50, 1000], [500, 1000], [1000, 0]]),
        (500, 50, [[25, 0], [50, 1000], [500, 1000], [1000, 0]]),
        (0, 0, [[0, 1000], [1, 0]]),
        (7, 7, [[3, 0], [7, 1000], [14, 0]]),
    ],
)
def test_between_two_ends_earns_all_and_well_outside_nothing(low, high, points):
    assert between_criterion("employees", low, high, weight=20)["rule"]["points"] == points


def test_rules_merge_where_they_are_of_one_kind():
    one = {"kind": "one_of", "shares": {"a": 500}, "other": 10}
    has = {"kind": "has", "mode": "any", "values": ["x"], "share": 1000, "other": 0}

    assert merged_rule(one, {"kind": "one_of", "shares": {"b": 1000}, "other": 0}) == {
        "kind": "one_of",
        "shares": {"a": 500, "b": 1000},
        "other": 10,
    }
    assert merged_rule(has, {**has, "values": ["y", "x"]}) == {**has, "values": ["x", "y"]}
    assert merged_rule(has, {**has, "share": 0, "other": 1000}) is None
    assert merged_rule(one, has) is None


@pytest.mark.parametrize(
    ("fact", "group"),
    [
        ("industry", "firmographic"),
        ("technologies", "technographic"),
        ("signal.x", "behaviour"),
        ("custom.x", "internal"),
    ],
)
def test_facts_belong_to_groups(fact, group):
    assert group_of(fact) == group
