from __future__ import annotations

import numpy as np

from accounts.domain.learning.frame import text_column
from accounts.domain.learning.leakage import leaks_find
from tests.accounts.domain.learning.samples import frame_of, signal_frame

WON = [row % 5 < 2 for row in range(500)]


def reasons(found):
    return {one.field: one.reason for one in found}


def test_honest_fields_are_left_alone():
    leaks = leaks_find(signal_frame(600))
    assert (leaks.leaky, leaks.suspect) == ((), ())


def test_a_field_that_repeats_the_outcome_is_near_perfect():
    amount = [(100 + row) if won else 0 for row, won in enumerate(WON)]
    leaks = leaks_find(frame_of(WON, numbers={"deal.amount": amount}))
    assert reasons(leaks.leaky) == {"deal.amount": "near_perfect"}
    assert leaks.leaky[0].numbers == {"auc": 1.0}


def test_a_field_filled_in_only_for_won_deals_is_found_though_it_is_rare():
    seller = ["anna" if won and row % 7 == 0 else None for row, won in enumerate(WON)]
    leaks = leaks_find(frame_of(WON, texts={"deal.custom.Seller": seller}))
    assert reasons(leaks.leaky) == {"deal.custom.Seller": "one_outcome_only"}


def test_a_field_filled_in_twice_as_often_for_won_deals_was_filled_in_after_the_outcome():
    quality = [f"q{row % 3}" if (row % 10 < 8 if won else row % 10 < 4) else None for row, won in enumerate(WON)]
    leaks = leaks_find(frame_of(WON, texts={"deal.custom.Quality": quality}))
    assert reasons(leaks.leaky) == {"deal.custom.Quality": "filled_after_outcome"}
    assert leaks.leaky[0].numbers == {"won": 1.0, "lost": 0.3333333333333333}


def test_select_is_nobodys_choice():
    quality = [f"q{row % 4}" if won or row % 3 == 0 else "Select" for row, won in enumerate(WON)]
    leaks = leaks_find(frame_of(WON, texts={"deal.custom.Quality": quality}))
    assert reasons(leaks.leaky) == {"deal.custom.Quality": "filled_after_outcome"}


def test_a_somewhat_uneven_field_is_only_suspect():
    job = [f"j{row % 3}" if won or row % 3 else None for row, won in enumerate(WON)]
    leaks = leaks_find(frame_of(WON, texts={"deal.custom.Job": job}))
    assert (reasons(leaks.leaky), reasons(leaks.suspect)) == ({}, {"deal.custom.Job": "filled_after_outcome"})


def test_a_field_blank_on_open_deals_and_filled_in_on_closed_ones_leaks():
    rng = np.random.default_rng(1)
    reason = list(rng.choice(["price", "timing", "fit"], 500))
    open_columns = [text_column("deal.custom.Why", [None] * 38 + ["price"] * 2)]
    leaks = leaks_find(frame_of(WON, texts={"deal.custom.Why": reason}), open_columns)
    assert reasons(leaks.leaky) == {"deal.custom.Why": "blank_until_close"}
    assert leaks.leaky[0].numbers == {"open": 0.05, "closed": 1.0}


def test_an_account_s_lifecycle_follows_the_outcome_however_weakly_it_ranks():
    lifecycle = ["customer" if row % 3 else "prospect" for row in range(500)]
    leaks = leaks_find(frame_of(WON, texts={"lifecycle": lifecycle}))
    assert reasons(leaks.leaky) == {"lifecycle": "follows_outcome"}


def test_levels_that_nearly_always_won_or_lost_leak_though_the_rest_is_mixed():
    tags = ["closed" if won else "ringing" for won in WON[:250]]
    tags += [f"t{row % 4}" for row in range(250)]
    leaks = leaks_find(frame_of(WON, texts={"deal.custom.Tags": tags}))
    assert reasons(leaks.leaky) == {"deal.custom.Tags": "near_perfect_levels"}
    assert leaks.leaky[0].numbers == {"cover": 0.5}
