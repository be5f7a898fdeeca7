"""What was shown and said in deals that were won, against deals that were lost.

Deals are the unit: an asset shown three times to one customer counts once. Won and lost deals are *sampled*, so odds
are compared, never win probabilities. Source: docs/formulas.md#persona-odds-ratio.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from common.statistics import Table2x2, fisher_two_sided, holm_adjusted, odds_ratio

SIGNIFICANT = 0.05


@dataclass(frozen=True, slots=True)
class Seen:
    """In how many won and lost deals a thing occurred; ``resolved`` counts objections that were answered."""

    label: str
    won: int
    lost: int
    resolved: int = 0


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing compared; ``p`` is corrected for looking at all of them together."""

    label: str
    table: Table2x2
    odds: float
    p: float
    is_low_n: bool
    resolved: int = 0

    @property
    def n(self) -> int:
        """The deals it occurred in."""
        return self.table.won_with + self.table.lost_with

    @property
    def leans(self) -> str:
        """Where the evidence points: ``won``, ``lost``, or nowhere (empty)."""
        if self.p >= SIGNIFICANT:
            return ""
        return "won" if self.odds > 1 else "lost"


def findings(seen: Iterable[Seen], *, won: int, lost: int, low_n: int) -> list[Finding]:
    """This function will compare things over ``won`` and ``lost`` deals with a session, most frequent first.

    ``low_n``: fewer deals than this on both sides together say little.
    """
    listed = sorted(seen, key=lambda one: (-(one.won + one.lost), one.label))
    tables = [Table2x2(one.won, won - one.won, one.lost, lost - one.lost) for one in listed]
    corrected = holm_adjusted([fisher_two_sided(table) for table in tables])
    return [
        Finding(one.label, table, odds_ratio(table), p, one.won + one.lost < low_n, one.resolved)
        for one, table, p in zip(listed, tables, corrected, strict=True)
    ]
