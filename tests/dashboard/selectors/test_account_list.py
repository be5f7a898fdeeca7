from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.db.models import Value
from django.db.models.functions import Concat
from django.test.utils import CaptureQueriesContext

from accounts.models import Account, FitScore
from common.keyset import key_page
from dashboard.selectors import account_list
from dashboard.selectors.account_filter import AccountFilter, account_count
from dashboard.selectors.account_list import AccountPage, account_all, account_page, list_phases
from tests.tiers.factories import NOON, placed, policy, primary_version, scored

pytestmark = pytest.mark.usefixtures("as_acme")
ALL = AccountFilter()


def page(wanted: AccountFilter = ALL, **more: Any) -> AccountPage:
    return account_page(wanted, **{"sort": "-fit", "currency": "EUR"} | more)


def many(count: int) -> None:
    """This many scored accounts, the first the best, in two statements."""
    accounts = Account.objects.bulk_create(
        Account(source="manual", external_id=f"many-{n}", name=f"A{n:04}", name_key=f"a{n:04}", industry="software")
        for n in range(count)
    )
    version = primary_version()
    FitScore.objects.bulk_create(
        FitScore(
            profile=version.profile,
            account=account,
            version_id=version.pk,
            score_milli=90_000 - n,
            potential_milli=90_000,
            shares=[],
            scored_at=NOON,
        )
        for n, account in enumerate(accounts)
    )


def test_pages_follow_each_other_and_lead_back():
    for number in range(5):
        scored(f"A{number}", 90_000 - number)

    first = page(size=2)
    second = page(size=2, after=first.after)
    third = page(size=2, after=second.after)
    back = page(size=2, before=third.before)

    assert [[row.name for row in each.rows] for each in (first, second, third)] == [["A0", "A1"], ["A2", "A3"], ["A4"]]
    assert [row.name for row in back.rows] == ["A2", "A3"]
    assert (first.before, third.after) == ("", "")
    assert {each.total for each in (first, second, third, back)} == {5}


def test_a_page_shows_the_score_under_the_primary_profile_and_the_tier():
    tiers = policy()
    placed(scored("A", 80_000, potential=85_000), tiers[0])

    (row,) = page().rows

    assert (row.name, row.score_milli, row.potential_milli, row.tier) == ("A", 80_000, 85_000, "Tier 1")


def test_a_page_asks_only_for_the_phases_it_comes_to(django_assert_num_queries):
    tiers = policy()
    for name in "AB":
        placed(scored(name, 80_000), tiers[0])

    with django_assert_num_queries(6):  # profile; the tier and keys of those with a score; the tier and count; lines
        assert len(page(AccountFilter(tier=tiers[0].key), size=1).rows) == 1


def test_without_a_profile_the_accounts_are_listed_unscored():
    scored("A", None)

    found = page()

    assert [(row.name, row.score_milli) for row in found.rows] == [("A", None)]
    assert found.total == 1


def test_a_search_and_a_filter_narrow_the_page_and_its_total():
    for name, industry in (("Northwind", "Retail"), ("Northern Rail", "Energy"), ("Acme", "Retail")):
        scored(name, 50_000, industry=industry)

    found = page(AccountFilter(q="north", industry="Retail"))

    assert [row.name for row in found.rows] == ["Northwind"]
    assert (found.total, found.is_capped) == (1, False)
    assert page(AccountFilter(q="nobody")) == AccountPage([], "", "", 0, False)


def test_counting_gives_up_at_the_cap(monkeypatch):
    monkeypatch.setattr(account_list, "COUNT_CAP", 4)
    many(5)

    found = page(size=2)

    assert (found.total, found.is_capped) == (4, True)
    Account.objects.filter(name="A0004").delete()
    assert (page(size=2).total, page(size=2).is_capped) == (4, False)


def test_a_search_that_reached_its_limit_says_that_there_are_more():
    many(1_001)

    found = page(AccountFilter(q="a0"))

    assert (len(found.rows), found.total, found.is_capped) == (25, 1_000, True)


@pytest.mark.parametrize("wanted", [AccountFilter(tier="none"), AccountFilter(tier="none", q="a00")])
def test_those_in_no_tier_are_shown_best_first(wanted, monkeypatch):
    tiers = policy()
    many(4)
    placed(Account.objects.get(name="A0001"), tiers[0])

    assert [row.name for row in page(wanted).rows] == ["A0000", "A0002", "A0003"]
    monkeypatch.setattr(account_list, "tierless_ids", lambda: None)  # too many of them to be listed one by one
    assert [row.name for row in page(wanted).rows] == ["A0000", "A0002", "A0003"]


@pytest.mark.parametrize("accounts", [10, 1_000])
def test_a_page_costs_as_many_queries_for_many_accounts(accounts, django_assert_num_queries):
    many(accounts)

    # the profile, the scored and the lines; the unscored after a short list, the count of a long one
    with django_assert_num_queries(4):
        found = page()

    assert (len(found.rows), found.total) == (min(accounts, 25), accounts)


def test_a_search_on_a_far_page_costs_five_queries(django_assert_num_queries):
    many(60)
    after = page(AccountFilter(q="a00"), after=page(AccountFilter(q="a00")).after).after

    with django_assert_num_queries(5):  # profile, search, scored, unscored, lines
        found = page(AccountFilter(q="a00"), after=after)

    assert [row.name for row in found.rows] == [f"A{number:04}" for number in range(50, 60)]


def test_a_file_holds_every_line_in_the_order_of_the_list():
    many(30)
    scored("Unscored", None)
    scored("Other", 99_000, industry="Retail")

    rows = list(account_all(AccountFilter(industry="software"), sort="-fit", currency="EUR"))

    assert [row.name for row in rows] == [*(f"A{number:04}" for number in range(30)), "Unscored"]


def test_the_phases_of_a_list_hold_the_accounts_of_its_search():
    wanted = scored("Northwind", 50_000)
    scored("Acme", 50_000)

    assert key_page(list_phases(AccountFilter(q="north"), sort="name"), size=10).keys == [wanted.pk]


@pytest.mark.parametrize("text", ["a", "0", "a0", "a00", "A00", "é%_"])
def test_whoever_reads_all_of_a_search_gets_what_the_page_would_show(text):
    many(30)
    wanted = AccountFilter(q=text)

    shown = {row.name for row in page(wanted, size=100).rows}

    assert {row.name for row in account_all(wanted, sort="-fit", currency="EUR")} == shown


def test_a_search_that_finds_more_than_a_page_looks_at_is_read_whole():
    many(2_100)
    wanted = AccountFilter(q="a00")  # a page looks at 1,000 of these
    Account.objects.update(name_key=Concat(Value("the a00 of "), "name_key"))

    assert page(wanted).is_capped
    rows = list(account_all(wanted, sort="-fit", currency="EUR"))

    assert [row.name for row in rows] == [f"A{number:04}" for number in range(2_100)]


def test_the_tier_of_the_filter_is_asked_for_first_so_that_the_count_can_stop_at_its_cap():
    tiers = policy()
    placed(scored("A", 80_000), tiers[0])

    with CaptureQueriesContext(connection) as ran:
        assert account_count(AccountFilter(tier="tier-1"), profile_id=None, found=None, cap=10) == 1

    (counted,) = [each["sql"] for each in ran.captured_queries if "COUNT(*)" in each["sql"]]
    assert f'"tier_id" IN ({tiers[0].pk})' in counted
    assert 'JOIN "tier"' not in counted
