"""Reads of companies."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from accounts.models import AccountMeasure
from accounts.selectors.accounts import account_list, account_standings
from tests.factories import AccountFactory

pytestmark = pytest.mark.django_db


def test_lists_are_narrowed_by_equality_and_names_by_their_key(as_acme: Any) -> None:
    parent = AccountFactory(external_id="p", name="Acme Corp", name_key="acme")
    AccountFactory(parent=parent, country="HU")
    assert [row.pk for row in account_list(filters={"name": "ACME Inc.", "country": ""})] == [parent.pk]
    assert account_list(filters={"parent_external_id": "p", "country": "HU"}).count() == 1


def test_standings_hold_what_was_worked_out(as_acme: Any) -> None:
    account = AccountFactory()
    at = datetime(2024, 1, 1, tzinfo=UTC)
    for key, value in (("engagement_points", 7), ("expected_ltv", 900), ("win_score", 61_500)):
        AccountMeasure.objects.create(account=account, key=key, value=value, source="x", at=at)
    assert account_standings([account.pk]) == {
        account.pk: {
            "fit_milli": None,
            "potential_milli": None,
            "engagement_points": 7,
            "expected_ltv_cents": 900,
            "win_score_milli": 61_500,
            "tier": None,
            "tier_since": None,
            "priority": None,
        }
    }
    assert account_standings([]) == {}
