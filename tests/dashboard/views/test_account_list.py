from __future__ import annotations

import pytest

from tests.factories import DealFactory
from tests.tiers.factories import placed, policy, scored
from users.models import Membership, SavedView

pytestmark = pytest.mark.usefixtures("as_acme")
URL = "/w/acme/accounts/"


def text(response) -> str:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return body.decode()


def test_the_list_shows_the_best_account_first_with_its_tier(login):
    tiers = policy()
    scored("Beta <b>", 10_000)
    placed(scored("Alpha", 90_000), tiers[0])

    page = text(login("read_only").get(URL))

    assert page.index("Alpha") < page.index("Beta &lt;b&gt;")
    assert "Tier 1" in page and "2 accounts" in page
    assert "<b>" not in page.split("<tbody>")[1]
    assert 'id="bulk"' not in page


def test_htmx_gets_the_table_alone(login):
    scored("Alpha", 90_000)

    part = text(login("rep").get(URL + "?q=alp", headers={"HX-Request": "true"}))

    assert "Alpha" in part and "<html" not in part


def test_filters_in_the_address_narrow_the_list(login):
    client = login("rep")
    scored("Mine", 10_000, owner=client.user, industry="Retail")
    scored("Theirs", 10_000, industry="Retail")

    page = text(client.get(URL + "?owner=me&industry=Retail"))

    assert "Mine" in page and "Theirs" not in page


def test_an_empty_workspace_is_told_to_import_and_an_empty_filter_to_loosen(login):
    client = login("manager")
    assert "Import accounts" in text(client.get(URL))

    scored("Alpha", 1_000)
    assert "Clear the filters" in text(client.get(URL + "?country=XX"))


def test_the_next_page_begins_where_this_one_ends(login):
    for number in range(30):
        scored(f"Company {number:02}", 90_000 - number)
    client = login("rep")
    page = text(client.get(URL))
    older = page.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")

    second = text(client.get(URL + older))

    assert "Company 24" in page and "Company 25" not in page
    assert "Company 25" in second and "Company 24" not in second
    assert "30 accounts" in second and 'rel="prev"' in second


@pytest.mark.parametrize("accounts", [10, 60])
def test_the_number_of_queries_is_the_same_for_any_number_of_accounts(login, accounts, django_assert_num_queries):
    policy()
    for number in range(accounts):
        scored(f"Company {number:02}", number * 1_000)
    client = login("rep")
    client.get(URL)

    # savepoints (4), user, memberships, members, profile, scored keys, the unscored (short list) or the count (long
    # list), rows, tiers, segments, views
    with django_assert_num_queries(QUERIES):
        client.get(URL)


QUERIES = 14


def test_a_head_leads_to_the_other_direction_and_keeps_the_filters(login):
    scored("Alpha", 1_000)

    page = text(login("rep").get(URL + "?industry=software&sort=-fit"))

    assert 'aria-sort="descending"' in page
    assert 'href="?industry=software&amp;sort=fit"' in page
    assert 'href="?industry=software&amp;sort=-employees"' in page


def test_the_file_holds_every_line_with_plain_values(login):
    for number in range(30):
        scored(f"Company {number:02}", 90_000 - number * 100, employees=number)

    lines = text(login("read_only").get(URL + "?format=csv&columns=fit,employees&sort=name")).splitlines()

    assert lines[0].endswith("id,name,fit,employees")
    assert len(lines) == 31
    assert lines[1].endswith(",Company 00,90.0,0")


def test_the_file_says_what_currency_an_amount_is_in(login, acme):
    scored("Alpha", 1_000, annual_revenue_cents=1_234_50, currency="USD")
    scored("Beta", 1_000, annual_revenue_cents=100, currency=None)
    scored("Gamma", 1_000)

    lines = text(login("rep").get(URL + "?format=csv&columns=revenue,pipeline&sort=name")).splitlines()

    assert lines[0].endswith("id,name,revenue,revenue_currency,pipeline,pipeline_currency")
    assert [line.partition(",")[2] for line in lines[1:]] == [
        "Alpha,1234.5,USD,,",
        f"Beta,1,{acme.currency},,",
        "Gamma,,,,",
    ]


def test_nonsense_in_the_address_is_no_error(login):
    scored("Alpha", 1_000)
    client = login("rep")

    for query in ("after=zzz", "before=%00", "sort=password", "columns=x,y", "score_min=1e99", "q=%00", "tier=%00"):
        assert client.get(f"{URL}?{query}").status_code == 200, query


def test_chosen_columns_are_remembered_for_the_member(login):
    scored("Alpha", 1_000)
    client = login("read_only")

    client.post(URL + "columns/", {"column": ["city", "domain", "bogus"], "query": "q=alp&columns=fit"})

    assert Membership.objects.get(user=client.user).list_columns == {"accounts": ["city", "domain"]}
    assert 'scope="col">City<' in text(client.get(URL))


def test_a_view_is_kept_shared_by_managers_and_deleted_by_its_owner(login):
    manager, rep = login("manager"), login("rep")
    manager.post(URL + "views/", {"name": "Big", "query": "industry=Retail&after=x&evil=1", "shared": "on"})
    rep.post(URL + "views/", {"name": "Private", "query": "owner=me", "shared": "on"})

    shared, private = SavedView.objects.order_by("name")
    assert (shared.query, shared.is_shared) == ("industry=Retail", True)
    assert private.is_shared is False
    assert "Big" in text(rep.get(URL)) and "Private" not in text(manager.get(URL))

    assert rep.post(f"{URL}views/{shared.public_id}/delete/").status_code == 404
    rep.post(f"{URL}views/{private.public_id}/delete/")
    assert list(SavedView.objects.values_list("name", flat=True)) == ["Big"]


def test_a_pipeline_of_deals_without_an_amount_is_unknown_and_not_nothing(login):
    DealFactory(account=scored("Unpriced", 20_000), status="open", amount_cents=None)
    DealFactory(account=scored("Priced", 10_000), status="open", amount_cents=12_300_00, currency="EUR")

    rows = text(login("rep").get(URL + "?columns=pipeline")).split("<tbody>")[1].split("</tr>")

    assert "unknown" in rows[0] and "€0" not in rows[0]
    assert "€12.3K" in rows[1]
