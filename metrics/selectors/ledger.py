"""The spend ledger, the rates and the targets, as they are listed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet, Sum

from metrics.models import ExchangeRate, Spend, Target


def spend_list(*, given: Mapping[str, Any] | None = None) -> QuerySet[Spend]:
    """This function will list costs, newest first, narrowed by day, category and department."""
    rows: QuerySet[Spend] = Spend.objects.select_related("account")
    filters = given or {}
    rows = rows.filter(**{name: filters[name] for name in ("category", "department") if filters.get(name)})
    if filters.get("start"):
        rows = rows.filter(spent_on__gte=filters["start"])
    if filters.get("end"):
        rows = rows.filter(spent_on__lt=filters["end"])
    return rows.order_by("-spent_on", "-pk")


def spend_totals(rows: QuerySet[Spend]) -> list[tuple[str, int, int]]:
    """This function will add costs up by currency: code, cents, entries."""
    found = rows.order_by().values_list("currency").annotate(cents=Sum("amount_cents"), n=Count("pk"))
    return list(found.order_by("currency"))


def spend_find(*, public_id: UUID) -> Spend | None:
    """This function will return a cost, or None."""
    found: Spend | None = spend_list().filter(public_id=public_id).first()
    return found


def rate_list() -> QuerySet[ExchangeRate]:
    """This function will list the rates by currency, the newest first."""
    found: QuerySet[ExchangeRate] = ExchangeRate.objects.order_by("currency", "-valid_on")
    return found


def currencies_without_rate(currencies: Iterable[str], *, home: str) -> list[str]:
    """This function will return, sorted, those of ``currencies`` whose amounts no stored rate converts."""
    foreign = set(currencies) - {home}
    if not foreign:
        return []
    known = ExchangeRate.objects.filter(currency__in=foreign).values_list("currency", flat=True)
    return sorted(foreign - set(known))


def target_list() -> QuerySet[Target]:
    """This function will list the targets, the newest month first."""
    found: QuerySet[Target] = Target.objects.order_by("-month")
    return found
