"""The page of companies that wait, without JavaScript."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import Account
from crm.models import Import, WaitingRow
from outbox.services import outbox_drain
from tests.crm.views.test_imports import mapped, upload
from tests.factories import AccountFactory, DealFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(as_acme: Any, login: Any) -> Any:
    AccountFactory(name="Twin", name_key="twin", external_id="t0", city="Oslo")
    AccountFactory(name="Twin", name_key="twin", external_id="t1")
    client = login("manager")
    upload(client, b"name,city\nTwin,Paris\n")
    row = Import.objects.get()
    mapped(client, row, ["name", "city"], c0_target="name", c1_target="city", action="start")
    outbox_drain()
    client.row = row
    client.page = f"{client.base}/imports/companies/"
    return client


def test_the_import_says_what_waits_and_leads_to_the_choice(client: Any) -> None:
    page = client.get(f"{client.base}/imports/{client.row.public_id}/").content.decode()
    assert "1 row fits several accounts and waits" in page
    assert f"{client.page}?import={client.row.public_id}" in page
    narrowed = client.get(client.page, {"import": client.row.public_id}).content.decode()
    assert "file.csv" in narrowed and "Oslo" in narrowed and "Paris" in narrowed


def test_accounts_of_one_name_are_told_apart_by_their_keys_and_one_without_key_shows_none(client: Any) -> None:
    keyless = Account.objects.get(external_id="t1")
    keyless.external_id = str(keyless.public_id)
    keyless.save()
    page = client.get(client.page).content.decode()
    assert "<bdi>t0</bdi>" in page and f"<bdi>{keyless.public_id}</bdi>" not in page


def test_an_account_is_chosen_and_the_row_is_loaded(client: Any) -> None:
    waiting, account = WaitingRow.objects.get(), Account.objects.get(external_id="t1")
    nothing = client.post(client.page, {"chosen": waiting.public_id}, follow=True).content.decode()
    assert "Choose which account is meant" in nothing
    form = {"chosen": waiting.public_id, "choice": account.public_id}
    said = client.post(client.page, form, follow=True).content.decode()
    assert "The row is loaded as Twin." in said and "No row waits" in said
    assert Account.objects.get(pk=account.pk).city == "Paris"


@pytest.mark.parametrize(
    ("choice", "accounts", "said"), [("new", 3, "1 account was made"), ("leave_out", 2, "1 row was left out")]
)
def test_chosen_rows_become_new_accounts_or_are_left_out(client: Any, choice: str, accounts: int, said: str) -> None:
    form = {"chosen": [WaitingRow.objects.get().public_id], "choice": choice}
    assert said in client.post(client.page, form, follow=True).content.decode()
    assert (Account.objects.count(), WaitingRow.objects.count()) == (accounts, 0)


def test_a_named_company_is_matched_or_made(client: Any) -> None:
    DealFactory(account=None, account_ref="Nobody")
    DealFactory(account=None, account_ref="Somebody")
    assert "Nobody" in client.get(client.page).content.decode()
    unclear = client.post(client.page, {"reference": "Nobody", "account": "Twin"}, follow=True).content.decode()
    assert "More than one account is called that" in unclear
    said = client.post(client.page, {"reference": "Nobody", "account": "t1"}, follow=True).content.decode()
    assert "1 record now belongs to Twin." in said
    client.post(client.page, {"reference": "Somebody", "choice": "new"})
    assert Account.objects.filter(name="Somebody").count() == 1


def test_what_waits_comes_as_csv(client: Any) -> None:
    lines = b"".join(client.get(client.page, {"format": "csv"}).streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("source,line,external_id,name,domain,")
    assert lines[1].startswith("web,2,,Twin,,")


def test_a_rep_sees_what_waits_and_decides_nothing(client: Any, login: Any) -> None:
    rep = login("rep")
    page = rep.get(client.page)
    assert page.status_code == 200 and "Load</button>" not in page.content.decode()
    form = {"chosen": WaitingRow.objects.get().public_id, "choice": "new"}
    assert rep.post(client.page, form).status_code == 403
    assert WaitingRow.objects.count() == 1


def test_a_strange_address_is_no_fault(client: Any) -> None:
    assert client.get(client.page, {"import": "x", "source": "nowhere", "page": "z"}).status_code == 200
    assert client.post(client.page, {"chosen": "x", "choice": "new"}, follow=True).status_code == 200
