"""Gaps priced in the open pipeline that waits for content."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from accounts.models import Segment, SegmentAccount
from content.domain.gaps import Worth
from content.models import BuyerStage
from content.services import starter_stages_create
from dashboard.selectors.gap_pipeline import gap_pipeline
from metrics.models import ExchangeRate
from personas.models import ContactPersona
from tenancy.context import tenant_context
from tests.content.factories import NOW, AssetFactory, PlacementFactory
from tests.factories import AccountFactory, ContactFactory, DealFactory
from tests.personas.factories import PersonaFactory, SeatFactory

TODAY = date(2026, 6, 30)


@pytest.fixture
def cfo(as_acme) -> Any:
    starter_stages_create(now=NOW)
    return PersonaFactory(key="cfo")


@pytest.fixture
def cmo(cfo) -> Any:
    return PersonaFactory(key="cmo")


def open_deal(account, cents, *, stage="Proposal", currency=None, status="open"):
    return DealFactory(account=account, amount_cents=cents, currency=currency, stage=stage, status=status)


def priced(**more):
    view = gap_pipeline(home="EUR", today=TODAY, **more)
    cells = {(row.persona.key, one.stage.key): one.worth for row in view.rows for one in row.cells}
    return view, cells


def test_a_gap_is_worth_the_open_deals_of_its_stage_with_the_persona_on_the_committee(cfo, cmo):
    account = AccountFactory()
    SeatFactory(account=account, persona=cfo)
    by_rule = ContactFactory(account=account)
    ContactPersona.objects.create(contact=by_rule, persona=cmo, method="rule", at=NOW)
    SeatFactory(account=account, contact=by_rule)
    SeatFactory(
        account=account, contact=ContactFactory(account=account, status="left"), persona=PersonaFactory(key="x")
    )
    open_deal(account, 10_000)
    own = open_deal(account, 500)
    SeatFactory(account=account, deal=own, persona=cfo)
    open_deal(account, 99, status="lost")

    view, cells = priced()

    assert cells["cfo", "decision"] == Worth(2, 10_500, 0)
    assert cells["cmo", "decision"] == Worth(1, 10_000, 0)
    assert cells["x", "decision"] == cells["cfo", "purchase"] == Worth()
    assert (view.whole, view.nobody) == (Worth(2, 10_500, 0), Worth())
    assert [(persona.key, one.stage.key) for persona, one, _ in view.dearest] == [
        ("cfo", "decision"), ("cmo", "decision"),
    ]  # fmt: skip


def test_an_approved_asset_takes_the_price_away_and_an_expired_one_gives_it_back(cfo):
    account = AccountFactory()
    SeatFactory(account=account, persona=cfo)
    open_deal(account, 10_000)
    asset = AssetFactory()
    PlacementFactory(asset=asset, persona=cfo, stage=BuyerStage.objects.get(key="decision"))

    view, cells = priced()
    assert cells["cfo", "decision"] is None
    assert view.whole == Worth()

    asset.expires_on = date(2026, 6, 29)
    asset.save()
    assert priced()[1]["cfo", "decision"] == Worth(1, 10_000, 0)


def test_money_is_converted_by_todays_rate_and_never_one_to_one(cfo):
    account = AccountFactory()
    SeatFactory(account=account, persona=cfo)
    ExchangeRate.objects.create(currency="USD", valid_on=date(2026, 1, 1), rate="0.9")
    ExchangeRate.objects.create(currency="USD", valid_on=date(2026, 7, 1), rate="0.1")
    for cents, currency in ((1_000, "USD"), (1_000, "HUF"), (1_000, "EUR"), (1_000, None), (None, "EUR")):
        open_deal(account, cents, currency=currency)

    _, cells = priced()

    assert cells["cfo", "decision"] == Worth(5, 2_900, 2)


def test_deals_of_nobody_known_are_told_apart_and_a_segment_narrows(cfo):
    segment = Segment.objects.create(key="banks", name="Banks")
    bank, other = AccountFactory(), AccountFactory()
    SegmentAccount.objects.create(segment=segment, account=bank)
    SeatFactory(account=bank, persona=cfo)
    open_deal(bank, 100)
    open_deal(other, 7)

    assert (priced()[0].whole, priced()[0].nobody) == (Worth(1, 100, 0), Worth(1, 7, 0))
    view, cells = priced(segment_id=segment.pk)
    assert (cells["cfo", "decision"], view.nobody) == (Worth(1, 100, 0), Worth())


def test_it_costs_the_same_for_many_deals(cfo, django_assert_num_queries):
    account = AccountFactory()
    SeatFactory(account=account, persona=cfo)
    for cents in range(5):
        open_deal(account, cents)

    with django_assert_num_queries(6):
        gap_pipeline(home="EUR", today=TODAY)


def test_another_workspaces_deals_are_worth_nothing_here(acme, globex):
    with tenant_context(globex.pk):
        open_deal(AccountFactory(), 100)
    with tenant_context(acme.pk):
        starter_stages_create(now=NOW)
        assert priced()[0].nobody == Worth()
