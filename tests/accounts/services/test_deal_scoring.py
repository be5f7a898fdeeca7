from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from accounts.domain.icp_facts import Subject
from accounts.models import Account, Deal, DealScore, DealScoreChange, FitScore, IcpProfile
from accounts.selectors.icp import version_get
from accounts.services.deal_scoring import (
    deal_scores_refresh,
    deal_scores_refresh_of,
    deal_scores_refresh_range,
    deals_rescore_enqueue,
)
from accounts.services.deletion import deal_delete
from accounts.services.icp_problems import IcpInvalidError
from accounts.services.icp_publish import icp_version_publish, icp_version_rollback
from accounts.services.scoring import fit_refresh
from outbox.models import Job
from outbox.services import message_append, outbox_drain
from tests.accounts.icp_examples import ACTOR, INDUSTRY, NOW, SIZE, draft_with, new_account, profile_with
from tests.factories import DealFactory

pytestmark = pytest.mark.django_db

AMOUNT: dict[str, Any] = {
    "key": "amount",
    "label": "Amount",
    "group": "value",
    "fact": "deal.amount",
    "weight": 30,
    "rule": {"kind": "range", "points": [[0, 0], [1_000_000, 1000]]},
}
AGE: dict[str, Any] = {
    "key": "age",
    "label": "Age",
    "group": "behaviour",
    "fact": "deal.age_days",
    "weight": 50,
    "rule": {"kind": "range", "points": [[0, 0], [100, 1000]]},
}
LOST_CAUSE: dict[str, Any] = {
    "key": "tender",
    "label": "Tenders",
    "group": "values_match",
    "fact": "deal.custom.Lead",
    "weight": 0,
    "rule": {"kind": "knock_out", "op": "in", "values": ["tender"], "reason": "We lose tenders"},
}
WIN = [AMOUNT, {**SIZE, "weight": 20}, LOST_CAUSE]


def win_profile(criteria: list[dict[str, Any]] = WIN, **options: Any) -> IcpProfile:
    return profile_with(criteria, name="Win", subject=Subject.DEAL, **options)


def new_deal(**facts: Any) -> Deal:
    made: Any = DealFactory(**facts)
    deal: Deal = made
    deal.refresh_from_db()
    return deal


def standing(deal: Deal) -> tuple[int, int, list[int], str | None]:
    row = DealScore.objects.get(deal=deal)
    return row.score_milli, row.potential_milli, row.shares, row.excluded_by


def causes(deal: Deal) -> list[tuple[str, int]]:
    rows = DealScoreChange.objects.filter(deal_id=deal.pk).order_by("at", "id")
    return [(row.cause, row.score_milli) for row in rows]


def test_a_deal_is_scored_by_its_own_facts_and_its_accounts(as_acme: Any) -> None:
    win_profile()
    deal = new_deal(account=new_account(employees=300), amount_cents=500_000)

    done = deal_scores_refresh(keys=[deal.pk], now=NOW)

    assert (done.changed, done.moved) == (1, (deal.pk,))
    assert standing(deal) == (50_000, 50_000, [500, 500, -1], None)
    assert causes(deal) == [("data", 50_000)]


def test_profiles_of_deals_and_of_accounts_leave_each_other_alone(as_acme: Any) -> None:
    profile_with([SIZE])
    win_profile()
    deal = new_deal(account=new_account(employees=500), amount_cents=0)

    fit_refresh(keys=[deal.account.pk], now=NOW)
    deal_scores_refresh(keys=[deal.pk], now=NOW)

    assert [score.score_milli for score in FitScore.objects.all()] == [100_000]
    assert [score.score_milli for score in DealScore.objects.all()] == [40_000]


def test_a_knock_out_of_a_deal_excludes_it_and_keeps_its_score(as_acme: Any) -> None:
    win_profile()
    deal = new_deal(account=None, amount_cents=1_000_000, custom={"Lead": "Tender"})

    deal_scores_refresh(keys=[deal.pk], now=NOW)

    assert standing(deal) == (60_000, 100_000, [1000, -1, 1], "tender")


def test_a_changed_account_scores_its_deals_again(as_acme: Any) -> None:
    win_profile()
    account = new_account(employees=100)
    deal, other = new_deal(account=account, amount_cents=0), new_deal(amount_cents=0)
    deal_scores_refresh(keys=[deal.pk, other.pk], now=NOW)
    Account.objects.filter(pk=account.pk).update(employees=500)

    done = deal_scores_refresh_of(account_ids=[account.pk], now=NOW)

    assert done.moved == (deal.pk,)
    assert causes(deal) == [("data", 0), ("data", 40_000)]


