"""What the best have in common: shares of the known, lift against all, corrected p."""

from __future__ import annotations

import pytest

from accounts.domain.traits import Counted, Trait, band_ends, is_banded, lift, traits_compared

SOFTWARE = Counted("industry", "Software", best=30, best_known=40, rest=20, rest_known=120)


def test_lift_divides_the_share_of_the_best_by_that_of_all():
    assert lift(SOFTWARE) == pytest.approx(0.75 / (50 / 160))
    assert lift(Counted("industry", "x", 0, 0, 0, 0)) == 1.0


def test_shares_are_of_those_whose_fact_is_known():
    trait = Trait(SOFTWARE, 0.01)

    assert (trait.best_share, trait.rest_share, trait.n) == (0.75, 20 / 120, 50)
    interval = trait.interval
    assert interval is not None
    assert (round(interval.low, 3), round(interval.high, 3)) == (0.598, 0.858)
    assert Trait(Counted("industry", "x", 0, 0, 1, 5), 1).interval is None


def test_p_is_corrected_for_all_traits_looked_at():
    alone = traits_compared([SOFTWARE])[0]
    among = traits_compared([SOFTWARE, Counted("industry", "Retail", 5, 40, 14, 120)])[0]

    assert among.value == "Software" and among.p == pytest.approx(2 * alone.p)
    assert among.speaks


def test_the_surest_come_first_and_what_is_rarer_among_the_best_does_not_speak_for_them():
    rare = Counted("country", "FR", 1, 40, 90, 120)
    found = traits_compared([Counted("country", "DE", 12, 40, 36, 120), rare])

    assert [trait.value for trait in found] == ["FR", "DE"]
    assert found[0].speaks_against and not found[0].speaks and not found[1].speaks


def test_few_say_little():
    assert Trait(Counted("industry", "x", 5, 40, 5, 120), 0.5).is_low_n
    assert not Trait(SOFTWARE, 0.5).is_low_n


def test_bands_touch_and_the_last_has_no_end():
    assert band_ends("employees", 0) == (0, 10)
    assert band_ends("employees", 1) == (11, 50)
    assert band_ends("employees", 6) == (5001, None)
    assert is_banded("annual_revenue") and not is_banded("industry")
    with pytest.raises(IndexError):
        band_ends("employees", 7)


def test_a_trait_has_a_key():
    assert traits_compared([SOFTWARE])[0].key == "industry=Software"
