from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common.errors import NotFoundError
from outbox.models import Message
from tests.factories import AccountFactory
from tests.tiers.factories import NOON, placed, policy, scored, standing
from tiers.models import TierAssignment, TierPin, TierPolicy, TierVeto
from tiers.services.by_hand import (
    ExcludedError,
    ExpiryRefusedError,
    ReasonMissingError,
    VetoedError,
    pin_remove,
    pin_set,
    veto_revoke,
    veto_set,
)
from tiers.services.expiry import vetoes_expire
from tiers.services.run import tiers_run
from users.models import AuditEntry
from users.services import Actor

pytestmark = pytest.mark.usefixtures("as_acme")
ACTOR = Actor.of_command("test")
TOMORROW = NOON.date() + timedelta(days=1)


def test_a_pin_moves_the_account_at_once_with_its_reason():
    tiers = policy()
    account = scored("A", 10_000)
    placed(account, tiers[2])

    moved = pin_set(account_ids=[account.pk], tier_id=tiers[0].pk, reason=" Board  wants it ", actor=ACTOR, now=NOON)

    assert moved == 1
    assert standing(*tiers) == {"tier-1": ["A"], "tier-2": [], "tier-3": []}
    old, new = TierAssignment.objects.order_by("pk")
    assert (old.left_at, old.left_cause, old.left_reason) == (NOON, "pinned", "Board wants it")
    assert (new.cause, new.reason, new.score_milli) == ("pinned", "Board wants it", 10_000)
    assert set(Message.objects.values_list("key", flat=True)) == {account.pk}
    assert Message.objects.filter(consumer="tiers.tier_refresh").exists()
    assert AuditEntry.objects.get().action == "tier_pin.set"
    assert tiers_run(now=NOON).moved == 0


def test_a_second_pin_replaces_the_first():
    tiers = policy()
    account = scored("A", 10_000)
    for tier in tiers[:2]:
        pin_set(account_ids=[account.pk], tier_id=tier.pk, reason="r", actor=ACTOR, now=NOON)

    assert TierPin.objects.get().tier_id == tiers[1].pk
    assert standing(*tiers) == {"tier-1": [], "tier-2": ["A"], "tier-3": []}


def test_pinning_where_the_account_stands_moves_nothing():
    tiers = policy()
    account = scored("A", 90_000)
    placed(account, tiers[0])

    assert pin_set(account_ids=[account.pk], tier_id=tiers[0].pk, reason="Keep", actor=ACTOR, now=NOON) == 0
    assert TierAssignment.objects.count() == 1


def test_an_overbooked_tier_is_told_at_once():
    tiers = policy()
    ids = [scored(name, 10_000).pk for name in ("A", "B", "C")]

    pin_set(account_ids=ids, tier_id=tiers[0].pk, reason="r", actor=ACTOR, now=NOON)

    row = TierPolicy.objects.get()
    assert row.sizes[str(tiers[0].pk)] == 3
    assert row.warnings == [{"code": "overbooked", "tier": 0, "actual": 3, "limit": 2}]


def test_a_pin_without_a_reason_is_refused():
    tiers = policy()

    with pytest.raises(ReasonMissingError) as refused:
        pin_set(account_ids=[scored("A", 1).pk], tier_id=tiers[0].pk, reason=" \n", actor=ACTOR, now=NOON)

    assert list(refused.value.fields) == ["reason"]


def test_a_vetoed_or_excluded_account_cannot_be_pinned():
    tiers = policy()
    vetoed, excluded = scored("A", 90_000), scored("B", 90_000, excluded_by="rival")
    veto_set(account_ids=[vetoed.pk], reason="No", expires_on=TOMORROW, actor=ACTOR, now=NOON)

    with pytest.raises(VetoedError, match="A is vetoed: No"):
        pin_set(account_ids=[vetoed.pk], tier_id=tiers[0].pk, reason="r", actor=ACTOR, now=NOON)
    with pytest.raises(ExcludedError, match="rival"):
        pin_set(account_ids=[excluded.pk], tier_id=tiers[0].pk, reason="r", actor=ACTOR, now=NOON)


def test_a_pin_to_a_retired_tier_or_of_an_unknown_account_is_not_found():
    tiers = policy()
    tiers[0].position = None
    tiers[0].save()

    with pytest.raises(NotFoundError):
        pin_set(account_ids=[scored("A", 1).pk], tier_id=tiers[0].pk, reason="r", actor=ACTOR, now=NOON)
    with pytest.raises(NotFoundError):
        pin_set(account_ids=[10**9], tier_id=tiers[1].pk, reason="r", actor=ACTOR, now=NOON)


