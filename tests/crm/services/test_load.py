"""Files through their mapping into the workspace."""

from __future__ import annotations

import io
import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db.models import Sum

from accounts.models import Account, Contact, Deal, FactChange
from crm.domain.mapping import MappingRefused
from crm.domain.problems import FileRefused
from crm.services.load import LoadOrder, LoadReport, file_load
from personas.models import CommitteeSeat, ContactPersona
from personas.services import starter_personas_create

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[3]
DATA = ROOT.parent / "shared" / "data"
EXAMPLES = ROOT / "docs" / "examples"
pytestmark = pytest.mark.django_db
needs_maven = pytest.mark.skipif(
    not (DATA / "maven_crm").is_dir(), reason="the Maven CRM export is not beside the checkout"
)


def load(kind: str, body: bytes, mapping: dict[str, Any] | None = None, **order: Any) -> LoadReport:
    stream = io.BytesIO(body)
    chunks = iter(lambda: stream.read(50), b"")
    return file_load(
        LoadOrder(kind, mapping, order.pop("source", "file"), **order), chunks, now=NOON, tell=lambda done: None
    )


def example(name: str) -> dict[str, Any]:
    return dict(json.loads((EXAMPLES / name).read_text()))


def maven() -> tuple[LoadReport, LoadReport]:
    accounts = load("accounts", (DATA / "maven_crm/accounts.csv").read_bytes(), example("maven_accounts.json"))
    deals = load("deals", (DATA / "maven_crm/sales_pipeline.csv").read_bytes(), example("maven_sales_pipeline.json"))
    return accounts, deals


@needs_maven
def test_the_crm_export_gives_its_known_numbers_and_a_second_load_changes_nothing(as_acme: Any) -> None:
    accounts, deals = maven()
    assert (accounts.created, accounts.rejected, deals.created, deals.rejected) == (85, 0, 8_800, 0)
    assert Counter(Deal.objects.values_list("status", flat=True)) == {"won": 4_238, "lost": 2_473, "open": 2_089}
    assert Deal.objects.filter(account=None).count() == 1_425
    assert Deal.objects.filter(account=None).exclude(status="open").count() == 0
    assert Deal.objects.filter(status="won").aggregate(Sum("amount_cents"))["amount_cents__sum"] == 1_000_553_400
    assert Account.objects.exclude(parent=None).count() == 15
    assert not Account.objects.filter(industry="technolgy").exists()
    assert Account.objects.get(name="Acme Corporation").annual_revenue_cents == 110_004_000_000
    assert Account.objects.get(name="Bioholding").country == "PH"
    assert not Deal.objects.filter(products__contains=["GTXPro"]).exists()

    accounts, deals = maven()
    assert (accounts.unchanged, deals.unchanged) == (85, 8_800)
    assert set(Account.objects.values_list("version", flat=True)) == {1}
    assert set(Deal.objects.values_list("version", flat=True)) == {1}
    assert FactChange.objects.count() == 0


def test_one_bad_row_keeps_the_whole_file_out(as_acme: Any) -> None:
    report = load("accounts", b"name,employees\nA,1\nB,many\n")
    assert (report.stored, report.rejected, Account.objects.count()) == (False, 1, 0)
    problem = report.issues[0].problem
    assert (problem.line, problem.column, problem.code) == (3, "employees", "not_a_number")
    assert report.issues[0].raw == ["B", "many"]


def test_skip_invalid_loads_the_good_rows(as_acme: Any) -> None:
    report = load("accounts", b"name,employees\nA,1\nB,many\n,5\n", skip_invalid=True)
    assert (report.stored, report.created, report.rejected) == (True, 1, 2)
    assert [issue.problem.line for issue in report.issues] == [3, 4]


def test_a_dry_run_reports_and_stores_nothing(as_acme: Any) -> None:
    report = load("accounts", b"name\nA\n", dry_run=True)
    assert (report.created, report.stored, Account.objects.count()) == (1, False, 0)


def test_a_deal_matched_by_hand_stays_matched_when_the_file_comes_again(as_acme: Any) -> None:
    body = b"external_id,account_name,amount\n1,,5\n2,Unknown Ltd,6\n"
    load("deals", body)
    load("accounts", b"name\nKnown\n")
    account = Account.objects.get()
    assert list(Deal.objects.order_by("external_id").values_list("account_ref", flat=True)) == ["", "Unknown Ltd"]
    Deal.objects.update(account=account)
    assert load("deals", body).unchanged == 2
    assert Deal.objects.filter(account=account).count() == 2


def test_a_line_that_breaks_the_table_keeps_the_whole_file_out(as_acme: Any) -> None:
    with pytest.raises(FileRefused) as caught:
        load("accounts", b'name,city\nA,Pecs\nB,"cut\n')
    assert (caught.value.problem.line, caught.value.problem.column) == (3, "2")
    assert Account.objects.count() == 0


