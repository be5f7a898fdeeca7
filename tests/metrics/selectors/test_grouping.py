"""Rows find their group by tier, segment, persona, owner, field or own key; a row in two groups appears twice."""

from __future__ import annotations

from typing import Any

import pytest
from psycopg2 import sql

from accounts.models import DealContact, Segment, SegmentAccount
from metrics.domain.catalogue import Fact
from metrics.domain.query import Cohort
from metrics.selectors.deal_sources import CLOSED
from metrics.selectors.grouping import grouped_rows, summed
from metrics.selectors.sources import fetch
from metrics.selectors.totals import ask_of
from personas.models import ContactPersona
from tests.factories import AccountFactory, ContactFactory, member
from tests.metrics.factories import LostDealFactory, WonDealFactory, place, tiers
from tests.metrics.selectors.asking import day
from tests.metrics.selectors.test_totals import ask
from tests.personas.factories import NOW, PersonaFactory

pytestmark = pytest.mark.usefixtures("as_acme")


def groups(**given: Any) -> list[tuple[int, str]]:
    """Each closed deal with its group, in order."""
    asked = ask_of(ask(**given))
    rows = sql.SQL("select id, group_key from ({}) listed order by id, group_key").format(
        grouped_rows(CLOSED, asked, fact=Fact.CLOSED)
    )
    return [(row["id"], row["group_key"]) for row in fetch(rows, asked.parameters())]


def test_undivided_every_row_is_in_the_one_group():
    deal = WonDealFactory(account=None)

    assert groups() == [(deal.pk, "")]


def test_the_day_of_a_change_of_tier_counts_in_the_new_one():
    made = tiers("top", "wide")
    account = AccountFactory()
    place(account, made["wide"], "2026-01-10", "2026-01-15")
    place(account, made["top"], "2026-01-15", "2026-01-20")
    deals = [WonDealFactory(account=account, closed_on=day(1, number)).pk for number in (9, 10, 14, 15, 20)]

    then = dict(groups(by="tier", cohort=Cohort.THEN))

    assert [then[deal] for deal in deals] == ["", "wide", "wide", "top", ""]
    assert set(dict(groups(by="tier", cohort=Cohort.FIRST)).values()) == {"wide"}
    assert set(dict(groups(by="tier", cohort=Cohort.NOW)).values()) == {""}


def test_an_account_in_two_segments_counts_in_both():
    deal, other = WonDealFactory(), LostDealFactory()
    for key in ("red", "blue"):
        SegmentAccount.objects.create(segment=Segment.objects.create(key=key, name=key), account=deal.account)

    assert groups(by="segment") == [(deal.pk, "blue"), (deal.pk, "red"), (other.pk, "")]


def test_a_deal_counts_once_for_each_persona_among_its_people():
    deal, other = WonDealFactory(), WonDealFactory()
    buyer, user = PersonaFactory(key="buyer"), PersonaFactory(key="user")
    for persona in (buyer, buyer, user):
        contact = ContactFactory(account=deal.account)
        ContactPersona.objects.create(contact=contact, persona=persona, method="hand", at=NOW)
        DealContact.objects.create(deal=deal, contact=contact)

    assert groups(by="persona") == [(deal.pk, "buyer"), (deal.pk, "user"), (other.pk, "")]


def test_rows_are_divided_by_owner_by_field_and_by_own_key(as_acme):
    ann = member(as_acme, "rep")
    mine = WonDealFactory(owner=ann, account__industry="", account__custom={"Plan %": "gold"})
    lost = LostDealFactory(owner_email="gone@acme.test", account__founded_year=1999, account__custom={"Plan %": ""})

    assert groups(by="owner") == [(mine.pk, f"#{ann.pk}"), (lost.pk, "gone@acme.test")]
    assert groups(by="industry") == [(mine.pk, ""), (lost.pk, "software")]
    assert groups(by="founded_year") == [(mine.pk, ""), (lost.pk, "1999")]
    assert groups(by="Plan %") == [(mine.pk, "gold"), (lost.pk, "")]
    assert groups(by="no' such") == [(mine.pk, ""), (lost.pk, "")]


def test_sums_are_by_period_and_group():
    WonDealFactory(account__industry="finance", amount_cents=100)
    WonDealFactory(account__industry="finance", amount_cents=250)
    LostDealFactory(account__industry="retail")
    asked = ask_of(ask(by="industry"))

    found = fetch(summed(CLOSED, asked, fact=Fact.CLOSED), asked.parameters())

    assert {
        (row["slot_key"], row["group_key"]): (row["won"], row["lost"], row["won_value_cents"], row["won_median_cents"])
        for row in found
    } == {("", "finance"): (2, 0, 350, 175), ("", "retail"): (0, 1, 0, None)}
