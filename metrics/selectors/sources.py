"""How a kind of row is described: its SQL, and what its columns add up to."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection
from psycopg2 import sql

from metrics.domain.period import churn_months
from metrics.domain.query import MetricQuery, Slot
from metrics.models import MetricSettings
from metrics.selectors.fragments import Part
from tenancy.context import required_tenant_id


@dataclass(frozen=True, slots=True)
class Ask:
    """A query with its periods and the workspace's settings, ready to become SQL."""

    query: MetricQuery
    slots: list[Slot]
    settings: MetricSettings
    first_day: date  # earliest day anything is known of

    def parameters(self) -> dict[str, Any]:
        """This function will give the values every piece of SQL may name."""
        query = self.query
        return {
            "tenant": required_tenant_id(),
            "home": query.currency,
            "today": query.today,
            "margin": self.settings.default_margin_bp,
            "tz": query.timezone,
            "stages": None if self.settings.qualified_stages is None else json.dumps(self.settings.qualified_stages),
            "custom_key": query.grouping.name,
        }

    def month_starts(self) -> Part:
        """This function will write ``start(key, day, is_last)``: the month starts of each period up to today."""
        rows: list[Part] = []
        for slot in self.slots:
            days = slot.period.month_starts(first=self.first_day, last=self.query.today)
            rows += [_month_row(slot.key, day.isoformat(), day == days[-1]) for day in days]
        return _months_table(rows)

    def churn_starts(self) -> Part:
        """This function will write ``start(key, day, is_last)``: the six whole months each period's churn looks at."""
        rows: list[Part] = []
        for slot in self.slots:
            days = churn_months(period=slot.period, today=self.query.today)
            rows += [_month_row(slot.key, day.isoformat(), False) for day in days]
        return _months_table(rows)


def _month_row(key: str, day: str, is_last: bool) -> Part:
    return sql.SQL("({}, {}::date, {})").format(sql.Literal(key), sql.Literal(day), sql.Literal(is_last))


def _months_table(rows: list[Part]) -> Part:
    if not rows:
        return sql.SQL("(select ''::text, null::date, false where false) as start(key, day, is_last)")
    return sql.SQL("(values {}) as start(key, day, is_last)").format(sql.SQL(", ").join(rows))


@dataclass(frozen=True, slots=True)
class Source:
    """A kind of row.

    ``rows`` writes a select with the columns slot_key, id, account_id, owner, on_date, deal_id, contact_id and one per
    number; ``totals`` maps fields of ``Sums`` to what adds them up; ``shown`` names the numbers a drill-down lists.
    Where ``parts`` is given it writes what the rows are put together from, whose numbers add up to the same.
    ``only`` names the one metric that reads a sum, where another does not: it stays nought unless that is asked for.
    """

    kind: str  # deal | account | touch | tier_assignment: what ``id`` points at
    rows: Callable[[Ask], Part]
    totals: dict[str, str]
    shown: tuple[str, ...]
    money: frozenset[str] = field(default_factory=frozenset)  # the shown columns that are cents
    parts: Callable[[Ask], Part] | None = None
    only: dict[str, str] = field(default_factory=dict)


def fetch(statement: Part, parameters: dict[str, Any]) -> list[dict[str, Any]]:
    """This function will run a select and give its rows as dicts."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        names = [one[0] for one in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
