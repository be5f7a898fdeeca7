"""The import pages, without JavaScript."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Account, Deal
from crm.models import FieldMap, Import, ImportChunk
from crm.services.imports import import_start
from outbox.models import Job
from outbox.selectors import job_get
from outbox.services import outbox_drain
from tests.factories import AccountFactory, DealFactory
from users.models import AuditEntry

pytestmark = pytest.mark.django_db
DATA = Path(__file__).resolve().parents[4] / "shared" / "data"


def upload(client: Any, body: bytes, kind: str = "accounts", name: str = "file.csv") -> Any:
    form = {"kind": kind, "source": "web", "file": SimpleUploadedFile(name, body)}
    return client.post(f"{client.base}/imports/", form)


def mapped(client: Any, row: Import, header: list[str], **inputs: str) -> Any:
    return client.post(f"{client.base}/imports/{row.public_id}/mapping/", {"header": header, **inputs})


def test_a_file_is_uploaded_mapped_by_hand_and_loaded(as_acme: Any, login: Any) -> None:
    client = login("manager")
    answer = upload(client, "Firma;Umsatz;Land\nA;36.9 Million;Magyarország\nB;1;Nirgendwo\n".encode())
    row = Import.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"{client.base}/imports/{row.public_id}/mapping/")
    page = client.get(answer["Location"]).content.decode()
    assert "Firma" in page and "36.9 Million" in page

    header = ["Firma", "Umsatz", "Land"]
    inputs = {"c0_target": "name", "c1_target": "annual_revenue", "c1_format": "money", "c2_target": "country",
              "c2_format": "country_name", "k0_field": "currency", "k0_value": "EUR"}  # fmt: skip
    look = mapped(client, row, header, **inputs).content.decode()
    assert "36,900,000.00" in look
    assert "Nirgendwo is not a country we know" in look

    start = mapped(client, row, header, **inputs, c2_values="Nirgendwo = DE", action="start")
    assert start.status_code == 302
    assert "Loading rows" in client.get(start["Location"]).content.decode()
    outbox_drain()
    assert "Everything that could be stored is stored" in client.get(start["Location"]).content.decode()
    assert set(Account.objects.values_list("name", "annual_revenue_cents", "country", "currency")) == {
        ("A", 3_690_000_000, "HU", "EUR"),
        ("B", 100, "DE", "EUR"),
    }
    assert ImportChunk.objects.count() == 0
    assert FieldMap.objects.count() == 1
    assert set(AuditEntry.objects.values_list("action", flat=True)) >= {"import.receive", "import.start"}


def test_an_import_that_ends_while_its_page_is_made_is_shown_as_ended(
    as_acme: Any, login: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = login("manager")
    upload(client, b"name\nA\n")
    row = Import.objects.get()
    mapped(client, row, ["name"], c0_target="name", action="start")

    def job_after_its_end(*, public_id: Any) -> Any:
        outbox_drain()
        return job_get(public_id=public_id)

    monkeypatch.setattr("crm.selectors.imports.job_get", job_after_its_end)
    page = client.get(f"{client.base}/imports/{row.public_id}/").content.decode()

    assert "Everything that could be stored is stored" in page
    assert "could not be finished" not in page


def test_columns_that_no_field_fits_are_kept_as_own_fields_at_one_click(as_acme: Any, login: Any) -> None:
    client = login("manager")
    upload(client, b"Name,Plan,Region code\nA,gold,7\n")
    row = Import.objects.get()
    header = ["Name", "Plan", "Region code"]

    kept = mapped(client, row, header, c0_target="name", action="keep").content.decode()
    mapped(client, row, header, c0_target="name", c1_target="custom", c2_target="custom", action="start")
    outbox_drain()

    assert kept.count('<option value="custom" selected>') == 2
    assert "Keep those left out" not in kept
    assert Account.objects.get().custom == {"Plan": "gold", "Region code": "7"}
    ended = client.get(f"{client.base}/imports/{row.public_id}/", headers={"HX-Request": "true"})
    assert f'href="{client.base}/accounts/"' in ended.content.decode()  # also when the page saw it end


def test_a_mapping_that_cannot_be_used_says_so_where_it_is_wrong(as_acme: Any, login: Any) -> None:
    """The table of columns may be longer than the screen, and what would be stored stands below it."""
    client = login("manager")
    upload(client, b"Name,Employees,Plan\nA,7,x\n")
    row = Import.objects.get()
    inputs = {"c0_target": "name", "c0_scale": "1000", "c1_target": "employees", "c2_target": "custom"}

    page = mapped(client, row, ["Name", "Employees", "Plan"], **inputs, action="start").content.decode()

    fault = "Name: Only a number can be multiplied, by another number than 0 (the scale)."
    assert f"Nothing is imported yet. {fault}" in page
    first, second, third = page.split("<tr>")[2:5]  # the columns; the table of the preview is not there
    assert fault in first and " open>" in first
    assert " open>" not in second and " open>" not in third
    row.refresh_from_db()
    assert row.status == Import.Status.UPLOADED


def test_a_refused_file_can_be_mapped_again(as_acme: Any, login: Any) -> None:
    client = login("manager")
    upload(client, b"name,employees\nA,many\n")
    row = Import.objects.get()
    start = mapped(client, row, ["name", "employees"], c0_target="name", c1_target="employees", action="start")
    outbox_drain()
    page = client.get(start["Location"]).content.decode()
    assert "Nothing was stored, because 1 row cannot be read" in page and "many is not a plain number" in page
    errors = b"".join(client.get(f"{client.base}/imports/{row.public_id}/errors.csv").streaming_content)
    assert b"2,employees,not_a_number" in errors
    mapped(client, row, ["name", "employees"], c0_target="name", action="start")
    outbox_drain()
    row.refresh_from_db()
    assert (row.status, Account.objects.count()) == ("done", 1)


MALFORMED = {
    "cut inside a quote": (b'name,city\nA,"cut\nB,C\n', "Line 2, column 2"),
    "ragged": (b"name,city\nA\n", "Line 2, column 2"),
    "duplicate headers": (b"name,name\nA,B\n", "Line 1, column 2"),
    "nul": (
        b"name,city\nA,B\x00\n",
        "Line 2, column 2: There is a NUL character in the text (character 4 of the line)",
    ),
    "header alone": (b"name,city\n", "The file has a header but no rows."),
    "pdf": (b"%PDF-1.7\n%\xe2\xe3", "This is a PDF document"),
    "html": (b"<!DOCTYPE html><table></table>", "This is an HTML page"),
    "empty": (b"", "empty"),
    "zip": (b"PK\x03\x04" + b"\x00" * 40, "The workbook is damaged"),
}


@pytest.mark.parametrize("name", list(MALFORMED))
def test_a_malformed_file_is_refused_with_its_place_and_nothing_is_kept(as_acme: Any, login: Any, name: str) -> None:
    body, said = MALFORMED[name]
    client = login("manager")
    answer = upload(client, body)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert (Import.objects.count(), ImportChunk.objects.count()) == (0, 0)


def test_an_undecodable_file_is_read_once_its_encoding_is_named(as_acme: Any, login: Any) -> None:
    client = login("manager")
    upload(client, "name\nÁrvíztűrő\n".encode("cp1250"))
    row = Import.objects.get()
    url = f"{client.base}/imports/{row.public_id}/mapping/"
    page = client.get(url).content.decode()
    assert "Line 2, column 1: Byte 0xC1 (character 1 of the line, offset 5 of the file) is not UTF-8. " in page
    assert "Choose the encoding of the file and read it again." in page and "&quot;encoding&quot;" not in page
    history = client.get(f"{client.base}/imports/").content.decode()
    assert "waits for its encoding" in history and "Choose its encoding" in history
    assert "unknown" not in history.partition('id="history"')[2].partition("</section>")[0]
    again = client.post(url, {"action": "encoding", "encoding": "cp1250"}).content.decode()
    assert "Árvíztűrő" in again
    client.post(url, {"header": ["name"], "c0_target": "name", "encoding": "cp1250", "action": "start"})
    outbox_drain()
    assert Account.objects.get().name == "Árvíztűrő"


def test_the_preview_speaks_of_the_rows_it_has_read(as_acme: Any, login: Any) -> None:
    client = login("manager")
    assert "the only row can be read" in client.get(upload(client, b"name\nA\n")["Location"]).content.decode()
    assert "all 2 rows can be read" in client.get(upload(client, b"name\nA\nB\n")["Location"]).content.decode()
    body = b"name,country\nA,Atlantis\nB,Lemuria\nC,DE\n"
    page = client.get(upload(client, body)["Location"]).content.decode()
    assert "2 of 3 rows cannot be read" in page
    assert "Atlantis is not a country we know; say under “Replace values” which one is meant." in page
    assert "Not understood in this column: <bdi>Atlantis</bdi> · <bdi>Lemuria</bdi>" in page


def test_the_preview_leads_to_the_rates_where_a_currency_has_none(as_acme: Any, login: Any) -> None:
    client = login("manager")
    page = upload(client, b"id,amount\n1,5\n", kind="deals")["Location"]
    assert "no exchange rate" not in client.get(page).content.decode()
    header, inputs = ["id", "amount"], {"c0_target": "external_id", "c1_target": "amount", "k0_field": "currency"}
    told = mapped(client, Import.objects.get(), header, **inputs, k0_value="USD").content.decode()
    assert "There is no exchange rate for USD" in told
    assert f'href="{client.base}/metrics/rates/"' in told


def test_rows_that_gave_way_stand_on_the_page_and_a_second_load_says_that_nothing_changed(
    as_acme: Any, login: Any
) -> None:
    client = login("manager")
    body, header = b"key,name\nk,A\nk,B\n", ["key", "name"]
    for said in (
        "Everything that could be stored is stored.",
        "Nothing changed: what the file says is stored already.",
    ):
        upload(client, body)
        row = Import.objects.latest("id")
        start = mapped(client, row, header, c0_target="external_id", c1_target="name", action="start")
        outbox_drain()
        page = client.get(start["Location"]).content.decode()
        assert said in page
        assert "A later row is about the same record and wins: line 3." in page
        row.refresh_from_db()
        assert row.rows_left_out == 1
    assert Account.objects.values_list("name", flat=True).get() == "B"


def test_rows_rejected_for_what_is_stored_come_back_as_they_stood(as_acme: Any, login: Any) -> None:
    client = login("manager")
    header = ["name", "city", "seats"]
    upload(client, b"name,city,seats\nTwin,Nowhere Ltd,=7\nNew,,8\n")
    row = Import.objects.get()
    mapped(client, row, header, c0_target="name", c1_target="parent_external_id", action="start", skip_invalid="on")
    outbox_drain()
    row.refresh_from_db()
    assert (row.status, row.rows_created, row.rows_rejected, row.header) == ("done", 1, 1, header)
    answer = client.get(f"{client.base}/imports/{row.public_id}/errors.csv")
    said = "There is no account Nowhere Ltd to be the parent."
    assert b"".join(answer.streaming_content).decode("utf-8-sig").splitlines() == [
        "line,column,code,reason,name,city,seats",
        f"2,city,unknown_parent,{said},Twin,Nowhere Ltd,'=7",
    ]


def test_an_import_of_deals_says_how_many_have_no_account_and_where_to_mend_that(as_acme: Any, login: Any) -> None:
    client = login("manager")
    AccountFactory(name="Known Ltd", name_key="known")
    for body in (b"name,account_name\nA,Known Ltd\nB,Nobody\nC,\n", b"name,account_name\nD,Known Ltd\n"):
        upload(client, body, kind="deals")
        row = Import.objects.latest("id")
        mapped(client, row, ["name", "account_name"], c0_target="name", c1_target="account_name", action="start")
        outbox_drain()
    page = client.get(f"{client.base}/imports/{row.public_id}/").content.decode()
    assert "2 deals in this workspace have no account" in page
    assert f"{client.base}/imports/unassigned/" in page

    Deal.objects.unassigned().delete()
    page = client.get(f"{client.base}/imports/{row.public_id}/").content.decode()
    assert "no account" not in page and f"{client.base}/imports/unassigned/" not in page


def test_an_import_that_waits_says_what_to_do(as_acme: Any, login: Any) -> None:
    mapping = upload(login("manager"), b"name\nA\n")["Location"]
    client = login("manager")
    assert "Say what its columns mean" in client.get(f"{client.base}/imports/").content.decode()
    rep = login("rep")
    detail = rep.get(mapping.removesuffix("mapping/"))
    assert detail.status_code == 200
    assert "waits for somebody to say what its columns mean" in detail.content.decode()
    assert "Say what its columns mean" not in rep.get(f"{rep.base}/imports/").content.decode()


def test_who_starts_an_import_that_somebody_started_meanwhile_sees_it_run(
    as_acme: Any, login: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = login("manager")
    upload(client, b"name\nA\n")
    row = Import.objects.get()

    def start_twice(**how: Any) -> Import:
        import_start(**how)
        return import_start(**how)

    monkeypatch.setattr("crm.views.mapping.import_start", start_twice)
    answer = mapped(client, row, ["name"], c0_target="name", action="start")
    assert (answer.status_code, answer["Location"]) == (302, f"{client.base}/imports/{row.public_id}/")
    assert "This import was started before." in client.get(answer["Location"]).content.decode()
    outbox_drain()
    assert Account.objects.count() == 1


def test_an_import_whose_last_try_failed_says_so_and_when_the_next_one_is(as_acme: Any, login: Any) -> None:
    client = login("manager")
    upload(client, b"name\nA\n")
    page = mapped(client, Import.objects.get(), ["name"], c0_target="name", action="start")["Location"]
    assert "last try" not in client.get(page).content.decode()
    Job.objects.filter(kind="crm.import").update(
        attempts=1, last_error="OperationalError: gone", available_at=datetime(2031, 5, 1, 12, 30, tzinfo=UTC)
    )
    told = client.get(page).content.decode()
    assert "The last try could not be finished" in told and "OperationalError: gone" in told
    assert "The next one begins at May 1, 2031" in told


def test_a_queued_import_can_be_cancelled(as_acme: Any, login: Any) -> None:
    client = login("manager")
    upload(client, b"name\nA\n")
    row = Import.objects.get()
    mapped(client, row, ["name"], c0_target="name", action="start")
    assert client.post(f"{client.base}/imports/{row.public_id}/cancel/").status_code == 302
    outbox_drain()
    row.refresh_from_db()
    assert (row.status, Account.objects.count(), ImportChunk.objects.count()) == ("cancelled", 0, 0)


def test_a_rep_sees_imports_but_cannot_load(as_acme: Any, login: Any) -> None:
    client = login("rep")
    assert client.get(f"{client.base}/imports/").status_code == 200
    assert upload(client, b"name\nA\n").status_code == 403


def test_waiting_deals_are_matched_one_by_one_and_all_of_a_name(as_acme: Any, login: Any) -> None:
    client = login("manager")
    account = AccountFactory(name="Known Ltd", name_key="known")
    alone = DealFactory(account=None, products=None)
    DealFactory.create_batch(2, account=None, account_ref="Unknown GmbH")
    url = f"{client.base}/imports/unassigned/"
    page = client.get(url).content.decode()
    assert "Unknown GmbH" in page and "2 deals" in page and "None" not in page
    assert f"{client.base}/accounts/deals/{alone.public_id}/score/" in page
    public_id = Deal.objects.values_list("public_id", flat=True).get(pk=alone.pk)
    client.post(url, {"account": "known", "chosen": [str(public_id)]})
    assert Deal.objects.get(pk=alone.pk).account_id == account.pk
    client.post(url, {"account": "Known Ltd", "reference": "Unknown GmbH"})
    assert Deal.objects.unassigned().count() == 0
    assert "Every deal has its account" in client.get(url).content.decode()


def test_all_deals_of_a_narrowed_list_are_matched_at_once(as_acme: Any, login: Any) -> None:
    client = login("manager")
    account = AccountFactory(name="Known Ltd", name_key="known")
    DealFactory.create_batch(60, account=None, stage="Demo")
    DealFactory.create_batch(2, account=None, stage="Offer", source="crm")
    url = f"{client.base}/imports/unassigned/"
    page = client.get(f"{url}?stage=Demo").content.decode()
    assert "60 deals wait" in page and "all 60 of this list" in page
    assert client.post(f"{url}?stage=Demo", {"account": "Known Ltd", "every": "on"})["Location"].endswith("?stage=Demo")
    assert Deal.objects.filter(account=account).count() == 60
    emptied = client.get(f"{url}?stage=Demo").content.decode()
    assert "No deal of this list waits" in emptied and '<option value="Demo" selected>' in emptied
    page = client.get(url).content.decode()
    assert "2 deals wait" in page and "of this list" not in page


def test_the_list_of_waiting_deals_filled_in_can_be_imported(as_acme: Any, login: Any) -> None:
    client = login("manager")
    account = AccountFactory(name="Known Ltd", name_key="known")
    DealFactory(account=None, source="web", external_id="d-1", account_ref="")
    DealFactory(account=None, source="web", external_id="d-2", account_ref="")
    answer = client.get(f"{client.base}/imports/unassigned/?format=csv")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0] == "external_id,account_name,name,status,stage,owner_email,created_on,source"
    body = "\n".join(line.replace("d-1,", "d-1,Known Ltd", 1) for line in lines).encode()
    upload(client, body, kind="deals")
    mapped(client, Import.objects.get(), lines[0].split(","), c0_target="external_id", c1_target="account_name",
           action="start")  # fmt: skip
    outbox_drain()
    assert dict(Deal.objects.values_list("external_id", "account_id")) == {"d-1": account.pk, "d-2": None}


@pytest.mark.skipif(not DATA.is_dir(), reason="the shared data sets are not beside the checkout")
@pytest.mark.parametrize(
    ("name", "rows"), [("fortune/fortune1000_2024.csv", 1_000), ("inc5000/inc5000_2019.csv", 5_012)]
)
def test_public_company_lists_load_with_the_proposed_mapping(as_acme: Any, login: Any, name: str, rows: int) -> None:
    client = login("manager")
    upload(client, (DATA / name).read_bytes())
    row = Import.objects.get()
    started = client.post(f"{client.base}/imports/{row.public_id}/mapping/", {"action": "start"})
    assert started.status_code == 302
    outbox_drain()
    row.refresh_from_db()
    assert (row.status, row.rows_created, row.rows_rejected) == ("done", rows, 0)
