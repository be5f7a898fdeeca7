from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from content.models import Asset
from dashboard.selectors.search import jump, search
from engagement.models import SalesSession
from tests.factories import ContactFactory, DealFactory, UserFactory
from tests.tiers.factories import NOON, scored

pytestmark = pytest.mark.usefixtures("as_acme")
TODAY = NOON.date()


def names(hits) -> list[str]:
    return [hit.name for hit in hits]


def test_companies_people_and_content_are_found_together():
    scored("Northwind Traders", 1_000, domain="northwind.test")
    contact = ContactFactory(
        first_name="Nora", last_name="North", name_key="nora north", title="CFO", account=scored("Acme", 1)
    )
    Asset.objects.create(title="The North Star", title_key="the north star", kind="case_study", effort="low")

    found = search("nor", user_id=0, today=TODAY)

    assert names(found.accounts) == ["Northwind Traders"]
    assert [(hit.name, hit.note) for hit in found.contacts] == [("Nora North", "CFO · Acme")]
    assert [(hit.name, hit.note) for hit in found.assets] == [("The North Star", "case study")]
    assert names(search(contact.email.upper(), user_id=0, today=TODAY).contacts) == ["Nora North"]
    assert names(search("www.northwind.test", user_id=0, today=TODAY).accounts) == ["Northwind Traders"]


@pytest.mark.parametrize("text", ["zzz", "%", "\0", "'", "\\"])
def test_nothing_is_found_for_nonsense(text):
    scored("Acme", 1_000)

    assert search("zzz" + text, user_id=0, today=TODAY).is_empty


def test_without_a_text_the_readers_best_accounts_are_offered():
    ann = UserFactory()
    scored("Low", 1_000, owner=ann)
    scored("High", 9_000, owner=ann)
    scored("Theirs", 99_000)

    assert names(search(" ", user_id=ann.pk, today=TODAY).accounts) == ["High", "Low"]


def test_an_identifier_jumps_to_what_it_means():
    account = scored("Acme", 1_000, external_id="0017000000abc")
    contact: Any = ContactFactory(account=account)
    asset = Asset.objects.create(title="Deck", title_key="deck", kind="deck", effort="low")
    session = SalesSession.objects.create(account=account, title="Demo", starts_at=NOON)
    rows: Any = (("account", account), ("contact", contact), ("asset", asset), ("session", session))
    for kind, row in rows:
        row.refresh_from_db()
        hit = jump(f" {row.public_id} ")
        assert hit is not None and (hit.kind, hit.public_id) == (kind, row.public_id)

    by_source = jump("0017000000abc")
    assert by_source is not None and by_source.public_id == account.public_id
    assert jump(str(uuid4())) is None
    assert jump("") is None


def test_an_identifier_that_two_sources_share_jumps_nowhere():
    scored("A", None, external_id="7", source="hubspot")
    scored("B", None, external_id="7", source="odoo")

    assert jump("7") is None


def test_deals_are_found_by_the_beginning_of_their_name_and_by_their_key():
    account = scored("Acme", 1)
    DealFactory(
        account=account, name="Große Erneuerung", name_key="grosse erneuerung", external_id="006A", stage="Demo"
    )
    DealFactory(account=None, name="", external_id="Grosse")

    found = search("GROSSE", user_id=0, today=TODAY).deals
    assert [(hit.name, hit.note) for hit in found] == [("Große Erneuerung", "Acme · Demo")]
    assert names(search("006A", user_id=0, today=TODAY).deals) == ["Große Erneuerung"]
    assert names(search("Grosse", user_id=0, today=TODAY).deals) == ["Grosse", "Große Erneuerung"]
    assert names(search("erneuerung", user_id=0, today=TODAY).deals) == []


def test_the_key_of_a_deal_jumps_to_it_unless_it_is_a_companys():
    deal: Any = DealFactory(external_id="006A", source="crm", name="Renewal")
    DealFactory(external_id="7", source="crm")
    company = scored("Seven", 1, external_id="7")
    for row in (deal, company):
        row.refresh_from_db()

    for text in ("006A", str(deal.public_id)):
        hit = jump(text)
        assert hit is not None and (hit.kind, hit.public_id, hit.name) == ("deal", deal.public_id, "Renewal")
    by_key = jump("7")
    assert by_key is not None and (by_key.kind, by_key.public_id) == ("account", company.public_id)
    DealFactory(external_id="006A", source="erp")
    assert jump("006A") is None
