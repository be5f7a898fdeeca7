"""A company changed by hand."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from accounts.models import FactChange
from accounts.services.editing import AccountInvalidError, StaleAccountError, account_edit
from accounts.services.upsert import records_upsert
from common.errors import NotFoundError
from tests.factories import AccountFactory
from users.services import Actor

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)
ACTOR = Actor("task", "", "test")


def edit(account, **record):
    return account_edit(account_id=account.pk, record=record, actor=ACTOR, now=NOW, version=account.version)


def test_given_fields_are_merged_and_the_rest_stays(as_acme):
    account = AccountFactory(industry="software", employees=5)

    changed = edit(account, employees=6)

    assert (changed.employees, changed.industry, changed.version) == (6, "software", 2)
    assert FactChange.objects.get().field == "employees"


def test_the_history_names_who_changed_a_fact_and_the_account_keeps_its_source(as_acme):
    account = AccountFactory(source="hubspot", employees=5)
    ann = Actor("user", "u", f"ann.{'a' * 60}@acme.test")

    account_edit(account_id=account.pk, record={"employees": 6}, actor=ann, now=NOW)
    records_upsert(
        "accounts", records=[{"external_id": account.external_id, "employees": 7}], source="hubspot", now=NOW
    )

    account.refresh_from_db()
    assert account.source == "hubspot"
    assert [row.source for row in FactChange.objects.order_by("id")] == [ann.label[:60], "hubspot"]


def test_a_version_that_moved_on_is_refused(as_acme):
    account = AccountFactory(version=2)
    account.version = 1

    with pytest.raises(StaleAccountError):
        edit(account, employees=6)


def test_faults_are_named_by_field(as_acme):
    with pytest.raises(AccountInvalidError) as refused:
        edit(AccountFactory(), country="QQ", employees=-1)
    assert set(refused.value.fields) == {"country", "employees"}


def test_an_unknown_account_is_not_found(as_acme):
    with pytest.raises(NotFoundError):
        account_edit(account_id=0, record={}, actor=ACTOR, now=NOW)
