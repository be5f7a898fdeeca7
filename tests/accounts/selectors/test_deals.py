"""Reads of deals and what hangs on them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from accounts.selectors.deals import (
    accounts_like,
    contract_list,
    deal_list,
    signal_list,
    unassigned_choices,
    unassigned_deals,
    unassigned_references,
)
from tests.factories import AccountFactory, DealFactory

pytestmark = pytest.mark.django_db


def test_deals_are_narrowed_and_the_waiting_ones_grouped_by_what_they_named(as_acme: Any) -> None:
    deal = DealFactory(account=AccountFactory(external_id="a"))
    DealFactory.create_batch(2, account=None, account_ref="X", amount_cents=500)
    DealFactory(account=None, amount_cents=None)
    assert [row.account for row in deal_list().filter(pk=deal.pk)] == [deal.account]
    assert unassigned_deals().count() == 3
    assert unassigned_deals(reference="X").count() == 2
    assert unassigned_references() == [
        {"account_ref": "X", "deals": 2, "cents": 1_000},
        {"account_ref": "", "deals": 1, "cents": None},
    ]
    assert [rows.count() for rows in (contract_list(), signal_list())] == [0, 0]


def test_waiting_deals_are_narrowed_by_source_stage_and_owner_and_undated_ones_come_last(as_acme: Any) -> None:
    old = DealFactory(account=None, source="a", stage="Demo", owner_email="x", created_on=date(2024, 1, 1))
    new = DealFactory(account=None, source="b", stage="Demo", owner_email="", created_on=date(2024, 2, 1))
    undated = DealFactory(account=None, source="b", stage="", owner_email="x", created_on=None)
    assert list(unassigned_deals()) == [new, old, undated]
    assert list(unassigned_deals(source="b", stage="", owner_email="")) == [new, undated]
    assert list(unassigned_deals(stage="Demo", owner_email="x")) == [old]
    assert unassigned_choices() == {"source": ["a", "b"], "stage": ["Demo"], "owner_email": ["x"]}


def test_accounts_are_found_by_how_their_name_begins(as_acme: Any) -> None:
    for key in ("acme", "acme cloud", "acne", "árvíz"):
        AccountFactory(name=key, name_key=key)
    assert [account.name for account in accounts_like("acme")] == ["acme", "acme cloud"]
    assert [account.name for account in accounts_like("árv")] == ["árvíz"]
