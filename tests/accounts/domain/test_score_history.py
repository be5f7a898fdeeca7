from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from accounts.domain.icp import VersionSpec
from accounts.domain.icp_rules import Criterion, Flag, KnockOut, outcome_encode
from accounts.domain.score_history import Cause, Moment, causes_between, causes_merged, causes_of, moment_points
from accounts.domain.scoring import score
from tests.accounts.icp_strategies import facts_for, patiently, versions

START = datetime(2026, 5, 4, tzinfo=UTC)


def spec(*weights: int) -> VersionSpec:
    return VersionSpec(
        tuple(Criterion(f"c{n}", f"Criterion {n}", "value", w, Flag(), f"custom.c{n}") for n, w in enumerate(weights))
    )


def moment(of: VersionSpec, shares: list[int], *, version: int = 1, day: int = 0, cause: str = "data") -> Moment:
    weighted = sum(c.weight * max(share, 0) for c, share in zip(of.criteria, shares, strict=True))
    total = of.total_weight
    milli = (200 * weighted + total) // (2 * total)
    return Moment(START + timedelta(days=day), version, cause, milli, milli, tuple(shares), None)


def told(causes: list[Cause]) -> list[tuple[str, str, int]]:
    return [(cause.cause, cause.key, cause.points_milli) for cause in causes]


def test_a_step_names_the_criteria_that_moved_largest_first() -> None:
    of = spec(50, 30, 20)
    steps = [moment(of, [0, 1000, 500]), moment(of, [1000, 0, 500])]

    assert told(causes_of(steps[0], steps[1], {1: of})) == [("data", "c0", 50_000), ("data", "c1", -30_000)]


def test_rounding_joins_the_largest_mover_of_its_row() -> None:
    of = spec(1, 1, 1)
    before, after = moment(of, [1000, 1000, 0]), moment(of, [1000, 1000, 1000])
    assert moment_points(of, before) == {"c0": 33_334, "c1": 33_333, "c2": 0}
    assert moment_points(of, after) == {"c0": 33_334, "c1": 33_333, "c2": 33_333}
    fallen = moment(of, [0, 1000, 1000])
    assert moment_points(of, fallen) == {"c0": 0, "c1": 33_334, "c2": 33_333}

    assert told(causes_of(after, fallen, {1: of})) == [("data", "c0", -33_333)]


def test_the_first_row_counts_from_nought() -> None:
    of = spec(50, 50)

    assert told(causes_of(None, moment(of, [1000, 500]), {1: of})) == [("data", "c0", 50_000), ("data", "c1", 25_000)]


def test_another_version_makes_every_difference_a_matter_of_the_rules() -> None:
    old, new = spec(50, 50), VersionSpec(spec(50, 50, 100).criteria[1:])
    steps = [moment(old, [1000, 1000]), moment(new, [1000, 0], version=2, cause="version")]

    assert told(causes_of(steps[0], steps[1], {1: old, 2: new})) == [
        ("version", "c0", -50_000),
        ("version", "c1", -16_667),
    ]


def test_a_knock_out_gives_no_points_and_is_no_cause() -> None:
    of = VersionSpec((*spec(50).criteria, Criterion("out", "Out", "value", 0, KnockOut("is_true"), "custom.out")))
    steps = [moment(of, [500, 0]), moment(of, [500, 1])]

    assert causes_of(steps[0], steps[1], {1: of}) == []


def test_causes_of_one_kind_are_added_up_and_what_cancels_out_is_left_out() -> None:
    of = spec(50, 50)
    shares = [[1000, 0], [800, 0], [600, 1000], [600, 0]]
    kinds = ["data", "decay", "decay", "data"]
    steps = [moment(of, s, day=n, cause=kind) for n, (s, kind) in enumerate(zip(shares, kinds, strict=True))]

    found = causes_between(steps, {1: of})

    assert told(causes_merged(found)) == [
        ("data", "c1", -50_000),
        ("decay", "c1", 50_000),
        ("decay", "c0", -20_000),
    ]
    assert told(causes_merged(causes_between([steps[2], steps[1], steps[2]], {1: of}))) == []


@patiently
@given(st.data())
def test_causes_add_exactly_to_the_difference_whatever_versions_and_facts(data: st.DataObject) -> None:
    specs = {number: data.draw(versions(most=6)) for number in (1, 2)}
    moments: list[Moment | None] = [None] if data.draw(st.booleans()) else []
    for day in range(data.draw(st.integers(2, 5))):
        version = data.draw(st.sampled_from([1, 2]))
        result = score(specs[version], data.draw(facts_for(specs[version])))
        shares = tuple(outcome_encode(outcome) for outcome in result.outcomes)
        at = START + timedelta(days=day)
        moments.append(Moment(at, version, "data", result.score_milli, result.potential_milli, shares, None))
    first, last = moments[0], moments[-1]
    assert last is not None
    delta = last.score_milli - (first.score_milli if first else 0)

    found = causes_between(moments, specs)

    assert sum(cause.points_milli for cause in found) == delta
    assert sum(cause.points_milli for cause in causes_merged(found)) == delta
