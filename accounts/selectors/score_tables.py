"""Where the scores of accounts and those of deals are kept: two pairs of tables with the same columns."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.domain.icp_facts import Subject


@dataclass(frozen=True)
class ScoreTables:
    """The tables of one subject. ``key``: the column that names what is scored; ``lock``: its scoring lock."""

    objects: str
    scores: str
    changes: str
    key: str
    lock: str


SCORE_TABLES: dict[Subject, ScoreTables] = {
    Subject.ACCOUNT: ScoreTables("account", "fit_score", "fit_score_change", "account_id", "fit"),
    Subject.DEAL: ScoreTables("deal", "deal_score", "deal_score_change", "deal_id", "win"),
}
