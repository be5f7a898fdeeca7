"""Rates, targets and settings are kept by managers and read by all."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from metrics.models import ExchangeRate, MetricSettings, Target
from tests.metrics.factories import RateFactory

pytestmark = pytest.mark.usefixtures("as_acme")
SETTINGS = {"low_n": "10", "lifetime_cap_months": "60", "monthly_discount": "1", "default_margin": "72.5"}


@pytest.fixture
def manager(login: Any) -> Any:
    return login("manager")


def upload(client: Any, content: bytes) -> Any:
    return client.post(f"{client.base}/metrics/rates/", {"file": SimpleUploadedFile("rates.csv", content)})


def test_one_rate_is_added_and_deleted(manager):
    given = {"currency": "usd", "valid_on": "2026-01-01", "rate": "0.91"}
    assert manager.post(f"{manager.base}/metrics/rates/", given).status_code == 302
    rate = ExchangeRate.objects.get()
    assert (rate.currency, rate.rate) == ("USD", Decimal("0.91"))
    assert "0.91" in manager.get(f"{manager.base}/metrics/rates/").content.decode()

    assert manager.post(f"{manager.base}/metrics/rates/{rate.pk}/delete/").status_code == 302
    assert not ExchangeRate.objects.exists()


def test_a_file_of_rates_is_read_whole_and_given_back(manager):
    file = b"\xef\xbb\xbfcurrency,valid_on,rate\r\nUSD,2026-01-01,0.9\r\nHUF,2026-01-02,0.0025\r\n"
    assert upload(manager, file).status_code == 302

    given = manager.get(f"{manager.base}/metrics/rates/", {"format": "csv"})

    assert b"HUF,2026-01-02,0.0025" in b"".join(given.streaming_content)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"currency,valid_on,rate\nUSD,2026-01-01,0.9\nUSD,soon,1\n", "Line 3 is not a dated rate."),
        (b"currency,valid_on,rate\nUSD,2026-01-01,-1\n", "Line 2 is not a dated rate."),
        (b"currency,valid_on,rate\nQQQ,2026-01-01,1\n", "Line 2: QQQ is not an ISO 4217 currency code."),
        (b"currency,valid_on,rate\nEUR,2026-01-01,1\n", "own currency"),
        (b"a,b\n1,2\n", "The header needs the columns"),
        (b"\xff\xfe\x00", "not UTF-8"),
        (b"currency,valid_on,rate\n\x00\n", "not text"),
        (b"", "empty"),
    ],
)
def test_a_file_with_a_fault_stores_nothing_and_names_it(manager, content, message):
    response = upload(manager, content)

    assert (response.status_code, ExchangeRate.objects.count()) == (422, 0)
    assert message in response.content.decode()


def test_settings_are_saved(manager):
    given = {**SETTINGS, "qualified_stages": "Demo\n\nOffer "}

    assert manager.post(f"{manager.base}/metrics/settings/", given).status_code == 302

    stored = MetricSettings.objects.get()
    assert (stored.default_margin_bp, stored.qualified_stages, stored.low_n) == (7250, ["Demo", "Offer"], 10)
    assert "72.5" in manager.get(f"{manager.base}/metrics/settings/").content.decode()


def test_impossible_settings_are_refused(manager):
    assert manager.post(f"{manager.base}/metrics/settings/", {**SETTINGS, "default_margin": "101"}).status_code == 422
    assert not MetricSettings.objects.exists()


def test_a_target_is_set_and_taken_away(manager):
    url = f"{manager.base}/metrics/targets/"
    manager.post(url, {"month": "2026-01-15", "amount": "1000"})
    assert list(Target.objects.values_list("month", "amount_cents")) == [(date(2026, 1, 1), 100_000)]

    manager.post(url, {"month": "2026-01-15", "amount": ""})
    manager.post(url, {"month": "never"})
    assert not Target.objects.exists()


@pytest.mark.parametrize("role", ["read_only", "rep", "marketer"])
def test_others_read_but_do_not_write(login, role):
    client = login(role)
    rate = RateFactory()

    for path in ("rates/", "settings/"):
        assert client.get(f"{client.base}/metrics/{path}").status_code == 200
    for path in ("rates/", "settings/", "targets/", f"rates/{rate.pk}/delete/"):
        assert client.post(f"{client.base}/metrics/{path}", {}).status_code == 403
