"""Reads of segments, and a segment's rule as a query."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet

from accounts.domain.segments import RANGES, Bounds, SegmentRule, segment_rule_parse
from accounts.models import Account, Segment, SegmentAccount

CENTS = 100


def segment_list() -> QuerySet[Segment]:
    """This function will return the segments by name, each with ``size``: the number of its accounts."""
    return Segment.objects.annotate(size=Count("members")).order_by("name", "pk")


def segment_choices() -> list[tuple[str, str]]:
    """This function will return the segments as (key, name), by name, for select fields."""
    return list(Segment.objects.order_by("name", "pk").values_list("key", "name"))


def _bounds_query(column: str, bounds: Bounds, unit: int) -> Q:
    query = Q()
    if bounds.min is not None:
        query &= Q(**{f"{column}__gte": bounds.min * unit})
    if bounds.max is not None:  # facts are whole units: the last cent below the next one still belongs
        query &= Q(**{f"{column}__lt": (bounds.max + 1) * unit})
    return query


def segment_rule_query(rule: SegmentRule) -> Q:
    """This function will return the rule as a condition on accounts; it agrees with ``SegmentRule.holds``."""
    query = Q()
    for column in ("industry", "country", "lifecycle"):
        if getattr(rule, column):
            query &= Q(**{f"{column}__in": getattr(rule, column)})
    if rule.technologies:
        query &= Q(technologies__overlap=list(rule.technologies))
    columns = dict(zip(RANGES, (("employees", 1), ("annual_revenue_cents", CENTS)), strict=True))
    for key, (column, unit) in columns.items():
        query &= _bounds_query(column, getattr(rule, key), unit)
    return query


def segment_rule_count(rule: SegmentRule) -> int:
    """This function will return how many accounts the rule takes in now."""
    return int(Account.objects.filter(segment_rule_query(rule)).count())


def segment_rule_count_of(rule: dict[str, Any] | None) -> int | None:
    """This function will return how many accounts a rule in JSON takes in now; None where there is no rule."""
    return segment_rule_count(segment_rule_parse(rule)) if rule else None


def segment_account_list(*, segment_id: int) -> QuerySet[Account]:
    """This function will return a segment's accounts by name."""
    members = SegmentAccount.objects.filter(segment_id=segment_id).values("account_id")
    found: QuerySet[Account] = Account.objects.filter(pk__in=members).order_by("name_key", "pk")
    return found


def industry_list() -> list[str]:
    """This function will return the industries that occur, by name; one index scan of the workspace."""
    rows = (
        Account.objects.filter(industry__isnull=False)
        .values_list("industry", flat=True)
        .distinct()
        .order_by("industry")
    )
    return [str(row) for row in rows]