def test_a_mapping_that_names_no_column_of_the_file_is_refused(as_acme: Any) -> None:
    with pytest.raises(MappingRefused) as caught:
        load("accounts", b"name\nA\n", {"fields": {"name": {"column": "Company"}}})
    assert caught.value.problems[0].column == "/fields/name/column"


def test_json_lines_carry_lists_objects_and_absent_fields(as_acme: Any) -> None:
    lines = [
        {"external_id": "1", "name": "A", "technologies": ["SAP"], "custom": {"Plan": "Gold"}, "employees": 5},
        {"external_id": "2", "name": "B", "parent_external_id": "3"},
        {"external_id": "3", "name": "C"},
    ]
    body = "\n".join(map(json.dumps, lines)).encode()
    assert load("accounts", body).created == 3
    first = Account.objects.get(external_id="1")
    assert (first.technologies, first.custom, first.employees) == (["SAP"], {"Plan": "Gold"}, 5)
    assert Account.objects.get(external_id="2").parent.external_id == "3"
    assert load("accounts", b'{"external_id": "1", "employees": null}').updated == 1
    assert Account.objects.get(external_id="1").name == "A"


def test_a_repeated_key_in_a_file_is_told_and_the_last_row_wins(as_acme: Any) -> None:
    report = load("accounts", b"external_id,name\n1,Old\n1,New\n")
    assert (report.stored, report.created, report.rejected) == (True, 1, 0)
    assert [(warning.line, warning.code) for warning in report.warnings] == [(2, "superseded")]
    assert Account.objects.get().name == "New"


PEOPLE = b"""id,name,firm,who,role
c-1,Ada,A,CMO,Decision maker
c-2,Bo,A,,
"""
PEOPLE_MAPPING: dict[str, Any] = {
    "external_id": {"column": "id"},
    "fields": {
        "first_name": {"column": "name"},
        "account_name": {"column": "firm"},
        "persona": {"column": "who"},
        "buying_role": {"column": "role"},
    },
}


def test_contacts_come_with_persona_and_role_and_blanks_leave_them_alone(as_acme: Any) -> None:
    starter_personas_create(now=NOON)
    load("accounts", b"external_id,name\na-1,A\n")
    first = load("contacts", PEOPLE, PEOPLE_MAPPING)
    assert (first.created, first.rejected) == (2, 0)
    assert list(ContactPersona.objects.values_list("contact__external_id", "persona__key", "method")) == [
        ("c-1", "cmo", "hand")
    ]
    assert list(CommitteeSeat.objects.values_list("contact__external_id", "buying_role")) == [("c-1", "decision_maker")]
    again = load("contacts", PEOPLE.replace(b"CMO,Decision maker", b","), PEOPLE_MAPPING)
    assert (again.updated, again.unchanged) == (0, 2)
    assert (ContactPersona.objects.count(), CommitteeSeat.objects.count()) == (1, 1)


def test_an_unknown_persona_or_role_is_told_with_its_row_and_its_column(as_acme: Any) -> None:
    starter_personas_create(now=NOON)
    bad_role = load("contacts", PEOPLE.replace(b"Decision maker", b"King"), PEOPLE_MAPPING)
    (issue,) = bad_role.issues
    assert (issue.problem.line, issue.problem.column, issue.problem.code) == (2, "role", "not_a_choice")
    bad_persona = load("contacts", PEOPLE.replace(b"CMO", b"King"), PEOPLE_MAPPING)
    (issue,) = bad_persona.issues
    assert str(issue.problem) == "line 2, column who: There is no persona King."
    assert not bad_persona.stored and not Contact.objects.exists()


def test_a_row_that_gives_way_is_counted_and_told_with_the_line_that_won(as_acme: Any) -> None:
    report = load("accounts", b"external_id,name\nk,A\nk,B\nk,C\nx,D\n")
    assert (report.total, report.created, report.left_out, report.rejected) == (4, 2, 2, 0)
    assert [str(problem) for problem in report.warnings] == [
        "line 2, column external_id: A later row is about the same record and wins: line 4.",
        "line 3, column external_id: A later row is about the same record and wins: line 4.",
    ]


def test_a_bad_line_of_json_that_lacks_a_key_keeps_its_row(as_acme: Any) -> None:
    report = load("accounts", b'{"name": "A", "city": "x"}\n{"name": 5, "employees": "many"}\n')
    (issue,) = report.issues
    kept = {name: cell for name, cell in zip(report.header, issue.raw or [], strict=True) if cell is not None}
    assert (issue.problem.line, kept) == (2, {"name": 5, "employees": "many"})
