"""What the numbers would be if only the top were worked."""

from __future__ import annotations

from decimal import Decimal

import pytest

from metrics.domain.focus import bundle, focus_lines, sums_add
from metrics.domain.metric import Flag, Reason
from metrics.domain.sums import Sums, Terms

TOP = Sums(won=12, lost=8, won_value_cents=600_00, won_priced=12)
MIDDLE = Sums(won=10, lost=30, won_value_cents=300_00, won_priced=10)
NONE = Sums(won=8, lost=32, won_value_cents=100_00, won_priced=8)


def test_each_line_tells_the_tier_alone_and_with_all_above_it() -> None:
    top, middle, none = focus_lines([("t1", TOP), ("t2", MIDDLE), ("", NONE)], Terms())

    assert [line.own.win_rate.value for line in (top, middle, none)] == [
        Decimal("0.6000"),
        Decimal("0.2500"),
        Decimal("0.2000"),
    ]
    assert [line.down_to.win_rate.value for line in (top, middle, none)] == [
        Decimal("0.6000"),
        Decimal("0.3667"),
        Decimal("0.3000"),
    ]
    assert [line.down_to.closed for line in (top, middle, none)] == [20, 60, 100]
    assert [line.down_to.kept.value for line in (top, middle, none)] == [
        Decimal("0.2000"),
        Decimal("0.6000"),
        Decimal("1.0000"),
    ]
    assert [line.down_to.value_kept.value for line in (top, middle)] == [Decimal("0.6000"), Decimal("0.9000")]
    assert (top.down_to.won_value.value, none.down_to.won_value.value) == (Decimal("600.00"), Decimal("1000.00"))


def test_the_kept_deals_are_compared_with_those_left_out() -> None:
    top, whole = focus_lines([("t1", TOP), ("", NONE)], Terms())

    assert top.p == pytest.approx(0.003353, abs=1e-6)
    assert whole.p is None  # nothing is left out


def test_few_deals_are_flagged_and_none_have_no_rate() -> None:
    few, empty = focus_lines([("t1", Sums(won=3, lost=2)), ("t2", Sums())], Terms(low_n=20))

    assert few.own.win_rate.flags == (Flag.NOT_CAUSAL, Flag.LOW_N)
    assert few.own.win_rate.interval is not None
    assert (empty.own.win_rate.value, empty.own.win_rate.reason) == (None, Reason.NO_CLOSED_DEALS)
    assert few.own.value_kept.reason == Reason.NO_AMOUNTS


def test_without_any_deal_there_is_no_share_of_them() -> None:
    (line,) = focus_lines([("t1", Sums())], Terms())

    assert (line.own.kept.value, line.own.kept.reason, line.p) == (None, Reason.NO_CLOSED_DEALS, None)


def test_an_amount_without_a_rate_makes_shares_of_value_incomplete() -> None:
    whole = sums_add([TOP, Sums(won=1, won_unconverted=1)])

    assert bundle(TOP, whole, Terms()).value_kept.flags == (Flag.INCOMPLETE,)
