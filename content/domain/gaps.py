"""Which personas have nothing to see at which stage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from content.domain.recommendation import Candidate, usable


@dataclass(frozen=True, slots=True)
class Cell:
    """One persona at one stage: how many usable assets, and how many more wait for approval or are past their day."""

    persona_id: int
    stage_id: int
    usable: int
    unusable: int

    @property
    def is_gap(self) -> bool:
        """This function will tell whether there is nothing to show."""
        return self.usable == 0


def gap_matrix(
    *,
    candidates: Sequence[Candidate],
    persona_ids: Sequence[int],
    stage_ids: Sequence[int],
    on: date,
    segment_id: int | None = None,
) -> tuple[tuple[Cell, ...], ...]:
    """This function will count assets per persona (rows) and stage (columns), in the order given.

    An asset counts once in a cell. "Any" persona or stage counts in every row or column; with ``segment_id`` only
    placings of that segment or of any segment count, without it all do.
    """
    rows = []
    for persona_id in persona_ids:
        cells = []
        for stage_id in stage_ids:
            here = [asset for asset in candidates if _placed(asset, persona_id, stage_id, segment_id)]
            good = sum(usable(status=asset.status, expires_on=asset.expires_on, on=on) for asset in here)
            waiting = sum(asset.status != "retired" for asset in here) - good
            cells.append(Cell(persona_id, stage_id, good, max(waiting, 0)))
        rows.append(tuple(cells))
    return tuple(rows)


def _placed(asset: Candidate, persona_id: int, stage_id: int, segment_id: int | None) -> bool:
    return any(
        placing.persona_id in (None, persona_id)
        and placing.stage_id in (None, stage_id)
        and (segment_id is None or placing.segment_id in (None, segment_id))
        for placing in asset.placings
    )
