"""The committee of a deal, edited like the account's."""

from __future__ import annotations

from uuid import UUID

import pytest

from accounts.models import Account, Deal
from personas.models import CommitteeSeat
from personas.services import starter_personas_create
from tests.accounts.learning_examples import deal_with_even_chances
from tests.factories import AccountFactory, ContactFactory, DealFactory
from tests.personas.factories import NOW, SeatFactory
from users.models import AuditEntry


@pytest.fixture
def deal(as_acme):
    starter_personas_create(now=NOW)
    return DealFactory(account=AccountFactory(), name="Big one")


def base(client, deal) -> str:
    return f"{client.base}/personas/accounts/{deal.account.public_id}/deals/{deal.public_id}/committee/"


def test_a_person_is_seated_changed_and_taken_off_a_deal_alone(deal, login):
    contact = ContactFactory(account=deal.account)
    client = login("rep")
    url = f"{base(client, deal)}{contact.public_id}/"

    answer = client.post(url, {"buying_role": "champion", "stance": "supporter"})
    assert (answer.status_code, answer["Location"]) == (302, base(client, deal))
    assert CommitteeSeat.objects.get().deal == deal
    assert "for the deal <bdi>Big one</bdi>" in client.get(url).content.decode()

    assert client.post(f"{url}remove/")["Location"] == base(client, deal)
    assert not CommitteeSeat.objects.exists()
    told = list(AuditEntry.objects.order_by("pk").values_list("action", "object_id", "detail__deal"))
    names = [("committee_seat.set", str(contact.public_id)), ("committee_seat.remove", str(contact.public_id))]
    assert told == [(*name, str(deal.public_id)) for name in names]


def test_the_accounts_committee_is_seated_once(deal, login):
    own = SeatFactory(account=deal.account, buying_role="champion", stance="supporter", concern="price")
    kept = SeatFactory(account=deal.account, deal=deal, buying_role="other")
    SeatFactory(account=deal.account, contact=kept.contact, buying_role="budget_holder")
    client = login("rep")

    for _ in range(2):
        assert client.post(f"{base(client, deal)}copy/")["Location"] == base(client, deal)

    found = CommitteeSeat.objects.filter(deal=deal).order_by("pk").values_list("contact_id", "buying_role", "concern")
    assert list(found) == [(kept.contact_id, "other", ""), (own.contact_id, "champion", "price")]
    assert AuditEntry.objects.filter(action="committee_seat.copy", object_id=str(deal.public_id)).count() == 1


def test_the_page_links_to_the_deals_seats_and_hands_out_a_file(deal, login):
    contact = ContactFactory(account=deal.account, first_name="=Ada", last_name="King")
    SeatFactory(account=deal.account, deal=deal, contact=contact, buying_role="budget_holder", stance="blocker")
    client = login("rep")

    page = client.get(base(client, deal)).content.decode()
    assert f'href="{base(client, deal)}{contact.public_id}/"' in page
    assert "Big one" in page
    lines = b"".join(client.get(f"{base(client, deal)}?format=csv").streaming_content).decode().splitlines()
    assert lines[1].split(",")[1:6] == ["'=Ada King", "", "", "budget_holder", "blocker"]


def test_a_deal_of_another_account_and_a_reader_are_turned_away(deal, login):
    other = DealFactory(account=AccountFactory())
    client, reader = login("rep"), login("read_only")
    wrong = f"{client.base}/personas/accounts/{deal.account.public_id}/deals/{other.public_id}/committee/"

    for path in ("", "copy/"):
        method = client.get if path == "" else client.post
        assert method(wrong + path).status_code == 404
    assert reader.get(base(reader, deal)).status_code == 200
    assert reader.post(f"{base(reader, deal)}copy/").status_code == 403
    assert reader.post(f"{base(reader, deal)}{UUID(int=7)}/").status_code == 403


def test_the_account_page_tells_each_deals_committee(deal, login):
    DealFactory(account=deal.account, name="Empty one")
    SeatFactory(account=deal.account, deal=deal, buying_role="champion", stance="blocker")
    client = login("rep")

    page = client.get(f"{client.base}/accounts/{deal.account.public_id}/").content.decode()

    shown = page.partition(f'<a href="{base(client, deal)}">')[2].partition("</a>")[0]
    assert shown.startswith("1 person, 21% covered"), shown
    assert "1 Blocker" in page
    assert "Nobody seated" in page


def test_the_page_of_a_deal_says_how_likely_it_is_won(deal, login):
    Account.objects.filter(pk=deal.account.pk).update(employees=300)
    client = login("read_only")
    assert "Win score" not in client.get(base(client, deal)).content.decode()

    deal_with_even_chances(deal, now=NOW)

    html = client.get(base(client, deal)).content.decode()
    assert f'<a href="{client.base}/accounts/deals/{deal.public_id}/score/">50.0</a>' in html
    assert "50% chance of winning" in html
    Deal.objects.filter(pk=deal.pk).update(status="won")
    assert "chance of winning" not in client.get(base(client, deal)).content.decode()
