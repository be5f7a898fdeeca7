from __future__ import annotations

import pytest

from tests.factories import DealFactory
from tests.tiers.factories import scored

pytestmark = pytest.mark.usefixtures("as_acme")


def test_the_palette_gets_groups_of_links_and_pages(login):
    account = scored("Tierra Foods", 1_000)
    account.refresh_from_db()

    part = login("read_only").get("/w/acme/search/?q=tier", headers={"HX-Request": "true"}).content.decode()

    assert "<html" not in part
    assert f'href="/w/acme/accounts/{account.public_id}/"' in part
    assert 'href="/w/acme/tiers/"' in part


def test_without_a_script_there_is_a_page_and_an_identifier_leads_on(login):
    account = scored("Acme", 1_000)
    account.refresh_from_db()
    client = login("read_only")

    assert "Nothing is called" in client.get("/w/acme/search/?q=zzzz").content.decode()
    response = client.get(f"/w/acme/search/?q={account.public_id}")
    assert (response.status_code, response["Location"]) == (302, f"/w/acme/accounts/{account.public_id}/")


def test_the_palette_offers_the_jump_first(login):
    account = scored("Acme", 1_000)
    account.refresh_from_db()

    part = login("rep").get(f"/w/acme/search/?q={account.public_id}", headers={"HX-Request": "true"}).content.decode()

    assert "Jump to" in part and "Acme" in part


def test_another_workspaces_names_are_not_found(login, globex):
    scored("Secret Acme Account", 1_000)

    page = login("admin", tenant=globex, email="zed@globex.test").get("/w/globex/search/?q=secret").content.decode()

    assert "Secret Acme Account" not in page


def test_a_deal_is_offered_and_its_key_leads_to_its_page(login, globex):
    deal = DealFactory(account=scored("Acme", 1_000), name="Renewal 2027", name_key="renewal 2027", external_id="006A")
    deal.refresh_from_db()
    client, address = login("read_only"), f"/w/acme/accounts/deals/{deal.public_id}/score/"

    part = client.get("/w/acme/search/?q=renew", headers={"HX-Request": "true"}).content.decode()
    assert f'href="{address}"' in part and "Renewal 2027" in part
    assert client.get("/w/acme/search/?q=006A")["Location"] == address
    stranger = login("admin", tenant=globex, email="zed@globex.test")
    for text in ("006A", "renew", str(deal.public_id)):
        assert "Renewal 2027" not in stranger.get(f"/w/globex/search/?q={text}").content.decode()
