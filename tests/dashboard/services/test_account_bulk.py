from __future__ import annotations

from datetime import date

import pytest

from accounts.models import Account, Segment, SegmentAccount
from common.errors import NotFoundError
from dashboard.selectors.account_filter import AccountFilter
from dashboard.services.account_bulk import (
    RIGHTS,
    BulkAction,
    BulkInvalidError,
    action_from,
    bulk_apply,
    bulk_enqueue,
    bulk_run,
)
from tests.factories import UserFactory, member
from tests.tiers.factories import NOON, placed, policy, scored, standing
from tiers.models import Tier, TierPin, TierVeto
from tiers.services.by_hand import ReasonMissingError
from tiers.services.run import tiers_run
from users.models import AuditEntry
from users.permissions import PERMISSIONS
from users.services import Actor

pytestmark = pytest.mark.usefixtures("as_acme")
ACTOR = Actor.of_command("test")


def apply(verb: str, value: str = "", *accounts: Account, reason: str = "") -> int:
    return bulk_apply(
        BulkAction(verb, value, reason),
        account_ids=[account.pk for account in accounts],
        actor=ACTOR,
        now=NOON,
        today=NOON.date(),
    )


def test_an_action_is_read_up_to_the_first_colon():
    assert action_from("owner:ann@acme.test", "") == BulkAction("owner", "ann@acme.test")
    assert action_from("segment:a:b", "why") == BulkAction("segment", "a:b", "why")
    assert action_from("veto", "why") == BulkAction("veto", "", "why")


@pytest.mark.parametrize("text", ["", "fly:", ":owner", "Owner:x"])
def test_an_action_nobody_knows_is_refused(text):
    with pytest.raises(BulkInvalidError):
        action_from(text, "")


def test_every_action_asks_for_a_right_that_exists():
    assert set(RIGHTS.values()) <= set(PERMISSIONS)


def test_an_owner_is_assigned_whatever_source_the_account_came_from(as_acme):
    owner = member(as_acme, "rep", "ann@acme.test")
    typed, imported, owned = scored("A", None), scored("B", None, source="crm"), scored("C", None)
    Account.objects.filter(pk=owned.pk).update(owner=owner, owner_email=owner.email)

    assert apply("owner", "ann@acme.test", typed, imported, owned) == 2

    assert {account.pk for account in Account.objects.filter(owner=owner)} == {typed.pk, imported.pk, owned.pk}
    assert Account.objects.get(pk=imported.pk).source == "crm"


def test_a_blank_owner_leaves_the_account_to_nobody(as_acme):
    owner = member(as_acme, "rep", "ann@acme.test")
    account = scored("A", None, owner=owner, owner_email=owner.email)

    assert apply("owner", "", account) == 1

    stored = Account.objects.get(pk=account.pk)
    assert (stored.owner_id, stored.owner_email or None) == (None, None)


def test_accounts_go_into_a_segment_once():
    Segment.objects.create(key="vip", name="VIP")
    first, second = scored("A", None), scored("B", None)

    assert apply("segment", "vip", first) == 1
    assert apply("segment", "vip", first, second) == 1
    assert set(SegmentAccount.objects.values_list("account_id", flat=True)) == {first.pk, second.pk}


def test_accounts_are_pinned_to_a_tier_by_its_key():
    tiers = policy()
    account = scored("A", 1_000)

    assert apply("pin", "tier-1", account, reason="Board wish") == 1

    assert standing(*tiers)["tier-1"] == ["A"]
    assert TierPin.objects.get().reason == "Board wish"


def test_a_veto_holds_for_ninety_days():
    tiers = policy()
    account = scored("A", 80_000)
    placed(account, tiers[0])

    assert apply("veto", "", account, reason="Sued us") == 1

    assert TierVeto.objects.get().expires_on == date(2026, 5, 31)
    assert standing(*tiers)["tier-1"] == []


def test_who_is_pinned_where_he_stands_or_vetoed_outside_the_tiers_is_counted_too():
    tiers = policy()
    inside, outside = scored("A", 80_000), scored("B", 1_000)
    placed(inside, tiers[0])

    assert apply("pin", "tier-1", inside, reason="Board wish") == 1
    assert apply("veto", "", outside, reason="Sued us") == 1


def test_pins_and_vetoes_are_taken_back_of_those_who_have_one():
    tiers = policy()
    accounts = [scored(name, 80_000) for name in "ABC"]
    apply("pin", "tier-2", accounts[0], reason="Board wish")
    apply("veto", "", accounts[1], reason="Wrong list")

    assert apply("unpin", "", *accounts) == 1
    assert apply("unveto", "", *accounts) == 1
    assert (apply("unpin", "", *accounts), apply("unveto", "", *accounts)) == (0, 0)

    assert not TierPin.objects.exists()
    assert not TierVeto.objects.filter(revoked_at=None).exists()
    assert list(AuditEntry.objects.order_by("pk").values_list("action", "object_id"))[2:] == [
        ("tier_pin.remove", str(accounts[0].public_id)),
        ("tier_veto.revoke", str(accounts[1].public_id)),
    ]
    tiers_run(now=NOON)
    assert sorted(name for names in standing(*tiers).values() for name in names) == ["A", "B", "C"]


@pytest.mark.parametrize("verb", ["segment", "pin"])
def test_what_is_not_there_is_not_found(verb):
    policy()

    with pytest.raises(NotFoundError):
        apply(verb, "nope", scored("A", 1_000), reason="r")


def test_nobody_is_pinned_to_a_retired_tier():
    policy()
    Tier.objects.filter(key="tier-1").update(position=None)

    with pytest.raises(NotFoundError):
        apply("pin", "tier-1", scored("A", 1_000), reason="r")


def test_a_decision_without_its_reason_changes_nothing():
    policy()

    with pytest.raises(ReasonMissingError):
        apply("pin", "tier-1", scored("A", 1_000))

    assert not TierPin.objects.exists()


def test_a_queued_action_is_done_batch_by_batch_as_it_was_asked_for():
    policy()
    user = UserFactory()
    actor = Actor("user", "u", user.email, user.pk)
    accounts = [scored(f"A{number}", 1_000).pk for number in range(3)]
    job = bulk_enqueue(BulkAction("pin", "tier-1", "Board wish"), wanted=AccountFilter(q="a"), sort="-fit", actor=actor)
    told: list[int] = []

    result = bulk_run(job.payload, [accounts[:2], accounts[2:]], now=NOON, today=NOON.date(), done=told.append)

    assert (job.kind, job.created_by_id) == ("dashboard.account_bulk", user.pk)
    assert AccountFilter(**job.payload["filter"]) == AccountFilter(q="a")
    assert job.payload["sort"] == "-fit"
    assert (result, told) == ({"accounts": 3, "changed": 3}, [2, 3])
    assert set(TierPin.objects.values_list("pinned_by_id", flat=True)) == {user.pk}
