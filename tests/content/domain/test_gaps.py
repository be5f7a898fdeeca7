"""The gap matrix."""

from __future__ import annotations

from datetime import date

from content.domain.gaps import Stake, Worth, gap_matrix, gap_worths
from content.domain.recommendation import Candidate, Placing

TODAY = date(2026, 6, 30)


def asset(number: int, *placings: Placing, status="approved", expires_on=None) -> Candidate:
    return Candidate(number, f"Asset {number}", status, expires_on, "en", "low", placings)


def counts(*assets: Candidate, segment_id=None):
    rows = gap_matrix(candidates=assets, persona_ids=[1, 2], stage_ids=[10, 20], on=TODAY, segment_id=segment_id)
    return [[(cell.usable, cell.unusable) for cell in row] for row in rows]


def test_one_approved_asset_moves_exactly_its_cells():
    assert counts() == [[(0, 0), (0, 0)], [(0, 0), (0, 0)]]
    assert counts(asset(1, Placing(persona_id=1, stage_id=20))) == [[(0, 0), (1, 0)], [(0, 0), (0, 0)]]


def test_an_expired_asset_reopens_its_cells():
    expired = asset(1, Placing(persona_id=1, stage_id=10), expires_on=date(2026, 6, 29))

    assert counts(expired) == [[(0, 1), (0, 0)], [(0, 0), (0, 0)]]


def test_any_stage_counts_in_every_column_and_once_per_cell():
    both = asset(1, Placing(persona_id=2), Placing(persona_id=2, stage_id=10))

    assert counts(both) == [[(0, 0), (0, 0)], [(1, 0), (1, 0)]]


def test_a_segment_counts_its_own_and_general_assets():
    own, general = asset(1, Placing(1, 10, segment_id=5)), asset(2, Placing(1, 10))

    assert counts(own, general, segment_id=5)[0][0] == (2, 0)
    assert counts(own, general, segment_id=6)[0][0] == (1, 0)


def test_retired_assets_do_not_wait():
    assert counts(asset(1, Placing(1, 10), status="retired"))[0][0] == (0, 0)


def test_a_deal_counts_in_the_gap_of_each_persona_and_once_in_the_whole():
    cfo, cmo, decision = 1, 2, 10
    stakes = [
        Stake(decision, frozenset({cfo}), 1, 10_000_000, 0),
        Stake(decision, frozenset({cfo, cmo}), 1, 5_000_000, 0),
        Stake(20, frozenset({cfo}), 7, 700, 0),
        Stake(decision, frozenset(), 3, 300, 0),
    ]

    worths, whole = gap_worths(stakes=stakes, gaps={(cfo, decision), (cmo, decision), (cmo, 20)})

    assert worths[cfo, decision] == Worth(2, 15_000_000, 0)
    assert worths[cmo, decision] == Worth(1, 5_000_000, 0)
    assert worths[cmo, 20] == Worth()
    assert whole == Worth(2, 15_000_000, 0)


def test_a_value_is_unknown_when_no_deal_has_one_and_nothing_without_deals():
    assert Worth(2, 0, 2).known_cents is None
    assert Worth(2, 100, 1).known_cents == 100
    assert Worth().known_cents == 0
