from __future__ import annotations

from hypothesis import given

from accounts.domain.icp import VersionSpec
from accounts.domain.icp_facts import FactKind, FactRead, FactValue
from accounts.domain.icp_rules import Axis, Criterion, KnockOut, OneOf, Outcome, Range, Table
from accounts.domain.scoring import (
    NextField,
    Score,
    best_next_field,
    best_shares,
    max_points_milli,
    points_milli,
    score,
    score_milli,
)
from tests.accounts.icp_strategies import patiently, scored

INDUSTRY = FactRead("industry", FactKind.TEXT)
EMPLOYEES = FactRead("employees", FactKind.INT)

industry = Criterion(
    "industry", "Industry", "firmographic", 30, OneOf((("software", 1000), ("retail", 600))), "industry"
)
size = Criterion("size", "Employees", "firmographic", 20, Range(((100, 0), (500, 1000))), "employees")
gambling = Criterion("gambling", "Gambling", "firmographic", 0, KnockOut("in", ("gambling",)), "industry")
SPEC = VersionSpec((industry, size, gambling))


def test_known_facts_give_the_weighted_mean_of_their_shares() -> None:
    # (30·600 + 20·500) / 50 = 560 per mille
    assert score(SPEC, {INDUSTRY: "Retail", EMPLOYEES: 300}) == Score(
        56_000, 56_000, (Outcome(600), Outcome(500), Outcome(0)), None
    )


def test_an_unknown_fact_counts_nothing_now_and_its_most_in_the_potential() -> None:
    result = score(SPEC, {INDUSTRY: "software", EMPLOYEES: None})

    assert (result.score_milli, result.potential_milli) == (60_000, 100_000)
    assert result.outcomes[1] == Outcome(0, True)


def test_an_excluded_account_keeps_its_score() -> None:
    result = score(SPEC, {INDUSTRY: "Gambling", EMPLOYEES: 500})

    assert (result.score_milli, result.excluded_by) == (40_000, "gambling")


def test_an_unknown_fact_never_knocks_out() -> None:
    assert score(SPEC, {INDUSTRY: None, EMPLOYEES: None}).excluded_by is None


def test_halves_of_a_milli_point_round_up() -> None:
    three = VersionSpec((Criterion("a", "A", "value", 3, Range(((0, 0),)), "offices"), size))

    # 100·20·1 / 23 = 86.96
    assert score_milli(three, [0, 1]) == 87


def test_points_go_by_largest_remainder_and_ties_to_the_earlier_criterion() -> None:
    thirds = VersionSpec(tuple(Criterion(key, key, "value", 1, Range(((0, 1000),)), "offices") for key in "abc"))

    assert points_milli(thirds, [1000, 1000, 1000]) == (33_334, 33_333, 33_333)
    assert points_milli(thirds, [0, 1000, 1000]) == (0, 33_334, 33_333)


def test_without_any_weight_the_score_is_nought() -> None:
    spec = VersionSpec((gambling,))

    assert score(spec, {INDUSTRY: "software"}) == Score(0, 0, (Outcome(0),), None)
    assert points_milli(spec, [0]) == (0,)


def test_the_best_next_field_is_the_unknown_fact_that_could_raise_the_score_most() -> None:
    facts: dict[FactRead, FactValue] = {INDUSTRY: None, EMPLOYEES: None}
    result = score(SPEC, facts)

    assert best_next_field(SPEC, facts, result.outcomes) == NextField("industry", 60_000)


def test_best_next_field_adds_up_all_criteria_that_read_the_fact() -> None:
    again = Criterion("size2", "Size again", "growth", 15, Range(((0, 1000),)), "employees")
    spec = VersionSpec((industry, size, again))
    facts: dict[FactRead, FactValue] = {INDUSTRY: None, EMPLOYEES: None}

    assert best_next_field(spec, facts, score(spec, facts).outcomes) == NextField("employees", 53_846)


def test_equal_gains_go_to_the_fact_whose_key_sorts_first() -> None:
    even = Criterion("size", "Employees", "firmographic", 30, Range(((100, 0), (500, 1000))), "employees")
    spec = VersionSpec((industry, even))
    facts: dict[FactRead, FactValue] = {INDUSTRY: None, EMPLOYEES: None}

    assert best_next_field(spec, facts, score(spec, facts).outcomes) == NextField("employees", 50_000)


def test_nothing_is_worth_filling_when_everything_is_known() -> None:
    facts: dict[FactRead, FactValue] = {INDUSTRY: "x", EMPLOYEES: 1}

    assert best_next_field(SPEC, facts, score(SPEC, facts).outcomes) is None


def test_an_unknown_level_of_a_table_scores_and_still_has_potential() -> None:
    table = Table((Axis("employees", (50,)),), (100, 900, 300))
    spec = VersionSpec((Criterion("t", "T", "predictive", 10, table),))

    assert score(spec, {EMPLOYEES: None}) == Score(30_000, 90_000, (Outcome(300, True),), None)


@patiently
@given(scored())
def test_points_add_exactly_to_the_score(given: tuple[VersionSpec, dict[FactRead, FactValue]]) -> None:
    spec, facts = given
    result = score(spec, facts)
    points = points_milli(spec, [outcome.share for outcome in result.outcomes])

    assert sum(points) == result.score_milli
    assert all(0 <= part <= max_points_milli(spec, c) for part, c in zip(points, spec.criteria, strict=True))


@patiently
@given(scored())
def test_the_potential_is_never_below_the_score_and_both_stay_in_bounds(
    given: tuple[VersionSpec, dict[FactRead, FactValue]],
) -> None:
    result = score(*given)

    assert 0 <= result.score_milli <= result.potential_milli <= 100_000


@patiently
@given(scored())
def test_points_of_the_potential_add_exactly_to_it(given: tuple[VersionSpec, dict[FactRead, FactValue]]) -> None:
    spec, facts = given
    result = score(spec, facts)

    assert sum(points_milli(spec, best_shares(spec, result.outcomes))) == result.potential_milli


@patiently
@given(scored())
def test_with_every_fact_unknown_no_account_is_excluded(
    given: tuple[VersionSpec, dict[FactRead, FactValue]],
) -> None:
    spec, _ = given

    assert score(spec, dict.fromkeys(spec.reads)).excluded_by is None


@patiently
@given(scored())
def test_a_gain_of_the_best_next_field_never_exceeds_what_is_missing(
    given: tuple[VersionSpec, dict[FactRead, FactValue]],
) -> None:
    spec, facts = given
    result = score(spec, facts)
    best = best_next_field(spec, facts, result.outcomes)

    assert (best is None) == (result.potential_milli == result.score_milli) or best is not None
    if best is not None:
        assert facts[next(read for read in spec.reads if read.key == best.fact and facts[read] is None)] is None
        assert best.gain_milli <= result.potential_milli - result.score_milli + 1
