"""The win score of an account."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from accounts.domain.icp_facts import Subject
from accounts.models import Account, AccountMeasure, Deal, IcpProfile
from accounts.services.assignment import deal_unassign, deals_assign
from accounts.services.deal_scoring import deal_scores_refresh, deals_rescore_enqueue
from accounts.services.deletion import deal_delete
from accounts.services.icp import icp_profile_update
from accounts.services.icp_problems import IcpInvalidError
from accounts.services.scoring import fit_refresh
from accounts.services.upsert import records_upsert
from accounts.services.win_measures import win_measures_refresh
from outbox.models import Message
from outbox.services import outbox_drain
from tests.accounts.icp_examples import ACTOR, INDUSTRY, NOW, SIZE, new_account, profile_with
from tests.accounts.services.test_deal_scoring import AMOUNT, LOST_CAUSE, new_deal, win_profile

pytestmark = pytest.mark.django_db


def told(account: Account) -> tuple[int | None, str] | None:
    row = AccountMeasure.objects.filter(account=account, key="win_score").first()
    return (row.value, row.basis) if row else None


def test_it_is_the_score_of_the_best_open_deal(as_acme: Any) -> None:
    win_profile([AMOUNT, LOST_CAUSE])
    account = new_account()
    deals = [
        new_deal(account=account, amount_cents=300_000),
        new_deal(account=account, amount_cents=700_000),
        new_deal(account=account, amount_cents=900_000, status=Deal.Status.WON),
        new_deal(account=account, amount_cents=950_000, custom={"Lead": "tender"}),
    ]

    deal_scores_refresh(keys=[deal.pk for deal in deals], now=NOW)

    row = AccountMeasure.objects.get(account=account)
    assert (row.key, row.value, row.basis, row.source, row.at) == (
        "win_score",
        70_000,
        "best_open_deal",
        "profile",
        NOW,
    )
    assert Message.objects.filter(key=account.pk, consumer="accounts.account_refresh").exists()


def test_it_follows_a_deal_that_closes_and_says_why_it_is_unknown(as_acme: Any) -> None:
    win_profile([AMOUNT])
    account = new_account()
    deal = new_deal(account=account, amount_cents=300_000, external_id="d1", source="crm")
    deal_scores_refresh(keys=[deal.pk], now=NOW)

    later = NOW + timedelta(days=1)
    closed = {"external_id": "d1", "status": "lost", "closed_on": "2026-05-05"}
    records_upsert("deals", records=[closed], source="crm", now=later)
    outbox_drain(now=later)

    assert told(account) == (None, "no_open_deal")


def test_open_deals_that_are_all_excluded_give_none(as_acme: Any) -> None:
    win_profile([AMOUNT, LOST_CAUSE])
    deal = new_deal(account=new_account(), amount_cents=300_000, custom={"Lead": "tender"})

    deal_scores_refresh(keys=[deal.pk], now=NOW)

    assert told(deal.account) == (None, "deals_excluded")


def test_accounts_that_never_had_an_open_deal_get_no_row(as_acme: Any) -> None:
    win_profile([AMOUNT])

    assert win_measures_refresh(account_ids=[new_account().pk], now=NOW) == 0
    assert not AccountMeasure.objects.exists()


def test_without_a_published_profile_of_deals_nothing_is_written(as_acme: Any) -> None:
    deal = new_deal(account=new_account())

    deal_scores_refresh(keys=[deal.pk], now=NOW)

    assert told(deal.account) is None


def test_a_deal_that_moves_leaves_its_old_account_without_a_score(as_acme: Any) -> None:
    win_profile([AMOUNT])
    old, new = new_account(name="Old"), new_account(name="New")
    deal = new_deal(account=old, amount_cents=300_000)
    outbox_drain(now=NOW)
    deal_scores_refresh(keys=[deal.pk], now=NOW)

    deal_unassign(public_id=deal.public_id, actor=ACTOR, now=NOW)
    deals_assign(account_name="New", public_ids=[deal.public_id], reference=None, actor=ACTOR, now=NOW)
    outbox_drain(now=NOW)

    assert (told(old), told(new)) == ((None, "no_open_deal"), (30_000, "best_open_deal"))


def test_a_deleted_deal_counts_no_longer(as_acme: Any) -> None:
    win_profile([AMOUNT])
    deal = new_deal(account=new_account(), amount_cents=300_000)
    deal_scores_refresh(keys=[deal.pk], now=NOW)

    deal_delete(deal_id=deal.pk, actor=ACTOR)
    outbox_drain(now=NOW)

    assert told(deal.account) == (None, "no_open_deal")


def test_a_scoring_of_all_deals_writes_all_accounts_down(as_acme: Any) -> None:
    deals = [new_deal(account=new_account(), amount_cents=cents) for cents in (100_000, 200_000)]
    win_profile([AMOUNT])
    outbox_drain(now=NOW)
    Deal.objects.update(amount_cents=500_000)

    deals_rescore_enqueue(reason="test")
    outbox_drain(now=NOW)

    assert [told(deal.account) for deal in deals] == [(50_000, "best_open_deal")] * 2


def test_another_primary_profile_of_deals_gives_other_scores(as_acme: Any) -> None:
    deal = new_deal(account=new_account(employees=500), amount_cents=100_000)
    win_profile([AMOUNT])
    other = profile_with([SIZE], name="Upsell", subject=Subject.DEAL)
    outbox_drain(now=NOW)
    assert told(deal.account) == (10_000, "best_open_deal")

    icp_profile_update(profile=other, name="Upsell", review_on=None, is_primary=True, actor=ACTOR)
    outbox_drain(now=NOW)

    assert told(deal.account) == (100_000, "best_open_deal")


def test_a_profile_of_deals_cannot_read_what_is_made_of_it(as_acme: Any) -> None:
    circle = {**AMOUNT, "fact": "measure.win_score"}

    with pytest.raises(IcpInvalidError) as refused:
        win_profile([circle])

    assert "made of those of its deals" in refused.value.fields["criteria"]


def test_a_profile_of_accounts_reads_it(as_acme: Any) -> None:
    priority = {**AMOUNT, "fact": "measure.win_score", "rule": {"kind": "range", "points": [[0, 0], [100_000, 1000]]}}
    win_profile([AMOUNT])
    profile: IcpProfile = profile_with([{**INDUSTRY, "weight": 30}, priority], name="Priority")
    account = new_account(industry="software")
    deal = new_deal(account=account, amount_cents=500_000)

    deal_scores_refresh(keys=[deal.pk], now=NOW)
    fit_refresh(keys=[account.pk], now=NOW)

    assert profile.scores.get(account=account).score_milli == 75_000
