from __future__ import annotations

from typing import Any

import pytest

from accounts.domain.icp_facts import FactKind, Subject
from accounts.models import AccountMeasure, Signal
from accounts.selectors.icp_facts import custom_fields, fact_keys
from tests.accounts.icp_examples import NOW, new_account, profile_with
from tests.factories import DealFactory

pytestmark = pytest.mark.django_db


def test_headers_signals_and_measures_of_the_workspace_are_offered(as_acme: Any) -> None:
    account = new_account(custom={"Plan": "gold", "Café size": 3})
    Signal.objects.create(account=account, external_id="1", kind="moved_office", occurred_at=NOW)
    AccountMeasure.objects.create(account=account, key="engagement_points", value=1, source="x", at=NOW)

    keys = fact_keys()

    assert keys["custom"] == [("custom.Café size", None), ("custom.Plan", None)]
    assert ("signal.moved_office", FactKind.DAYS) in keys["signal"]
    assert ("signal.funding", FactKind.DAYS) in keys["signal"]
    assert keys["measure"] == [("measure.engagement_points", FactKind.INT)]
    assert len(keys["rating"]) == 5


def test_a_field_of_ones_own_is_a_list_where_at_least_half_of_its_values_are(as_acme: Any) -> None:
    for place in range(4):
        modules: Any = ["CRM"] if place < 2 else "CRM"
        new_account(name=f"n{place}", custom={"Modules": modules, "Plan": ["x"] if place < 1 else "y", "No": None})

    assert custom_fields() == {"Modules": True, "No": False, "Plan": False}
    assert ("custom.Modules", FactKind.SET) in fact_keys()["custom"]


def test_without_accounts_there_are_no_custom_headers(as_acme: Any) -> None:
    assert custom_fields() == {}


def test_a_profile_of_deals_chooses_from_deals_first_and_one_of_accounts_never(as_acme: Any) -> None:
    DealFactory(custom={"Lead source": "fair"})

    keys = fact_keys(Subject.DEAL)

    assert list(keys)[:3] == ["deal", "deal.custom", "account"]
    assert ("deal.amount", FactKind.INT) in keys["deal"]
    assert keys["deal.custom"] == [("deal.custom.Lead source", None)]
    offered = [key for family in fact_keys().values() for key, _kind in family]
    assert not [key for key in offered if key.startswith("deal")]


def test_a_profile_is_not_offered_its_own_score(as_acme: Any) -> None:
    profile_with()
    profile_with(name="Other")

    assert fact_keys(besides="best")["score"] == [("score.other", FactKind.INT)]
