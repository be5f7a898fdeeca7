"""The committee pages of an account."""

from __future__ import annotations

import pytest

from personas.models import CommitteeSeat
from personas.services import starter_personas_create
from tests.factories import AccountFactory, ContactFactory
from tests.personas.factories import NOW, SeatFactory


@pytest.fixture
def account(as_acme):
    starter_personas_create(now=NOW)
    return AccountFactory()


def test_the_map_shows_gaps_people_and_what_a_departure_costs(account, login):
    contact = ContactFactory(account=account, first_name="Ada", last_name="King")
    SeatFactory(account=account, contact=contact, buying_role="budget_holder", stance="blocker", concern="price")
    client = login("read_only")

    html = client.get(f"{client.base}/personas/accounts/{account.public_id}/committee/").content.decode()

    for text in ("Ada King", "Blocker", "price", "missing", "Single-threaded", "−21.43%"):
        assert text in html, text


def test_a_person_is_seated_changed_and_taken_off(account, login):
    contact = ContactFactory(account=account)
    client = login("rep")
    url = f"{client.base}/personas/accounts/{account.public_id}/committee/{contact.public_id}/"

    assert client.get(f"{url}?role=champion").context["form"].initial["buying_role"] == "champion"
    assert client.post(url, {"buying_role": "champion", "stance": "supporter"}).status_code == 302
    assert client.post(url, {"buying_role": "champion", "stance": ""}).status_code == 302
    assert CommitteeSeat.objects.get().stance is None

    assert client.post(f"{url}remove/").status_code == 302
    assert not CommitteeSeat.objects.exists()


def test_a_stranger_to_the_account_is_not_found(account, login):
    stranger = ContactFactory()
    client = login("rep")

    url = f"{client.base}/personas/accounts/{account.public_id}/committee/{stranger.public_id}/"
    assert client.get(url).status_code == 404


def test_read_only_members_may_not_seat(account, login):
    contact = ContactFactory(account=account)
    client = login("read_only")

    url = f"{client.base}/personas/accounts/{account.public_id}/committee/{contact.public_id}/"
    assert client.post(url, {"buying_role": "champion"}).status_code == 403
