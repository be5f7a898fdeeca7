"""Rows held back, because several accounts fit them."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

import pytest

from accounts.models import Account
from crm.models import Import, ImportIssue, WaitingRow
from crm.services import load as load_module
from crm.services.imports import file_import
from crm.services.load import LoadOrder, LoadReport
from tests.factories import AccountFactory
from users.services import Actor

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def twins(as_acme: Any) -> list[Account]:
    return list(AccountFactory.create_batch(2, name="Twin", name_key="twin"))


def load(body: bytes, **order: Any) -> LoadReport:
    return file_import(
        order=LoadOrder("accounts", None, order.pop("source", "crm"), **order), file_name="f.csv",
        chunks=[io.BytesIO(body).read()], actor=Actor.of_command("test"), now=NOON, tell=lambda done: None,
    )  # fmt: skip


def test_a_row_that_several_accounts_fit_waits_and_the_others_are_loaded(twins: list[Account]) -> None:
    report = load(b"name,city,employees,technologies\nTwin,Paris,12,a;b\nNew,Rome,3,\n")
    row = Import.objects.get()
    assert (report.stored, report.created, report.rejected, report.counts()["waiting"]) == (True, 1, 0, 1)
    assert (row.status, row.rows_total, row.rows_created, row.rows_waiting) == ("done", 2, 1, 1)
    waiting = WaitingRow.objects.get()
    assert (waiting.line, waiting.name, waiting.source, waiting.imported_id) == (2, "Twin", "crm", row.pk)
    assert waiting.values == {"name": "Twin", "city": "Paris", "employees": 12, "technologies": ["a;b"]}
    assert not ImportIssue.objects.exists()


def test_the_same_company_waits_once_with_what_was_said_last(twins: list[Account]) -> None:
    load(b"name,city\nTwin,Paris\n")
    report = load(b"name,city\nTwin,Lyon\nTWIN Inc,Nice\n")
    assert (report.counts()["waiting"], report.left_out) == (1, 1)
    assert [(one.values["city"], one.line) for one in WaitingRow.objects.all()] == [("Nice", 3)]
    load(b"name,city\nTwin,Oslo\n", source="other")
    assert WaitingRow.objects.count() == 2


def test_a_file_that_is_refused_holds_nothing_back(twins: list[Account]) -> None:
    report = load(b"name,employees\nTwin,5\nNew,many\n")
    assert (report.stored, report.counts()["waiting"]) == (False, 0)
    assert not WaitingRow.objects.exists()
    assert Import.objects.get().rows_waiting == 0


def test_a_dry_run_tells_what_would_wait_and_keeps_nothing(twins: list[Account]) -> None:
    assert load(b"name\nTwin\n", dry_run=True).counts()["waiting"] == 1
    assert not WaitingRow.objects.exists()


def test_a_row_with_a_key_waits_no_longer_once_its_key_is_known(as_acme: Any) -> None:
    for number in range(2):  # accounts without a key of their own may be adopted by one
        account = AccountFactory(name="Twin", name_key="twin", source=f"s{number}")
        Account.objects.filter(pk=account.pk).update(external_id=str(account.public_id))
    load(b"external_id,name\n7,Twin\n")
    assert WaitingRow.objects.get().identity == "key 7"
    AccountFactory(source="crm", external_id="7", name="Elsewhere", name_key="elsewhere")
    report = load(b"external_id,name\n7,Twin\n")
    assert (report.updated, report.counts()["waiting"], WaitingRow.objects.count()) == (1, 0, 0)


def test_too_many_to_look_at_are_refused_row_by_row(twins: list[Account], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load_module, "MOST_WAITING", 1)
    report = load(b"name,country\nTwin,DE\nTwin,FR\nNew,IT\n", skip_invalid=True)
    assert (report.created, report.rejected, report.counts()["waiting"]) == (1, 2, 0)
    assert [issue.problem.code for issue in report.issues] == ["ambiguous_account"] * 2
