"""The account page and the form that changes facts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import Account, Deal, FactChange
from content.services import starter_stages_create
from engagement.models import Touch
from engagement.selectors.preparing import shown_to
from personas.services import contact_personas_refresh, starter_personas_create
from tests.accounts.learning_examples import deal_with_even_chances
from tests.content.factories import AssetFactory, PlacementFactory
from tests.factories import AccountFactory, ContactFactory, DealFactory
from tests.personas.factories import SeatFactory

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)


@pytest.fixture
def company(as_acme):
    starter_personas_create(now=NOW)
    starter_stages_create(now=NOW)
    return AccountFactory(name="Globex <b>", employees=500, technologies=["SAP"], custom={"Plan": "Gold"})


def page(client, account, query="", **headers):
    return client.get(f"{client.base}/accounts/{account.public_id}/{query}", **headers)


def test_the_page_shows_the_market_of_one(company, login):
    child = AccountFactory(name="Initech", parent=company)
    contact = ContactFactory(account=company, first_name="Ada", last_name="King", title="CFO")
    contact_personas_refresh(keys=[contact.pk], now=NOW)
    DealFactory(account=company, name="Renewal", stage="Proposal", amount_cents=123_456, currency="EUR")
    PlacementFactory(asset=AssetFactory(title="ROI sheet"))

    html = page(login("rep"), company).content.decode()

    assert "Globex &lt;b&gt;" in html
    for text in ("Ada King", child.name, "Renewal", "ROI sheet", "SAP", "Gold", "Find the CMO", "Decision"):
        assert text in html, text


def test_amounts_without_currency_are_shown_in_the_workspaces_own(company, login):
    Account.objects.filter(pk=company.pk).update(annual_revenue_cents=120_000_000_00, currency=None)
    days = {"created_on": NOW.date() - timedelta(days=9), "closed_on": NOW.date()}
    DealFactory(account=company, amount_cents=123_456, currency=None, status="won", **days)
    DealFactory(account=None, amount_cents=123_456, currency=None)
    client = login("rep")

    html = page(client, company).content.decode()
    waiting = client.get(f"{client.base}/imports/unassigned/").content.decode()

    assert html.count("€1,234.56") == 3  # among the deals, and in the timeline when it was opened and when it was won
    assert "€120M" in html and "€1,234.56" in waiting
    assert "¤" not in html and "¤" not in waiting


@pytest.mark.parametrize(("role", "words"), [("manager", "Move or veto"), ("rep", "Veto"), ("read_only", None)])
def test_the_way_to_a_veto_stands_beside_the_tier(company, login, role, words):
    html = page(login(role), company).content.decode()

    link = f'href="/w/acme/tiers/accounts/{company.public_id}/">{words}</a>'
    assert link in html if words else "eto</a>" not in html


def test_a_foreign_workspace_sees_nothing_of_it(company, globex, login):
    client = login("admin", tenant=globex)

    assert client.get(f"/w/globex/accounts/{company.public_id}/").status_code == 404
    assert client.get(f"/w/acme/accounts/{company.public_id}/").status_code == 404


def test_every_role_may_look_and_read_only_may_not_change(company, login):
    client = login("read_only")

    assert page(client, company).status_code == 200
    assert client.get(f"{client.base}/accounts/{company.public_id}/edit/").status_code == 403


def test_more_of_everything_costs_no_more_queries(company, login, django_assert_max_num_queries):
    for n in range(12):
        SeatFactory(account=company, contact=ContactFactory(account=company))
        DealFactory(account=company, created_on=NOW.date())
        Touch.objects.create(account=company, external_id=f"t{n}", kind="call", occurred_at=NOW - timedelta(days=n))
        PlacementFactory()
        AccountFactory(parent=company)
    client = login("rep")

    with django_assert_max_num_queries(75):
        assert page(client, company).status_code == 200


def test_open_deals_tell_their_chance_of_winning(company, login):
    Account.objects.filter(pk=company.pk).update(employees=300)
    deal = DealFactory(account=company, name="Big deal")
    deal_with_even_chances(deal, now=NOW)
    client = login("rep")

    html = page(client, company).content.decode()
    assert f'<a href="{client.base}/accounts/deals/{deal.public_id}/score/">50.0</a>' in html
    assert "50% chance" in html
    Deal.objects.filter(pk=deal.pk).update(status="lost")
    assert "50% chance" not in page(client, company).content.decode()


def test_the_timeline_is_read_on_and_filtered_by_htmx(company, login):
    for n in range(35):
        Touch.objects.create(
            account=company, external_id=f"t{n}", kind="call", occurred_at=NOW - timedelta(days=n), note=f"note {n}"
        )
    DealFactory(account=company, name="Big deal", created_on=NOW.date())
    client = login("rep")

    deals = page(client, company, "?show=deals", headers={"HX-Request": "true"}).content.decode()
    assert "Big deal" in deals and "note 1" not in deals and "<html" not in deals

    first = page(client, company, "?show=touches", headers={"HX-Request": "true"})
    after = first.context["timeline"].after
    rest = client.get(
        f"{client.base}/accounts/{company.public_id}/",
        {"show": "touches", "after": after},
        headers={"HX-Request": "true"},
    ).content.decode()
    assert "note 34" in rest and "note 1<" not in rest and "timeline-list" not in rest

    plain = client.get(f"{client.base}/accounts/{company.public_id}/", {"after": after}).content.decode()
    assert "note 34" in plain and "<html" in plain


def edit(client, account, **changed):
    url = f"{client.base}/accounts/{account.public_id}/edit/"
    form = client.get(url).context["form"]
    data = {name: "" if value is None else value for name, value in form.initial.items()}
    return client.post(url, data | changed)


def test_a_fact_is_changed_with_its_history(company, login):
    client = login("manager")

    assert edit(client, company, employees="800", annual_revenue="1500000.50", currency="EUR").status_code == 302

    company.refresh_from_db()
    assert (company.employees, company.annual_revenue_cents, company.version) == (800, 150_000_050, 2)
    assert FactChange.objects.filter(object_id=company.pk, field="employees").exists()


def test_a_value_that_was_wrong_all_along_is_corrected_and_told_so(company, login):
    client = login("manager")

    assert edit(client, company, employees="800", correction="on").status_code == 302

    assert FactChange.objects.get(object_id=company.pk).is_correction
    assert "correction" in client.get(f"{client.base}/accounts/{company.public_id}/").content.decode()


def test_an_owner_and_a_parent_are_set(company, login):
    parent = AccountFactory(name="Umbrella", name_key="umbrella")
    client = login("manager")

    assert edit(client, company, owner_email=client.user.email, parent_name="Umbrella").status_code == 302

    company.refresh_from_db()
    assert (company.owner_id, company.parent_id) == (client.user.pk, parent.pk)


def test_a_stale_form_shows_what_is_stored_beside_what_was_typed(company, login):
    client = login("manager")
    Account.objects.filter(pk=company.pk).update(employees=600, version=5)

    answer = edit(client, company, employees="800", version="4")

    assert answer.status_code == 409
    assert ("Employees", 600) in answer.context["theirs"]
    assert edit(client, company, employees="800", version="5").status_code == 302


def test_the_country_is_chosen_by_name(company, login):
    client = login("manager")

    form = client.get(f"{client.base}/accounts/{company.public_id}/edit/").content.decode()
    answer = edit(client, company, country="PL")

    assert '<option value="PL">Poland</option>' in form
    assert answer.status_code == 302
    company.refresh_from_db()
    assert company.country == "PL"


def test_a_faulty_value_is_named_beside_its_field(company, login):
    answer = edit(login("manager"), company, country="QQ")

    assert answer.status_code == 422
    assert "country" in answer.context["form"].errors


def test_sending_an_asset_is_logged_with_one_click(company, login):
    contact = ContactFactory(account=company)
    asset = AssetFactory(title="ROI sheet")
    client = login("rep")

    answer = client.post(
        f"{client.base}/accounts/{company.public_id}/assets/{asset.public_id}/log/",
        {"contact": [str(contact.public_id), "nonsense"]},
    )

    assert answer.status_code == 302
    touch = Touch.objects.get()
    assert (touch.note, touch.touch_contacts.get().contact_id) == ("Sent: ROI sheet", contact.pk)
    assert shown_to(company) == {contact.pk: {asset.pk}}  # so it is not the first thing recommended again
