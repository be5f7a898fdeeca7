"""Metrics of each complete month, kept as they were worked out: what trends and targets read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import transaction

from metrics.domain.catalogue import NAMES, facts_needed
from metrics.domain.costs import NO_GROUP
from metrics.domain.metric import Metric
from metrics.domain.query import ALL, Cohort, Dimension, Grouping, MetricQuery, month_slots
from metrics.models import MetricSnapshot
from metrics.selectors.totals import ask_of, metrics_of, slot_sums, terms_by_slot
from tenancy.models import Tenant

GROUPINGS = (ALL, Grouping(Dimension.TIER))
_KEYS = ["tenant", "name", "month", "group_by", "group_key"]
_VALUES = ["value", "numerator", "denominator", "n", "unit", "reason", "flags", "formula_version", "computed_at"]
_COMPARED = ("value", "numerator", "denominator", "n", "unit", "reason", "flags", "formula_version")


def _snapshot(metric: Metric, *, month: date, grouping: Grouping, group: str, now: datetime) -> dict[str, Any]:
    places = 6  # what the columns keep
    return {
        "name": metric.name,
        "month": month,
        "group_by": grouping.label,
        "group_key": group,
        "value": metric.value,
        "numerator": None if metric.numerator is None else round(metric.numerator, places),
        "denominator": None if metric.denominator is None else round(metric.denominator, places),
        "n": metric.n,
        "unit": metric.unit.value,
        "reason": metric.reason,
        "flags": list(metric.flags),
        "formula_version": metric.formula_version,
        "computed_at": now,
    }


def _worked_out(query: MetricQuery, *, now: datetime) -> list[dict[str, Any]]:
    """Every metric of every complete month, for the whole workspace and by the tier an account was in then."""
    found: list[dict[str, Any]] = []
    for grouping in GROUPINGS:
        ask = ask_of(replace(query, grouping=grouping))
        slots = month_slots(period=query.period, first=ask.first_day, today=query.today)
        if not slots:
            continue
        ask = replace(ask, slots=slots)
        by_key = {slot.key: slot for slot in slots}
        terms = terms_by_slot(ask)
        for (key, group), sums in slot_sums(ask, facts_needed(NAMES, query.variants)).items():
            month = by_key[key].period.start
            if month is None or (grouping != ALL and group == NO_GROUP):
                continue
            found += [
                _snapshot(metric, month=month, grouping=grouping, group=group, now=now)
                for metric in metrics_of(sums, ask, terms[key])
            ]
    return found


@transaction.atomic
def snapshots_refresh(*, tenant: Tenant, today: date, now: datetime) -> int:
    """This function will work the snapshots out anew, write those that changed, and return how many did.

    ``today`` is the day in the workspace's time zone. A month's snapshot by tier uses the tier of then.
    """
    query = MetricQuery(
        names=NAMES, today=today, currency=tenant.currency, timezone=tenant.timezone, cohort=Cohort.THEN
    )
    known = {
        (row["name"], row["month"], row["group_by"], row["group_key"]): tuple(row[name] for name in _COMPARED)
        for row in MetricSnapshot.objects.values(*_KEYS[1:], *_COMPARED)
    }
    changed = [
        row
        for row in _worked_out(query, now=now)
        if known.get((row["name"], row["month"], row["group_by"], row["group_key"]))
        != tuple(row[name] for name in _COMPARED)
    ]
    MetricSnapshot.objects.bulk_create(
        [MetricSnapshot(tenant=tenant, **row) for row in changed],
        update_conflicts=True,
        unique_fields=_KEYS,
        update_fields=_VALUES,
        batch_size=1000,
    )
    return len(changed)
