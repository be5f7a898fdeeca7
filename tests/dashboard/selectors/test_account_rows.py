from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache

from accounts.models import AccountMeasure
from dashboard.selectors.account_rows import account_rows, filter_options
from engagement.models import SalesSession, Touch
from metrics.models import ExchangeRate
from tests.factories import DealFactory, UserFactory
from tests.tiers.factories import NOON, placed, policy, primary_version, scored

pytestmark = pytest.mark.usefixtures("as_acme")


def test_a_line_gathers_what_every_room_knows():
    tiers = policy()
    owner = UserFactory(name="Ann")
    account = scored("Alpha", 80_000, potential=90_000, owner=owner, employees=10)
    placed(account, tiers[1])
    for cents, currency, status in ((100, "EUR", "open"), (50, "EUR", "open"), (70, "USD", "open"), (9, "EUR", "won")):
        DealFactory(account=account, amount_cents=cents, currency=currency, status=status)
    Touch.objects.create(external_id="t", account=account, kind="call", occurred_at=NOON)
    SalesSession.objects.create(account=account, title="Later", starts_at=NOON + timedelta(days=1), status="held")
    SalesSession.objects.create(account=account, title="Planned", starts_at=NOON + timedelta(days=9))
    AccountMeasure.objects.create(account=account, key="committee_coverage", value=6_667, source="test", at=NOON)

    (row,) = account_rows([account.pk], profile_id=primary_version().profile_id, currency="EUR")

    assert (row.name, row.owner, row.score_milli, row.potential_milli, row.excluded) == (
        "Alpha",
        "Ann",
        80_000,
        90_000,
        False,
    )
    assert (row.tier, row.tier_rank) == ("Tier 2", 2)
    assert (row.open_deals, row.pipeline_cents, row.other_currencies) == (3, 150, True)
    for day, rate in ((NOON.date() - timedelta(days=9), "9"), (NOON.date(), "0.5")):
        ExchangeRate.objects.create(currency="USD", valid_on=day, rate=Decimal(rate))
    (converted,) = account_rows([account.pk], profile_id=None, currency="EUR")
    assert (converted.pipeline_cents, converted.other_currencies) == (150 + 35, False)
    assert row.last_touch_at == NOON + timedelta(days=1)
    assert (row.coverage_bp, row.engagement_points) == (6_667, None)


def test_an_amount_without_currency_is_in_the_workspaces_own():
    account = scored("Alpha", None)
    DealFactory(account=account, amount_cents=100, currency=None, status="open")

    (row,) = account_rows([account.pk], profile_id=None, currency="EUR")

    assert (row.open_deals, row.pipeline_cents, row.other_currencies) == (1, 100, False)


def test_what_nobody_knows_is_none_and_the_order_is_that_of_the_keys():
    first, second = scored("A", None), scored("B", None)

    rows = account_rows([second.pk, first.pk], profile_id=None, currency="EUR")

    assert [row.name for row in rows] == ["B", "A"]
    assert (rows[0].score_milli, rows[0].tier, rows[0].pipeline_cents, rows[0].last_touch_at) == (None,) * 4


def test_any_number_of_lines_takes_one_query(django_assert_num_queries):
    keys = [scored(f"A{number}", 1_000).pk for number in range(30)]
    profile_id = primary_version().profile_id

    with django_assert_num_queries(1):
        assert len(account_rows(keys, profile_id=profile_id, currency="EUR")) == 30


def test_the_options_are_the_values_that_occur_once_each():
    cache.clear()
    for industry, country in (("Retail", "HU"), ("Energy", "HU"), ("Retail", None)):
        scored("A", None, industry=industry, country=country)

    assert filter_options() == {"industry": ["Energy", "Retail"], "country": ["HU"]}