def test_a_removed_pin_leaves_the_account_to_the_next_run():
    tiers = policy()
    account = scored("A", 10_000)
    pin_set(account_ids=[account.pk], tier_id=tiers[1].pk, reason="r", actor=ACTOR, now=NOON)

    assert pin_remove(account_ids=[account.pk], actor=ACTOR, now=NOON) == 1
    assert standing(*tiers)["tier-2"] == ["A"]

    tiers_run(now=NOON)
    assert standing(*tiers)["tier-3"] == ["A"]


def test_a_veto_takes_the_account_out_at_once_and_its_pin_away():
    tiers = policy()
    account = scored("A", 90_000)
    pin_set(account_ids=[account.pk], tier_id=tiers[0].pk, reason="r", actor=ACTOR, now=NOON)

    moved = veto_set(account_ids=[account.pk], reason="Sued us", expires_on=TOMORROW, actor=ACTOR, now=NOON)

    assert moved == 1
    assert standing(*tiers) == {"tier-1": [], "tier-2": [], "tier-3": []}
    assert not TierPin.objects.exists()
    stay = TierAssignment.objects.get()
    assert (stay.left_cause, stay.left_reason) == ("vetoed", "Sued us")
    assert TierPolicy.objects.get().sizes[str(tiers[0].pk)] == 0


def test_a_veto_of_many_writes_as_many_statements_as_one_of_few_and_a_line_for_each():
    tiers = policy()
    few, many = [scored(f"F{n}", 40_000 + n) for n in range(2)], [scored(f"M{n}", 50_000 + n) for n in range(40)]
    unscored = AccountFactory(name="Unscored")
    for account in (*few, *many, unscored):
        placed(account, tiers[2])
    statements = []
    for accounts in (few, [*many, unscored]):
        with CaptureQueriesContext(connection) as seen:
            veto_set(
                account_ids=[account.pk for account in accounts],
                reason="Sued us",
                expires_on=TOMORROW,
                actor=ACTOR,
                now=NOON,
            )
        statements.append(len(seen))

    assert statements[0] == statements[1]
    left = dict(TierAssignment.objects.values_list("account__name", "left_score_milli"))
    assert (left["F1"], left["M39"], left["Unscored"]) == (40_001, 50_039, None)
    assert set(TierAssignment.objects.values_list("left_at", "left_cause", "left_reason", "went_to_id")) == {
        (NOON, "vetoed", "Sued us", None)
    }
    told = AuditEntry.objects.filter(action="tier_veto.set").values_list("object_id", flat=True)
    assert sorted(told) == sorted(str(account.public_id) for account in (*few, *many, unscored))


def test_a_second_veto_replaces_the_first_and_keeps_it_as_history():
    policy()
    account = scored("A", 90_000)
    for reason in ("First", "Second"):
        veto_set(account_ids=[account.pk], reason=reason, expires_on=TOMORROW, actor=ACTOR, now=NOON)

    assert list(TierVeto.objects.filter(revoked_at=None).values_list("reason", flat=True)) == ["Second"]
    assert TierVeto.objects.count() == 2


@pytest.mark.parametrize("noted", [True, False])
def test_a_veto_that_has_expired_stays_expired_whatever_is_decided_later(noted):
    policy()
    account = scored("A", 90_000)
    veto_set(account_ids=[account.pk], reason="First", expires_on=NOON.date(), actor=ACTOR, now=NOON)
    later = NOON + timedelta(days=100)
    if noted:
        vetoes_expire(now=NOON + timedelta(days=1))

    assert veto_revoke(account_ids=[account.pk], actor=ACTOR, now=later) == 0
    veto_set(account_ids=[account.pk], reason="Second", expires_on=later.date(), actor=ACTOR, now=later)
    veto_revoke(account_ids=[account.pk], actor=ACTOR, now=later)

    ends = TierVeto.objects.order_by("pk").values_list("reason", "expired_at")
    assert list(ends) == [("First", NOON + timedelta(days=1) if noted else later), ("Second", None)]
    assert [veto.taken_back_at for veto in TierVeto.objects.order_by("pk")] == [None, later]


@pytest.mark.parametrize("days", [-1, 731])
def test_a_veto_ends_between_today_and_two_years_from_now(days):
    policy()
    account = scored("A", 90_000)

    with pytest.raises(ExpiryRefusedError):
        veto_set(
            account_ids=[account.pk],
            reason="r",
            expires_on=NOON.date() + timedelta(days=days),
            actor=ACTOR,
            now=NOON,
        )


def test_a_revoked_veto_lets_the_account_back_in_with_the_next_run():
    tiers = policy()
    account = scored("A", 90_000)
    veto_set(account_ids=[account.pk], reason="r", expires_on=TOMORROW, actor=ACTOR, now=NOON)

    assert veto_revoke(account_ids=[account.pk], actor=ACTOR, now=NOON) == 1
    assert veto_revoke(account_ids=[account.pk], actor=ACTOR, now=NOON) == 0

    tiers_run(now=NOON)
    assert standing(*tiers)["tier-1"] == ["A"]
