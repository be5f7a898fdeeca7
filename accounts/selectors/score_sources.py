"""Whence the facts of an account or a deal are, and of when: source, later change, event, opinion, measure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.domain.icp_facts import (
    CUSTOM,
    DEAL,
    DEAL_CUSTOM,
    EXCLUDED,
    MEASURE,
    RATING,
    SCORE,
    SIGNAL,
    SIGNAL_COUNT,
    FactRead,
    Subject,
    fact_split,
)
from accounts.models import AccountMeasure, FactChange, FitScore, Signal
from accounts.selectors.ratings import opinions_over_time
from accounts.selectors.score_objects import ScoredObject
from accounts.selectors.scores_facts import COLUMNS, DEAL_COLUMNS

AGES_SINCE = {
    "deal.age_days": "created_on",
    "deal.days_in_stage": "stage_changed_at",
    "deal.days_to_close": "expected_close_on",
}


@dataclass(frozen=True)
class FactOrigin:
    """Who said it, and when it became so."""

    source: str
    at: datetime


def fact_field(key: str) -> tuple[str, str] | None:
    """This function will name the kind of object and the field whose changes a fact follows; None: none are kept."""
    family, name = fact_split(key)
    if family == DEAL_CUSTOM:
        return Subject.DEAL, f"{CUSTOM}.{name}"
    if family == DEAL:
        return Subject.DEAL, DEAL_COLUMNS.get(key) or AGES_SINCE[key]
    if family == CUSTOM:
        return Subject.ACCOUNT, key
    return (Subject.ACCOUNT, COLUMNS[key]) if family == "account" else None


def fact_origins(scored: ScoredObject, reads: Sequence[FactRead], *, now: datetime) -> dict[FactRead, FactOrigin]:
    """This function will tell the origin of each fact: one query for each family that is read, none for the others."""
    account = scored.account.pk if scored.account else 0  # 0: no account, so nothing is found
    readers: dict[str, Callable[[], dict[str, FactOrigin]]] = {
        SIGNAL: lambda: _events(account, now),
        RATING: lambda: _opinions(account, now),
        MEASURE: lambda: _measures(account),
        SCORE: lambda: _standings(account),
        Subject.ACCOUNT: lambda: _changes(Subject.ACCOUNT, account, now),
        Subject.DEAL: lambda: _changes(Subject.DEAL, scored.pk, now),
    }
    found: dict[str, dict[str, FactOrigin]] = {}
    origins: dict[FactRead, FactOrigin] = {}
    for read in reads:
        family, name = fact_split(read.key)
        kept = fact_field(read.key)
        family, name = kept if kept else ({SIGNAL_COUNT: SIGNAL, EXCLUDED: SCORE}.get(family, family), name)
        if family not in found:
            found[family] = readers[family]()
        if name in found[family]:
            origins[read] = found[family][name]
        elif kept:
            origins[read] = _first(scored, family)
    return origins


def _first(scored: ScoredObject, kind: str) -> FactOrigin:
    """A fact that never changed is as old as its object."""
    if kind == Subject.ACCOUNT and scored.account is not None:
        return FactOrigin(scored.account.source, scored.account.created_at)
    return FactOrigin(scored.source, scored.created_at)


def _changes(kind: str, pk: int, now: datetime) -> dict[str, FactOrigin]:
    rows = FactChange.objects.filter(object_kind=kind, object_id=pk, at__lte=now).order_by("at", "id")
    return {field: FactOrigin(source, at) for field, source, at in rows.values_list("field", "source", "at")}


def _events(account_id: int, now: datetime) -> dict[str, FactOrigin]:
    rows = Signal.objects.filter(account_id=account_id, occurred_at__lte=now).order_by("kind", "-occurred_at", "-id")
    newest = rows.distinct("kind").values_list("kind", "source", "occurred_at")
    return {kind: FactOrigin(source, at) for kind, source, at in newest}


def _opinions(account_id: int, now: datetime) -> dict[str, FactOrigin]:
    opinions = [opinion for opinion in opinions_over_time(account_id) if opinion.at <= now]
    return {opinion.department: FactOrigin("team", opinion.at) for opinion in reversed(opinions)}


def _standings(account_id: int) -> dict[str, FactOrigin]:
    rows = FitScore.objects.filter(account_id=account_id).values_list("profile__key", "scored_at")
    return {key: FactOrigin("profile", at) for key, at in rows}


def _measures(account_id: int) -> dict[str, FactOrigin]:
    rows = AccountMeasure.objects.filter(account_id=account_id)
    return {row.key: FactOrigin(row.source, row.at) for row in rows}
