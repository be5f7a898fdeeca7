from __future__ import annotations

import pytest

from accounts.models import Account, Deal, Segment, SegmentAccount
from dashboard.selectors.account_filter import (
    SORTS,
    AccountFilter,
    account_count,
    account_phases,
    filter_from,
    search_ids,
    tierless_ids,
)
from tests.factories import DealFactory, UserFactory
from tests.tiers.factories import placed, policy, primary_version, scored

pytestmark = pytest.mark.usefixtures("as_acme")


def names(wanted: AccountFilter = AccountFilter(), sort: str = "-fit") -> list[str]:  # noqa: B008
    from common.keyset import key_page

    found = search_ids(wanted.q) if wanted.q else None
    profile_id = primary_version().profile_id
    keys = key_page(account_phases(wanted, sort=sort, profile_id=profile_id, found=found), size=50).keys
    assert account_count(wanted, profile_id=profile_id, found=found, cap=100) == len(keys)
    by_key = dict(Account.objects.values_list("pk", "name"))
    return [by_key[key] for key in keys]


def test_an_address_is_read_and_nonsense_narrows_nothing():
    given = {"q": " a\0b ", "owner": "me", "score_min": "12.5", "score_max": "abc", "open_deal": "yes", "tier": "t"}

    assert filter_from(given, user_id=7, owners={}) == AccountFilter(
        q="ab", tier="t", owner_id=7, score_min=12_500, open_deal=True
    )
    assert filter_from({"owner": "x"}, user_id=7, owners={"x": 9}).owner_id == 9
    assert filter_from({"owner": "none"}, user_id=7, owners={}).no_owner
    assert filter_from({"owner": "who", "score_min": "101"}, user_id=7, owners={}).is_empty


def test_the_best_fit_comes_first_and_the_unscored_last_whichever_way():
    scored("Low", 10_000)
    scored("High", 90_000)
    scored("None", None)

    assert names() == ["High", "Low", "None"]
    assert names(sort="fit") == ["Low", "High", "None"]


@pytest.mark.parametrize("sort", [sign + key for key in SORTS for sign in ("", "-")])
def test_every_order_shows_every_account(sort):
    for number, milli in enumerate((None, 10_000, 10_000, 20_000)):
        scored(f"A{number}", milli, employees=number or None, annual_revenue_cents=None)

    assert len(names(sort=sort)) == 4


def test_each_filter_keeps_what_it_says():
    tiers = policy()
    owner = UserFactory()
    a = scored("Alpha", 80_000, industry="Retail", country="HU", owner=owner, lifecycle="customer")
    b = scored("Beta", 20_000, industry="Energy", country="DE")
    placed(a, tiers[0])
    DealFactory(account=b, status=Deal.Status.OPEN)
    DealFactory(account=a, status=Deal.Status.WON)
    segment = Segment.objects.create(key="vip", name="VIP")
    SegmentAccount.objects.create(segment=segment, account=a)

    for wanted, expected in (
        (AccountFilter(tier="tier-1"), ["Alpha"]),
        (AccountFilter(tier="none"), ["Beta"]),
        (AccountFilter(owner_id=owner.pk), ["Alpha"]),
        (AccountFilter(no_owner=True), ["Beta"]),
        (AccountFilter(industry="Retail"), ["Alpha"]),
        (AccountFilter(country="DE"), ["Beta"]),
        (AccountFilter(lifecycle="customer"), ["Alpha"]),
        (AccountFilter(segment="vip"), ["Alpha"]),
        (AccountFilter(open_deal=True), ["Beta"]),
        (AccountFilter(score_min=20_001), ["Alpha"]),
        (AccountFilter(score_max=20_000), ["Beta"]),
        (AccountFilter(industry="Retail", country="DE"), []),
    ):
        assert names(wanted) == expected, wanted
        assert names(wanted, "name") == expected, wanted


def test_a_search_finds_the_middle_of_a_name_and_the_beginning_for_short_words():
    for name in ("Northwind Traders", "Old Northern Rail", "Acme"):
        scored(name, 50_000)

    assert names(AccountFilter(q="NORTH"), "name") == ["Northwind Traders", "Old Northern Rail"]
    assert names(AccountFilter(q="ac")) == ["Acme"]
    assert names(AccountFilter(q="%")) == []


def test_of_a_word_in_very_many_names_those_that_begin_with_it_come_first():
    Account.objects.bulk_create(
        Account(source="manual", external_id=str(n), name=f"The Company {n}", name_key=f"the company {n}")
        for n in range(2_100)  # more than a search looks at
    )
    longer, shorter = scored("Company of the North", None), scored("Company", None)

    assert search_ids("company", most=2) == [shorter.pk, longer.pk]
    assert len(search_ids("company")) == 1_000


def test_those_in_no_tier_are_listed_where_they_are_few():
    tiers = policy()
    placed(scored("In", 80_000), tiers[0])
    out = [scored(name, 20_000).pk for name in ("Out", "Outer")]

    assert sorted(tierless_ids() or []) == out
    assert tierless_ids(most=1) is None
