"""What customers were worth is written as measures, and follows deals, margins and rates."""

from __future__ import annotations

from datetime import UTC, date, datetime

from accounts.models import AccountMeasure
from metrics.selectors.account_values import Slice
from metrics.services.account_values import account_values_refresh, account_values_request
from metrics.services.settings import metric_settings_update
from outbox.models import Message
from outbox.services import message_append, outbox_drain
from tests.factories import AccountFactory
from tests.metrics.factories import WonDealFactory
from users.services import Actor

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
ACTOR = Actor.of_command("test")


def measures() -> dict[str, int | None]:
    return dict(AccountMeasure.objects.filter(key__in=["ltv", "won_revenue"]).values_list("key", "value"))


def test_the_worth_of_customers_is_written_and_announced_once(as_acme):
    account = AccountFactory()
    WonDealFactory(account=account, gross_margin_bp=4000)
    given = {"tenant": as_acme, "among": Slice(keys=(account.pk,)), "today": date(2026, 5, 4), "now": NOW}

    assert account_values_refresh(**given) == 1
    assert account_values_refresh(**given) == 0

    assert measures() == {"ltv": 40_000, "won_revenue": 100_000}
    assert Message.objects.filter(consumer="accounts.account_refresh", key=account.pk).exists()


def test_a_changed_deal_moves_its_account(as_acme):
    deal = WonDealFactory(gross_margin_bp=4000)
    message_append(topic="deal.changed", keys=[deal.pk])

    outbox_drain()

    assert measures() == {"ltv": 40_000, "won_revenue": 100_000}


def test_every_account_is_looked_at_in_ranges(as_acme):
    WonDealFactory(gross_margin_bp=4000)
    WonDealFactory(gross_margin_bp=5000)

    account_values_request()
    outbox_drain()

    values = AccountMeasure.objects.filter(key="ltv").order_by("value").values_list("value", flat=True)
    assert list(values) == [40_000, 50_000]


def test_the_usual_margin_makes_worths_known(as_acme):
    WonDealFactory()
    terms = {"qualified_stages": None, "low_n": 20, "lifetime_cap_months": 60, "monthly_discount_bp": 100}

    metric_settings_update(default_margin_bp=7000, actor=ACTOR, **terms)
    outbox_drain()

    assert measures() == {"ltv": 70_000, "won_revenue": 100_000}
