"""Whence the facts of an account are, and of when: its source, a later change, an event, an opinion, a measure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from accounts.domain.icp_facts import CUSTOM, MEASURE, RATING, SIGNAL, SIGNAL_COUNT, FactRead, fact_split
from accounts.models import Account, AccountMeasure, FactChange, Signal, TeamRating
from accounts.selectors.scores_facts import COLUMNS


@dataclass(frozen=True)
class FactOrigin:
    """Who said it, and when it became so."""

    source: str
    at: datetime


def fact_origins(account: Account, reads: Sequence[FactRead], *, now: datetime) -> dict[FactRead, FactOrigin]:
    """This function will tell the origin of each fact: one query for each family that is read, none for the others."""
    readers: dict[str, Callable[[], dict[str, FactOrigin]]] = {
        SIGNAL: lambda: _events(account, now),
        RATING: lambda: _opinions(account),
        MEASURE: lambda: _measures(account),
        CUSTOM: lambda: _changes(account),
    }
    found: dict[str, dict[str, FactOrigin]] = {}
    origins: dict[FactRead, FactOrigin] = {}
    for read in reads:
        family, name = fact_split(read.key)
        family = {SIGNAL_COUNT: SIGNAL, "account": CUSTOM}.get(family, family)
        if family not in found:
            found[family] = readers[family]()
        if family != CUSTOM:
            if name in found[family]:
                origins[read] = found[family][name]
            continue
        names = (read.key, COLUMNS.get(read.key, read.key))
        changed = [found[family][key] for key in names if key in found[family]]
        first = FactOrigin(account.source, account.created_at)
        origins[read] = max(changed, key=lambda origin: origin.at, default=first)
    return origins


def _changes(account: Account) -> dict[str, FactOrigin]:
    rows = FactChange.objects.filter(object_kind="account", object_id=account.pk).order_by("at", "id")
    return {field: FactOrigin(source, at) for field, source, at in rows.values_list("field", "source", "at")}


def _events(account: Account, now: datetime) -> dict[str, FactOrigin]:
    rows = Signal.objects.filter(account_id=account.pk, occurred_at__lte=now).order_by("kind", "-occurred_at", "-id")
    newest = rows.distinct("kind").values_list("kind", "source", "occurred_at")
    return {kind: FactOrigin(source, at) for kind, source, at in newest}


def _opinions(account: Account) -> dict[str, FactOrigin]:
    rows = TeamRating.objects.filter(account_id=account.pk).values("department").annotate(at=Max("rated_at"))
    return {row["department"]: FactOrigin("team", row["at"]) for row in rows}


def _measures(account: Account) -> dict[str, FactOrigin]:
    rows = AccountMeasure.objects.filter(account_id=account.pk)
    return {row.key: FactOrigin(row.source, row.at) for row in rows}
