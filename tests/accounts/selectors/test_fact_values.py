from __future__ import annotations

from typing import Any

import pytest

from accounts.domain.icp_facts import Subject
from accounts.selectors.fact_values import values_known
from tests.accounts.icp_examples import NOW, new_account
from tests.factories import DealFactory

pytestmark = pytest.mark.django_db


def test_words_come_with_how_often_the_most_frequent_first(as_acme: Any) -> None:
    for name, industry in (("a", "Steel"), ("b", "Coal"), ("c", "Steel"), ("d", None)):
        new_account(name=name, industry=industry)

    assert values_known("industry", Subject.ACCOUNT, now=NOW) == [("Steel", 2), ("Coal", 1)]


def test_each_entry_of_a_list_is_counted(as_acme: Any) -> None:
    new_account(name="a", technologies=["SAP", "Jira"])
    new_account(name="b", technologies=["SAP"])

    assert values_known("technologies", Subject.ACCOUNT, now=NOW) == [("SAP", 2), ("Jira", 1)]


def test_deals_have_words_of_their_own_and_of_their_accounts(as_acme: Any) -> None:
    DealFactory(account=new_account(industry="Steel"), custom={"Plan": "gold"})
    new_account(name="without a deal", industry="Coal")

    assert values_known("deal.custom.Plan", Subject.DEAL, now=NOW) == [("gold", 1)]
    assert values_known("industry", Subject.DEAL, now=NOW) == [("Steel", 1)]


def test_numbers_and_days_have_no_words(as_acme: Any) -> None:
    assert values_known("employees", Subject.ACCOUNT, now=NOW) is None
    assert values_known("signal.visit", Subject.ACCOUNT, now=NOW) is None


def test_a_field_of_ones_own_that_holds_lists_is_counted_by_entry(as_acme: Any) -> None:
    new_account(name="a", custom={"Modules": ["CRM", "ERP"]})
    new_account(name="b", custom={"Modules": ["CRM"]})
    new_account(name="c", custom={"Modules": "ERP"})

    assert values_known("custom.Modules", Subject.ACCOUNT, now=NOW) == [("CRM", 2), ("ERP", 2)]
