from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from accounts.models import Account
from crm.domain.waiting import row_identity
from crm.models import Import, WaitingRow
from crm.selectors.matching import accounts_in_question, named_companies, waiting_rows, waiting_sources
from tests.engagement.factories import TouchFactory
from tests.factories import AccountFactory, ContactFactory, DealFactory

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def waiting(source: str = "crm", **values: Any) -> WaitingRow:
    imported = Import.objects.create(kind="accounts", file_name="f.csv", file_size=1, file_digest="", created_at=NOON)
    row: WaitingRow = WaitingRow.objects.create(
        imported=imported, line=2, source=source, identity=row_identity(values), name=values["name"], values=values,
        created_at=NOON,
    )  # fmt: skip
    return row


def test_rows_are_narrowed_to_a_file_or_a_source(as_acme: Any) -> None:
    second, first = waiting(name="B"), waiting(source="web", name="A")
    assert list(waiting_rows()) == [first, second]
    assert list(waiting_rows(import_id=second.imported.public_id)) == [second]
    assert list(waiting_rows(source="web")) == [first]
    assert waiting_sources() == ["crm", "web"]


def test_the_accounts_in_question_cost_two_queries_for_all_rows(as_acme: Any, django_assert_num_queries: Any) -> None:
    greek = AccountFactory(name="Delta", name_key="delta", domain="", country="GR")
    american = AccountFactory(name="Delta", name_key="delta", domain="", country="US")
    cloud = AccountFactory(name="Delta Cloud", name_key="delta cloud", domain="delta.test")
    rows = [waiting(name="Delta"), waiting(name="Delta", country="GR"), waiting(name="Delta", domain="delta.test")]
    with django_assert_num_queries(2):
        found = accounts_in_question(rows)
    assert [found[row.pk] for row in rows] == [[greek, american], [greek], [greek, american, cloud]]


def test_a_row_with_a_key_is_offered_no_account_that_has_one(as_acme: Any) -> None:
    AccountFactory(name="Delta", name_key="delta", external_id="d-1")
    free = AccountFactory(name="Delta", name_key="delta")
    Account.objects.filter(pk=free.pk).update(external_id=str(free.public_id))
    row = waiting(name="Delta", external_id="7")
    assert accounts_in_question([row])[row.pk] == [free]


def test_named_companies_count_what_waits_of_each_kind(as_acme: Any) -> None:
    DealFactory.create_batch(2, account=None, account_ref="A")
    ContactFactory(account=None, account_ref="A")
    TouchFactory(account=None, account_ref="B")
    DealFactory(account=None, account_ref="")
    DealFactory(account_ref="C")  # matched by hand
    found = named_companies()
    assert [(one.reference, one.counts, one.total) for one in found] == [
        ("A", {"deals": 2, "contacts": 1, "touches": 0}, 3),
        ("B", {"deals": 0, "contacts": 0, "touches": 1}, 1),
    ]
