"""A cost is borne by the groups it was booked on, else by all of them, and never changes its amount."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from metrics.domain.allocation import Drivers
from metrics.domain.costs import EVERYONE, Cost, Target, groups_of, shares

TOP = Target("tier", "top")


def cost(cents: int | None = 10_000, *, target: Target = EVERYONE, groups: tuple[str, ...] = ()) -> Cost:
    return Cost(id=1, slot="", on=date(2026, 1, 10), cents=cents, target=target, groups=groups)


def borne(one: Cost, *, dimension: str = "tier", drivers: Drivers | None = None) -> dict[str, int | None]:
    by_target = {} if drivers is None else {("", one.target): drivers}
    return {share.group: share.cents for share in shares([one], dimension=dimension, drivers=by_target)}


def touches(**given: int) -> Drivers:
    return Drivers(touches=given, minutes={}, accounts={})


def test_a_cost_of_an_account_belongs_to_its_groups():
    assert groups_of(cost(groups=("red", "blue"), target=TOP), dimension="tier") == ("red", "blue")


def test_a_cost_of_a_tier_belongs_to_it_by_tier_alone():
    assert groups_of(cost(target=TOP), dimension="tier") == ("top",)
    assert groups_of(cost(target=TOP), dimension="segment") == ()
    assert groups_of(cost(), dimension="tier") == ()


def test_an_account_in_several_groups_divides_its_cost_evenly():
    assert borne(cost(100, groups=("a", "b", "c"))) == {"a": 34, "b": 33, "c": 33}


def test_a_shared_cost_follows_its_driver_to_the_cent():
    assert borne(cost(10_001), drivers=touches(top=2, wide=1)) == {"top": 6_667, "wide": 3_334}


def test_a_cost_of_a_tier_is_shared_by_the_work_on_that_tiers_accounts():
    found = shares(
        [cost(900, target=TOP)],
        dimension="industry",
        drivers={("", TOP): touches(finance=1, retail=2), ("", EVERYONE): touches(finance=9)},
    )

    assert [(share.group, share.cents) for share in found] == [("finance", 300), ("retail", 600)]


def test_each_period_is_shared_by_its_own_work():
    months = [Cost(id=n, slot=f"2026-0{n}", on=date(2026, n, 1), cents=100, target=EVERYONE) for n in (1, 2)]

    found = shares(
        months,
        dimension="tier",
        drivers={("2026-01", EVERYONE): touches(top=1), ("2026-02", EVERYONE): touches(wide=1)},
    )

    assert [(share.cost.slot, share.group, share.cents) for share in found] == [
        ("2026-01", "top", 100),
        ("2026-02", "wide", 100),
    ]


def test_a_cost_nobody_was_worked_for_stays_in_no_group():
    assert borne(cost()) == {"": 10_000}
    assert borne(cost(), drivers=touches(top=0)) == {"": 10_000}


def test_a_cost_without_a_rate_is_unknown_to_everyone_who_bears_it():
    assert borne(cost(None, groups=("a", "b"))) == {"a": None, "b": None}
    assert borne(cost(None), drivers=touches(top=3, wide=1, idle=0)) == {"top": None, "wide": None}
    assert borne(cost(None)) == {"": None}


@given(
    cents=st.integers(-(10**9), 10**9),
    groups=st.lists(st.sampled_from("abcd"), unique=True, max_size=4),
    work=st.dictionaries(st.sampled_from("abcd"), st.integers(0, 1000)),
)
def test_the_shares_add_exactly_to_the_cost(cents, groups, work):
    found = shares([cost(cents, groups=tuple(groups))], dimension="tier", drivers={("", EVERYONE): touches(**work)})

    assert sum(share.cents or 0 for share in found) == cents