def test_a_change_reaches_the_score_through_the_outbox(as_acme: Any) -> None:
    win_profile()
    deal = new_deal(account=new_account(employees=100), amount_cents=1_000_000)
    message_append(topic="deal.changed", keys=[deal.pk])
    outbox_drain()
    assert standing(deal)[0] == 60_000
    Account.objects.filter(pk=deal.account_id).update(employees=500)
    message_append(topic="account.changed", keys=[deal.account.pk])

    outbox_drain()

    assert standing(deal)[0] == 100_000


def test_without_a_profile_of_deals_nothing_is_read_or_written(as_acme: Any, django_assert_num_queries: Any) -> None:
    profile_with([SIZE])
    account_id = new_deal().account.pk

    with django_assert_num_queries(3):  # one question, inside a savepoint
        done = deal_scores_refresh_of(account_ids=[account_id], now=NOW)

    assert (done.changed, deals_rescore_enqueue(reason="test")) == (0, None)


def test_many_deals_cost_no_more_statements_than_one(as_acme: Any, django_assert_num_queries: Any) -> None:
    win_profile()
    deals = [new_deal(amount_cents=1000 * place) for place in range(30)]

    for keys in ([deals[0].pk], [deal.pk for deal in deals]):
        with django_assert_num_queries(20):  # eight for the scores, the others for the measure of the accounts
            deal_scores_refresh(keys=keys, now=NOW)


def test_a_deal_that_only_grew_older_changes_by_decay_and_a_touched_one_by_data(as_acme: Any) -> None:
    win_profile([AGE, AMOUNT])
    today = NOW.date()
    older, touched = (new_deal(created_on=today, amount_cents=0, updated_at=NOW) for _ in range(2))
    deal_scores_refresh(keys=[older.pk, touched.pk], now=NOW)
    later = NOW + timedelta(days=10)
    Deal.objects.filter(pk=touched.pk).update(created_on=today - timedelta(days=50), updated_at=later)

    deal_scores_refresh(keys=[older.pk, touched.pk], now=later)

    assert causes(older) == [("data", 0), ("decay", 6_250)]
    assert causes(touched) == [("data", 0), ("data", 37_500)]


def test_publishing_scores_every_deal_and_a_rollback_brings_every_score_back(as_acme: Any) -> None:
    deals = [new_deal(account=new_account(employees=100 + 40 * n), amount_cents=90_000 * n) for n in range(10)]
    profile = win_profile()
    outbox_drain()
    before = {deal.pk: standing(deal) for deal in deals}
    icp_version_publish(version=draft_with(profile, [AMOUNT, INDUSTRY]), note="", actor=ACTOR, now=NOW)
    outbox_drain()
    assert {deal.pk: standing(deal) for deal in deals} != before

    icp_version_rollback(profile=profile, number=1, actor=ACTOR, now=NOW)
    outbox_drain()

    assert {deal.pk: standing(deal) for deal in deals} == before
    assert version_get(profile, 3).republishes == 1
    job = Job.objects.filter(kind="accounts.rescore_deals", parent=None)[0]
    assert (job.result or {})["changed"] == 10


def test_a_range_takes_what_is_inside_it(as_acme: Any) -> None:
    win_profile()
    first, second = new_deal(), new_deal()

    done = deal_scores_refresh_range(lower=second.pk, upper=second.pk + 1, now=NOW)

    assert (done.changed, done.moved) == (1, (second.pk,))
    assert not DealScore.objects.filter(deal=first).exists()


def test_a_deleted_deal_takes_its_score_and_history_along(as_acme: Any) -> None:
    win_profile()
    deal = new_deal()
    deal_scores_refresh(keys=[deal.pk], now=NOW)

    deal_delete(deal_id=deal.pk, actor=ACTOR)

    assert (DealScore.objects.count(), DealScoreChange.objects.count()) == (0, 0)


def test_a_profile_of_deals_cannot_build_on_a_score(as_acme: Any) -> None:
    profile_with([SIZE])
    fit = {**SIZE, "fact": "score.best"}

    with pytest.raises(IcpInvalidError) as caught:
        win_profile([fit])

    assert "cannot read the score" in caught.value.fields["criteria"]
