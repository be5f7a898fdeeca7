"""A look into a file before it is loaded."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from accounts.domain.values import Kind
from crm.domain.mapping import header_digest
from crm.models import FieldMap, Import, ImportChunk
from crm.selectors.preview import import_preview, shown_value
from metrics.models import ExchangeRate
from personas.services import starter_personas_create

pytestmark = pytest.mark.django_db


def kept(body: bytes, kind: str = "accounts") -> Import:
    row = Import.objects.create(kind=kind, file_name="f", file_size=len(body), file_digest="")
    ImportChunk.objects.create(imported=row, position=0, data=body)
    return row


def test_a_preview_proposes_a_mapping_and_shows_what_would_be_stored(as_acme: Any) -> None:
    body = b'Company,Employees,Revenue,Note\nA,"1,200",$5,\nB,many,$6,\n' + b'C,"1,300",$7,\n' * 20
    preview = import_preview(kept(body), None, currency="EUR")
    assert preview.mapping["fields"]["employees"] == {"column": "Employees", "format": "integer"}
    assert preview.mapping["fields"]["currency"] == {"const": "EUR"}
    assert preview.fields == ["name", "employees", "annual_revenue", "currency"]
    assert [text for text, _ in preview.rows[0][1]] == ["A", "1200", "5.00", "EUR"]
    assert (preview.looked_at, preview.is_whole, preview.bad_rows, len(preview.rows)) == (22, True, 1, 20)
    assert preview.columns[1].first_fault is not None and preview.columns[1].first_fault.line == 3
    assert [hint.code for hint in preview.hints] == ["column_blank"]


def test_a_status_far_down_is_offered_and_only_rows_that_were_read_are_spoken_of(
    as_acme: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crm.selectors.preview.CHECKED", 2)
    body = b"id,stage\n1,Won\n2,Lost\n3,Won\n4,Prospecting\n"
    row = kept(body, kind="deals")
    first = import_preview(row, None, currency="EUR")
    values = {"Won": "won", "Lost": "lost", "Prospecting": "open"}
    assert first.mapping["fields"]["status"] == {"column": "stage", "values": values}
    assert (first.looked_at, first.is_whole, first.bad_rows) == (2, False, 0)
    monkeypatch.setattr("crm.selectors.preview.CHECKED", 4)
    values.pop("Prospecting")
    again = import_preview(row, {**first.mapping, "fields": {"status": {"column": "stage", "values": values}}},
                           currency="EUR")  # fmt: skip
    assert (again.looked_at, again.is_whole, again.bad_rows) == (4, True, 1)
    assert list(again.columns[1].refused) == ["Prospecting"]


def test_a_persona_that_is_not_the_workspace_s_is_told_before_the_load(as_acme: Any) -> None:
    starter_personas_create(now=datetime(2024, 5, 1, tzinfo=UTC))
    body = b"id,Persona,Buying role\n1,finance,champion\n2,King,\n3,CMO,emperor\n"
    preview = import_preview(kept(body, kind="contacts"), None, currency="EUR")
    assert preview.fields == ["external_id", "persona", "buying_role"]
    assert preview.bad_rows == 2
    persona, role = (str(column.first_fault) for column in preview.columns[1:])
    assert persona == "line 3, column Persona: There is no persona King."
    assert role.startswith("line 4, column Buying role: emperor is not one of decision_maker, budget_holder, ")
    assert role.endswith("owner, referrer, other.")


def test_a_mapping_without_a_field_that_new_records_need_is_pointed_at(as_acme: Any) -> None:
    preview = import_preview(kept(b"id,city\n1,Paris\n"), None, currency="EUR")
    assert [str(hint) for hint in preview.hints] == [
        "column /fields/name: New records need the field name; no column is mapped to it."
    ]


def test_a_kept_mapping_is_shown_in_the_order_of_the_file(as_acme: Any) -> None:
    body = b"name,domain,city\nA,a.example,Paris\n"
    mapping = {"fields": {"city": {"column": "city"}, "name": {"column": "name"}, "domain": {"column": "domain"}}}
    digest = header_digest(["name", "domain", "city"])
    FieldMap.objects.create(kind="accounts", source="file", header_digest=digest, mapping=mapping)
    assert import_preview(kept(body), None, currency="EUR").fields == ["name", "domain", "city"]


def test_a_header_alone_is_said_to_hold_no_rows(as_acme: Any) -> None:
    named = import_preview(kept("név\n".encode("cp1250")), {"encoding": "cp1250"}, currency="EUR")
    assert named.problem is not None and named.problem.code == "no_rows"


def test_faults_of_file_and_mapping_are_told_not_raised(as_acme: Any) -> None:
    unreadable = import_preview(kept("név\nÁ\n".encode("cp1250")), None, currency="EUR")
    assert unreadable.problem is not None and unreadable.problem.code == "undecodable"
    named = import_preview(kept("név\nÁ\n".encode("cp1250")), {"encoding": "cp1250"}, currency="EUR")
    assert (named.problem, named.columns[0].name) == (None, "név")
    wrong = import_preview(kept(b"a\n1\n"), {"fields": {"name": {"column": "b"}}}, currency="EUR")
    assert [fault.code for fault in wrong.faults] == ["mapping_column"]


def test_values_are_shown_as_stored() -> None:
    assert shown_value(Kind.MONEY, 1235) == "12.35"
    assert shown_value(Kind.DATE, date(2024, 1, 2)) == "2024-01-02"
    assert shown_value(Kind.INSTANT, datetime(2024, 1, 2, 3, 4, tzinfo=UTC)) == "2024-01-02 03:04"
    assert shown_value(Kind.LIST, ["a", "b"]) == "a, b"
    assert shown_value(Kind.OBJECT, {"a": 1}) == "a: 1"
    assert shown_value(Kind.TEXT, None) == ""


def test_a_currency_without_rate_is_told_where_metrics_would_miss_its_amounts(as_acme: Any) -> None:
    ExchangeRate.objects.create(currency="CHF", valid_on=date(2024, 1, 1), rate=Decimal("1.04"))
    body = b"id,amount,currency\n1,5,USD\n2,6,CHF\n3,7,EUR\n4,,HUF\n5,8,GBP\n6,9,USD\n"
    assert import_preview(kept(body, kind="deals"), None, currency="EUR").unrated == ["GBP", "USD"]
    accounts = b"name,revenue,currency\nA,5,USD\n"
    assert import_preview(kept(accounts), None, currency="EUR").unrated == []  # compared as it stands, never converted
