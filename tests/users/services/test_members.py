"""Roles and removal: effective at once, and never without an admin."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from common.errors import NotFoundError
from tests.factories import member
from users.models import AuditEntry, Membership, Notification, Role, User
from users.services import Actor
from users.services.members import LastAdminError, member_remove, member_role_set, profile_update, theme_set

COMMAND = Actor.of_command("test")
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def _id(user):
    user.refresh_from_db(fields=["public_id"])
    return str(user.public_id)


def test_a_new_role_is_stored_and_written_down(as_acme):
    member(as_acme, Role.ADMIN)
    rep = member(as_acme, Role.REP)

    member_role_set(tenant=as_acme, user_public_id=_id(rep), role=Role.MANAGER, actor=COMMAND, now=NOON)

    assert Membership.objects.get(user=rep).role == Role.MANAGER
    entry = AuditEntry.objects.get(action="membership.role")
    assert entry.detail == {"email": rep.email, "from": "rep", "to": "manager"}


def test_a_new_role_is_told_to_the_member_and_not_to_who_gave_it_to_himself(as_acme):
    ann, rep = member(as_acme, Role.ADMIN), member(as_acme, Role.REP)
    actor = Actor("user", _id(ann), ann.email, ann.pk)
    member(as_acme, Role.ADMIN)

    for user in (ann, rep):
        member_role_set(tenant=as_acme, user_public_id=_id(user), role=Role.MANAGER, actor=actor, now=NOON)

    told = Notification.objects.get()
    assert (told.user, told.kind, told.values) == (rep, "users.role_changed", {"by": ann.email, "role": "manager"})


def test_an_inbox_goes_with_its_membership(as_acme):
    member(as_acme, Role.ADMIN)
    rep = member(as_acme, Role.REP)
    member_role_set(tenant=as_acme, user_public_id=_id(rep), role=Role.MARKETER, actor=COMMAND, now=NOON)

    member_remove(tenant=as_acme, user_public_id=_id(rep), actor=COMMAND)

    assert not Notification.objects.exists()


def test_the_same_role_again_writes_nothing(as_acme):
    rep = member(as_acme, Role.REP)

    member_role_set(tenant=as_acme, user_public_id=_id(rep), role=Role.REP, actor=COMMAND, now=NOON)

    assert not AuditEntry.objects.exists()


def test_the_last_admin_stays_an_admin(as_acme):
    ann = member(as_acme, Role.ADMIN)

    with pytest.raises(LastAdminError):
        member_role_set(tenant=as_acme, user_public_id=_id(ann), role=Role.REP, actor=COMMAND, now=NOON)
    with pytest.raises(LastAdminError):
        member_remove(tenant=as_acme, user_public_id=_id(ann), actor=COMMAND)


def test_one_of_two_admins_may_go(as_acme):
    ann = member(as_acme, Role.ADMIN)
    member(as_acme, Role.ADMIN)

    member_remove(tenant=as_acme, user_public_id=_id(ann), actor=COMMAND)

    assert not Membership.objects.filter(user=ann).exists()
    assert User.objects.filter(pk=ann.pk).exists()
    assert AuditEntry.objects.get().action == "membership.remove"


def test_members_of_another_workspace_are_not_found(as_acme, globex):
    stranger = member(globex, Role.REP)

    with pytest.raises(NotFoundError):
        member_remove(tenant=as_acme, user_public_id=_id(stranger), actor=COMMAND)


def test_a_profile_and_a_theme_are_stored(as_acme):
    rep = member(as_acme, Role.REP)

    profile_update(user=rep, name="  Rita Rep ", language="hu", shortcuts=False)
    theme_set(user=rep, theme="dark")

    rep.refresh_from_db()
    assert (rep.name, rep.language, rep.shortcuts, rep.theme) == ("Rita Rep", "hu", False, "dark")
