"""The gap matrix."""

from __future__ import annotations

from datetime import date

from content.domain.gaps import gap_matrix
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
