"""Pages of people."""

from __future__ import annotations

import pytest

from accounts.models import Contact
from outbox.services import outbox_drain
from personas.models import ContactPersona, Persona
from personas.services import contact_personas_refresh, starter_personas_create
from tests.factories import AccountFactory, ContactFactory
from tests.personas.factories import NOW


@pytest.fixture
def ada(as_acme):
    starter_personas_create(now=NOW)
    contact = ContactFactory(first_name="Ada", last_name="King", name_key="ada king", title="CFO")
    contact_personas_refresh(keys=[contact.pk], now=NOW)
    return contact


def names(client, **query) -> list[str]:
    answer = client.get(f"{client.base}/personas/contacts/", query)
    return [contact.first_name for contact in answer.context["page"].rows]


def test_the_list_is_narrowed_by_name_address_persona_role_and_owner(ada, login):
    ContactFactory(first_name="Bob", last_name="Ray", name_key="bob ray", email_key="bob@x.test")
    client = login("rep")

    assert names(client) == ["Ada", "Bob"]
    assert names(client, q="ADA k") == ["Ada"]
    assert names(client, q="bob@") == ["Bob"]
    assert names(client, persona="finance") == ["Ada"]
    assert names(client, persona="none") == ["Bob"]
    assert names(client, role="budget_holder") == ["Ada"]
    assert names(client, mine="on") == []
    assert names(client, sort="-name") == ["Bob", "Ada"]


def test_the_csv_holds_the_same_rows(ada, login):
    client = login("rep")

    body = b"".join(client.get(f"{client.base}/personas/contacts/?format=csv").streaming_content).decode()

    assert "Ada King" in body and "Finance" in body and "<" not in body


@pytest.mark.parametrize("people", [10, 1000])
def test_the_list_costs_the_same_for_any_number(ada, login, people, django_assert_max_num_queries):
    account = AccountFactory()
    Contact.objects.bulk_create(
        Contact(account=account, external_id=f"x{n}", first_name="P", name_key=f"p {n:04}") for n in range(people)
    )
    client = login("rep")

    with django_assert_max_num_queries(16):
        assert client.get(f"{client.base}/personas/contacts/").status_code == 200


def test_the_page_says_which_words_decided_and_a_hand_overrides(ada, login):
    client = login("rep")
    url = f"{client.base}/personas/contacts/{ada.public_id}/"
    assert "Decided by “cfo”" in client.get(url).content.decode()

    client.post(f"{url}persona/", {"persona": "cmo"})
    assert ContactPersona.objects.get(contact=ada).persona.key == "cmo"
    assert "The rule would say Finance" in client.get(url).content.decode()

    client.post(f"{url}persona/", {"persona": ""})
    assert ContactPersona.objects.get(contact=ada).persona.key == "finance"


def form_of(client, url) -> dict[str, str]:
    return {k: "" if v is None else v for k, v in client.get(url).context["form"].initial.items()}


def test_a_contact_is_changed_and_read_again(ada, login):
    client = login("rep")
    url = f"{client.base}/personas/contacts/{ada.public_id}/edit/"

    assert client.post(url, form_of(client, url) | {"title": "Chief Marketing Officer"}).status_code == 302
    outbox_drain()

    assert ContactPersona.objects.get(contact=ada).persona.key == "cmo"


def test_a_stale_contact_form_shows_both(ada, login):
    client = login("rep")
    url = f"{client.base}/personas/contacts/{ada.public_id}/edit/"
    data = form_of(client, url) | {"title": "CIO"}
    Contact.objects.filter(pk=ada.pk).update(version=9, phone="+36 1")

    answer = client.post(url, data)

    assert answer.status_code == 409
    assert answer.context["theirs"] == {"Job title": "CFO", "Phone": "+36 1"}


def test_a_person_is_added_to_an_account(ada, login):
    account = AccountFactory(source="crm", external_id="a-77")
    client = login("rep")
    url = f"{client.base}/personas/accounts/{account.public_id}/contacts/new/"

    assert client.post(url, {"status": "active"}).status_code == 422
    answer = client.post(url, {"first_name": "Eve", "last_name": "Moss", "title": "CMO", "status": "active"})
    outbox_drain()

    made = Contact.objects.get(first_name="Eve")
    assert answer.status_code == 302 and made.account_id == account.pk
    assert ContactPersona.objects.get(contact=made).persona == Persona.objects.get(key="cmo")


def test_a_person_of_another_workspace_is_not_found(ada, globex, login):
    client = login("admin", tenant=globex)

    assert client.get(f"/w/globex/personas/contacts/{ada.public_id}/").status_code == 404


def test_a_person_typed_by_hand_is_not_told_to_come_from_the_accounts_source(ada, login):
    account = AccountFactory(source="crm", external_id="a-78")
    client = login("rep")
    client.post(
        f"{client.base}/personas/accounts/{account.public_id}/contacts/new/",
        {"first_name": "Eve", "last_name": "Moss", "title": "CMO", "status": "active", "language": "hu"},
    )
    made = Contact.objects.get(first_name="Eve")

    page = client.get(f"{client.base}/personas/contacts/{made.public_id}/").content.decode()

    assert "typed by hand" in page and "<bdi>crm</bdi>" not in page
    assert "Hungarian" in page
    assert "<bdi>crm</bdi>" in client.get(f"{client.base}/personas/contacts/{known(account)}/").content.decode()


def known(account) -> str:
    return str(ContactFactory(source="crm", external_id="c-1", account=account).public_id)
