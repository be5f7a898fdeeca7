"""Owners hear of moves, and of vetoes that end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import translation

from outbox.services import outbox_drain
from tests.factories import member
from tests.tiers.factories import NOON, placed, policy, score, scored
from tiers.models import TierAssignment, TierVeto
from tiers.services.by_hand import pin_set, veto_set
from tiers.services.run import tiers_run
from tiers.services.telling import moves_tell, owners_tell, vetoes_remind
from users.models import Notification, Role
from users.notices import notice_text
from users.services import Actor

COMMAND = Actor.of_command("test")


@pytest.fixture
def owner(as_acme):
    return member(as_acme, Role.REP)


def told(user) -> list[str]:
    return [notice_text(row) for row in Notification.objects.filter(user=user).order_by("pk")]


def test_an_owner_hears_of_joining_moving_and_leaving_with_the_reason(owner):
    policy()
    account = scored("Bolt", 55_000, owner=owner)
    scored("Nobody's", 90_000)
    for day, milli in ((0, 55_000), (1, 75_000), (2, 75_000)):
        score(account, milli)
        tiers_run(now=NOON + timedelta(days=day))
        owners_tell(account_ids=[account.pk], now=NOON + timedelta(days=day))
    veto_set(
        account_ids=[account.pk], reason="in court", expires_on=NOON.date() + timedelta(days=9), actor=COMMAND,
        now=NOON + timedelta(days=3),
    )  # fmt: skip
    owners_tell(account_ids=[account.pk], now=NOON + timedelta(days=3))

    assert told(owner) == [
        "Bolt joined Tier 2. Score 55.0 reached the promote line of 50.",
        "Bolt moved from Tier 2 to Tier 1. Score 75.0 reached the promote line of 70.",
        "Bolt left Tier 1. Vetoed: in court.",
    ]
    assert Notification.objects.count() == 3


def test_the_wire_from_a_run_to_the_inbox_is_laid(owner):
    policy()
    scored("Bolt", 90_000, owner=owner)
    tiers_run(now=NOON)

    with translation.override("de"):
        outbox_drain(now=NOON)

    assert Notification.objects.get().user == owner


def test_nobody_is_told_of_a_place_he_gave_himself(owner):
    top, *_ = policy()
    accounts = [scored(name, 10_000, owner=owner) for name in ("Mine", "Theirs")]
    for account, user_id in zip(accounts, (owner.pk, None), strict=True):
        actor = Actor("user", "x", owner.email, user_id)
        pin_set(account_ids=[account.pk], tier_id=top.pk, reason="knows the board", actor=actor, now=NOON)

    owners_tell(account_ids=[account.pk for account in accounts], now=NOON)

    assert told(owner) == ["Theirs joined Tier 1. Pinned: knows the board."]


def test_an_old_move_announced_again_is_no_news(owner):
    top, *_ = policy()
    account = scored("Bolt", 90_000, owner=owner)
    placed(account, top, days_ago=8)

    assert owners_tell(account_ids=[account.pk], now=NOON) == 0


def test_many_moves_of_one_owner_are_one_sentence_a_day(owner, as_acme):
    other = member(as_acme, Role.REP)
    _, _, rest = policy()
    accounts = [scored(f"A{n}", 10_000, owner=owner) for n in range(21)] + [scored("B", 10_000, owner=other)]
    for account in accounts:
        placed(account, rest, days_ago=0)
    ids = [account.pk for account in accounts]

    assert owners_tell(account_ids=ids, now=NOON) == 2
    assert owners_tell(account_ids=ids, now=NOON) == 0
    assert told(owner) == ["More than 20 of your accounts changed tiers at once."]
    assert told(other) == ["B joined Tier 3. Score ? reached the promote line of ?."]


def test_after_a_large_run_few_moves_are_told_one_by_one_and_many_in_one_sentence(owner, as_acme):
    other = member(as_acme, Role.REP)
    top, _, rest = policy()
    for number in range(21):
        placed(scored(f"A{number}", 10_000, owner=owner), rest, days_ago=0)
    moved = scored("Moved", 10_000, owner=other)
    before = placed(moved, rest, days_ago=9)
    TierAssignment.objects.filter(pk=before.pk).update(left_at=NOON, left_cause="promoted")
    placed(moved, top, days_ago=0)
    mine = scored("Mine", 10_000, owner=other)
    pin_set(
        account_ids=[mine.pk], tier_id=top.pk, reason="r", actor=Actor("user", "x", "o", other.pk), now=NOON
    )  # fmt: skip
    placed(scored("Old", 10_000, owner=other), rest, days_ago=1)
    placed(scored("Nobody's", 10_000), rest, days_ago=0)

    assert moves_tell(since=NOON, now=NOON) == 2
    assert moves_tell(since=NOON, now=NOON) == 0
    assert told(owner) == ["More than 20 of your accounts changed tiers at once."]
    assert told(other) == ["Moved moved from Tier 3 to Tier 1. Score ? reached the promote line of ?."]


def veto(account, owner, day, **fields):
    expires_on = NOON.date() + timedelta(days=day)
    return TierVeto.objects.create(
        account=account, reason="no budget", vetoed_by=owner, vetoed_at=NOON, expires_on=expires_on, **fields
    )


def test_a_veto_that_ends_within_seven_days_is_told_once(owner):
    for name, day in (("Past", -1), ("Today", 0), ("Week", 7), ("Later", 8)):
        veto(scored(name, None), owner, day)
    veto(scored("Revoked", None), owner, 3, revoked_at=NOON)
    veto(scored("Nobody", None), None, 3)

    assert vetoes_remind(now=NOON) == 2
    assert vetoes_remind(now=NOON + timedelta(hours=1)) == 0
    assert told(owner) == [
        "Your veto of Today ends on Mar 2, 2026: no budget",
        "Your veto of Week ends on Mar 9, 2026: no budget",
    ]
    assert TierAssignment.objects.count() == 0
