"""An ask names its values once, and writes the months its sources look at."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from psycopg2 import sql

from metrics.domain.period import Period
from metrics.domain.query import Grouping, Slot
from metrics.models import MetricSettings
from metrics.selectors.fragments import Part
from metrics.selectors.sources import Ask, fetch
from tests.metrics.selectors.asking import day
from tests.metrics.selectors.test_totals import TODAY, ask

pytestmark = pytest.mark.usefixtures("as_acme")


def asked(*slots: Slot, first: date = TODAY, **settings: Any) -> Ask:
    return Ask(query=ask(by="Plan %"), slots=list(slots), settings=MetricSettings(**settings), first_day=first)


def listed(starts: Part) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in fetch(sql.SQL("select key, day, is_last from {}").format(starts), {})]


def test_the_values_are_the_workspaces_and_the_querys(as_acme):
    assert asked(default_margin_bp=700, qualified_stages=["Demo", "Ang\u00e9bot"]).parameters() == {
        "tenant": as_acme.pk,
        "home": "EUR",
        "today": TODAY,
        "margin": 700,
        "tz": "Europe/Budapest",
        "stages": '["Demo", "Ang\\u00e9bot"]',
        "custom_key": "Plan %",
    }
    assert asked().parameters()["stages"] is None
    assert asked().query.grouping == Grouping.parse("Plan %")


def test_month_starts_run_from_the_first_known_day_to_today_and_the_last_is_marked():
    found = listed(asked(Slot("", Period()), first=day(5, 2)).month_starts())

    assert found == [("", day(6, 1), False), ("", day(7, 1), True)]


def test_each_period_has_its_own_month_starts():
    slots = [Slot("2026-01", Period(day(1, 1), day(2, 1))), Slot("2026-02", Period(day(2, 1), day(3, 1)))]

    assert listed(asked(*slots, first=day(1, 1)).month_starts()) == [
        ("2026-01", day(1, 1), True),
        ("2026-02", day(2, 1), True),
    ]


def test_a_period_without_a_month_start_has_none():
    assert listed(asked(Slot("", Period(day(1, 2), day(1, 31))), first=day(1, 1)).month_starts()) == []


def test_churn_looks_at_the_six_whole_months_before_the_periods_end():
    found = listed(asked(Slot("k", Period(None, day(5, 20)))).churn_starts())

    assert found == [
        ("k", one, False) for one in (day(11, 1, 2025), day(12, 1, 2025), day(1, 1), day(2, 1), day(3, 1), day(4, 1))
    ]


def test_rows_come_as_dicts_by_the_names_of_their_columns():
    assert fetch(sql.SQL("select %(n)s + 1 as n, 'a%%b' as word"), {"n": 1}) == [{"n": 2, "word": "a%b"}]
