"""Which personas have nothing to see at which stage, and the open pipeline that waits for it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
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


@dataclass(frozen=True, slots=True)
class Stake:
    """Open deals of one buyer stage whose committees hold the same personas."""

    stage_id: int
    persona_ids: frozenset[int]
    deals: int
    cents: int  # of those whose value is known, in the workspace's currency
    unpriced: int  # deals without an amount, or without a rate for its currency


@dataclass(frozen=True, slots=True)
class Worth:
    """Open deals and what they are worth."""

    deals: int = 0
    cents: int = 0
    unpriced: int = 0

    @property
    def known_cents(self) -> int | None:
        """This function will return the value, None where there are deals and none of them has one."""
        return None if self.deals and self.deals == self.unpriced else self.cents


def gap_worths(
    *, stakes: Iterable[Stake], gaps: Collection[tuple[int, int]]
) -> tuple[dict[tuple[int, int], Worth], Worth]:
    """This function will price gaps, ``(persona, stage)``, in open pipeline: of each, and of all together.

    A deal counts in the gap of each persona on its committee, and once in the whole: the parts may add up to more.
    Source: docs/formulas.md#content-gaps.
    """
    worths = dict.fromkeys(gaps, Worth())
    whole = Worth()
    for stake in stakes:
        waiting = [(persona, stake.stage_id) for persona in stake.persona_ids if (persona, stake.stage_id) in worths]
        for gap in waiting:
            worths[gap] = _with(worths[gap], stake)
        if waiting:
            whole = _with(whole, stake)
    return worths, whole


def _with(worth: Worth, stake: Stake) -> Worth:
    return Worth(worth.deals + stake.deals, worth.cents + stake.cents, worth.unpriced + stake.unpriced)
