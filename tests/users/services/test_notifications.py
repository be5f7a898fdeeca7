"""What members are told, once, and how the number of unread ones stays true."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.factories import member
from users.models import Membership, Notification, Role
from users.notices import KINDS
from users.services.notifications import (
    Notice,
    muted_kinds_set,
    notifications_add,
    notifications_purge,
    notifications_read,
)

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
KIND = "users.invitation_accepted"
pytestmark = pytest.mark.usefixtures("as_acme")


def unread(user) -> int:
    stored = Membership.objects.get(user=user).unread
    assert stored == Notification.objects.filter(user=user, read_at=None).count()
    return stored


def notice(user, email="new@person.test", key=""):
    return Notice(KIND, {"email": email}, user_id=user.pk, dedupe_key=key)


def test_notices_are_added_in_one_go_and_counted(as_acme, django_assert_num_queries):
    ann, bob, cid = (member(as_acme, Role.REP) for _ in range(3))

    with django_assert_num_queries(6):  # savepoint and its release, lock, insert, and an update for each count
        assert notifications_add(notices=[notice(ann), notice(bob), notice(ann), notice(cid)], now=NOON) == 4

    assert [unread(user) for user in (ann, bob, cid)] == [2, 1, 1]
    stored = Notification.objects.filter(user=bob).get()
    assert (stored.kind, stored.values, stored.created_at) == (KIND, {"email": "new@person.test"}, NOON)


def test_a_permission_stands_for_everybody_who_holds_it(as_acme, globex):
    people = {role: member(as_acme, role) for role in Role}
    member(globex, Role.ADMIN)

    notifications_add(notices=[Notice(KIND, {"email": "x"}, permission="icp.write")], now=NOON)

    told = set(Notification.objects.values_list("user_id", flat=True))
    assert told == {people[Role.MANAGER].pk, people[Role.ADMIN].pk}


def test_a_key_is_told_once_to_each_member(as_acme):
    ann, bob = member(as_acme, Role.REP), member(as_acme, Role.REP)
    notifications_add(notices=[notice(ann, key="k")], now=NOON)

    assert notifications_add(notices=[notice(ann, key="k"), notice(bob, key="k"), notice(bob, key="k")], now=NOON) == 1
    assert (unread(ann), unread(bob)) == (1, 1)


def test_a_stranger_and_a_muted_kind_are_left_out(as_acme, globex):
    ann, stranger = member(as_acme, Role.REP), member(globex, Role.REP)
    muted_kinds_set(membership=Membership.objects.get(user=ann), kinds=[KIND, "nowhere.known"])

    assert Membership.objects.get(user=ann).muted_kinds == [KIND]
    assert notifications_add(notices=[notice(ann), notice(stranger)], now=NOON) == 0
    assert not Notification.objects.exists()


def test_an_unknown_kind_is_a_bug(as_acme):
    with pytest.raises(KeyError):
        notifications_add(notices=[Notice("users.nothing", user_id=member(as_acme, Role.REP).pk)], now=NOON)


def test_nothing_to_tell_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(2):  # the savepoint and its release
        assert notifications_add(notices=[], now=NOON) == 0


def test_reading_twice_counts_once_and_only_ones_own(as_acme):
    ann, bob = member(as_acme, Role.REP), member(as_acme, Role.REP)
    notifications_add(notices=[notice(ann), notice(ann), notice(bob)], now=NOON)
    one = Notification.objects.filter(user=ann).first()
    of_bob = Notification.objects.get(user=bob)
    assert one is not None
    ids = [one.public_id, of_bob.public_id]

    assert notifications_read(user_id=ann.pk, now=NOON, public_ids=ids) == 1
    assert notifications_read(user_id=ann.pk, now=NOON, public_ids=ids) == 0
    assert (unread(ann), unread(bob)) == (1, 1)
    assert notifications_read(user_id=ann.pk, now=NOON) == 1
    assert unread(ann) == 0


def test_what_was_read_long_ago_is_forgotten_and_what_nobody_read_stays(as_acme):
    ann = member(as_acme, Role.REP)
    notifications_add(notices=[notice(ann, email) for email in ("old", "fresh", "unread")], now=NOON)
    for email, days in (("old", 91), ("fresh", 89)):
        Notification.objects.filter(values__email=email).update(read_at=NOON - timedelta(days=days))

    assert notifications_purge(now=NOON) == {"notifications": 1}
    assert set(Notification.objects.values_list("values__email", flat=True)) == {"fresh", "unread"}


def test_every_kind_belongs_to_a_room_and_leads_to_a_page():
    assert {key.split(".")[0] for key in KINDS} <= {"users", "crm", "tiers", "accounts", "engagement"}
    assert [key for key, kind in KINDS.items() if not (kind.page or kind.overview)] == []
