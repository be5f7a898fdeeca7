"""What changed in a week."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from accounts.models import FactChange, FitScoreChange, Signal
from dashboard.selectors.account_changes import account_changes, score_history
from tests.factories import AccountFactory, ContactFactory, DealFactory
from tests.tiers.factories import NOON, placed, policy, scored
from tiers.selectors.place import account_place

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)
OLD = NOW - timedelta(days=30)


def changes(account, profile_id=None):
    return account_changes(account=account, place=None, profile_id=profile_id, now=NOW)


def test_a_quiet_week_says_so(as_acme):
    assert changes(AccountFactory(created_at=OLD)).is_quiet


def test_facts_signals_people_and_deals_of_the_week_are_told_newest_first(as_acme):
    account = AccountFactory(created_at=OLD)
    FactChange.objects.create(
        object_kind="account", object_id=account.pk, field="employees", old=5, new=9, source="crm", at=NOW
    )
    Signal.objects.create(account=account, external_id="s", kind="new_office", occurred_at=NOW - timedelta(days=1))
    Signal.objects.create(account=account, external_id="o", kind="old", occurred_at=OLD)
    ContactFactory(account=account, first_name="Ada", last_name="King", created_at=NOW - timedelta(days=2))
    DealFactory(account=account, name="Won", status="won", created_on=date(2026, 1, 1), closed_on=date(2026, 6, 26))
    DealFactory(account=account, name="Quiet", created_on=date(2026, 1, 1))

    found = changes(account).lines

    assert [(line.kind, line.label) for line in found] == [
        ("fact", "Employees"),
        ("signal", "new office"),
        ("contact", "Ada King"),
        ("deal", "Won"),
    ]
    assert (found[0].old, found[0].new, found[3].new) == (5, 9, "Won")


def test_days_and_stages_are_told_as_people_know_them(as_acme):
    account = AccountFactory(created_at=OLD)
    for field, old, new in (("customer_since", None, "2026-06-29"), ("lifecycle", "target", "customer")):
        FactChange.objects.create(
            object_kind="account", object_id=account.pk, field=field, old=old, new=new, source="crm", at=NOW
        )

    stage, since = changes(account).lines

    assert (since.form, since.old, since.new) == ("day", None, date(2026, 6, 29))
    assert (stage.old, stage.new) == ("Target", "Customer")


def test_lists_are_told_as_people_write_them(as_acme):
    account = AccountFactory(created_at=OLD)
    FactChange.objects.create(
        object_kind="account",
        object_id=account.pk,
        field="technologies",
        old=["SAP"],
        new=["SAP", "Zendesk"],
        source="crm",
        at=NOW,
    )

    (line,) = changes(account).lines

    assert (line.old, line.new) == ("SAP", "SAP, Zendesk")


def test_a_move_between_tiers_is_told_once(as_acme):
    first, second, _third = policy()
    account = scored("Alpha", 90_000, created_at=OLD)
    left = placed(account, second, days_ago=40)
    left.left_at, left.left_cause = NOON - timedelta(days=1), "promoted"
    left.save()
    placed(account, first, days_ago=1)

    found = account_changes(account=account, place=account_place(account, now=NOON), profile_id=None, now=NOON)

    assert [(line.kind, line.label) for line in found.lines] == [("tier_in", "Tier 1")]


def test_the_people_of_an_account_just_imported_are_no_news(as_acme):
    account = AccountFactory(created_at=NOW)
    ContactFactory(account=account, created_at=NOW)

    assert changes(account).is_quiet


def test_the_score_moves_from_what_it_was_a_week_ago(as_acme):
    account = AccountFactory(created_at=OLD)
    for days, score in ((20, 40_000), (3, 50_000), (1, 61_000)):
        FitScoreChange.objects.create(
            profile_id=7,
            account_id=account.pk,
            version_id=1,
            at=NOW - timedelta(days=days),
            cause="data",
            score_milli=score,
            potential_milli=score,
            shares=[],
        )

    move = changes(account, profile_id=7).score

    assert move is not None
    assert (move.before, move.after, move.delta_milli, move.cause) == (40_000, 61_000, 21_000, "data")
    assert score_history(account=account, profile_id=7) == [40_000, 50_000, 61_000]
    assert score_history(account=account, profile_id=None) == []


def _scores(account, *moves):
    for hours, score, cause in moves:
        FitScoreChange.objects.create(
            profile_id=7,
            account_id=account.pk,
            version_id=1,
            at=NOW - timedelta(hours=hours),
            cause=cause,
            score_milli=score,
            potential_milli=score,
            shares=[],
        )


def test_a_first_score_that_moved_again_is_told_as_a_move(as_acme):
    account = AccountFactory(created_at=NOW)
    _scores(account, (3, 91_000, "data"), (1, 94_500, "publish"))

    move = changes(account, profile_id=7).score

    assert (move.before, move.after, move.cause) == (91_000, 94_500, "publish")


def test_a_first_score_that_came_back_is_told_with_its_own_cause(as_acme):
    account = AccountFactory(created_at=NOW)
    _scores(account, (3, 91_000, "data"), (2, 94_500, "publish"), (1, 91_000, "publish"))

    move = changes(account, profile_id=7).score

    assert (move.before, move.after, move.cause) == (None, 91_000, "data")
