"""An invitation's link works once, for seven days, and opens no existing account by itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from common.errors import NotFoundError
from outbox.models import Job
from tests.factories import UserFactory, member
from users.models import AuditEntry, Invitation, Membership, Notification, Role, User
from users.selectors import invitation_find
from users.services import Actor
from users.services.invitations import (
    AlreadyMemberError,
    InvitationGoneError,
    PasswordRefusedError,
    invitation_accept,
    invitation_create,
    invitation_revoke,
    invitation_token,
)

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
COMMAND = Actor.of_command("test")
GOOD = "a-long-and-rare-one"


def _invite(tenant, email="New@Person.test", role=Role.REP):
    made = invitation_create(
        tenant=tenant, email=email, role=role, accept_base="https://abs.test/invitations/", actor=COMMAND, now=NOON
    )
    return made, invitation_token(str(made.public_id))


def test_an_invitation_queues_one_letter_with_the_link_and_stores_no_token(as_acme):
    made, token = _invite(as_acme)

    job = Job.objects.get()
    assert job.payload["to"] == "new@person.test"
    assert f"https://abs.test/invitations/{token}/" in job.payload["text"]
    assert token not in str(Invitation.objects.values().get())
    assert token not in str(list(AuditEntry.objects.values()))
    assert made.expires_at == NOON + timedelta(days=7)


def test_accepting_makes_account_and_membership_and_uses_the_link_up(as_acme):
    _, token = _invite(as_acme)

    membership = invitation_accept(token=token, user=None, name=" Nora ", password=GOOD, now=NOON)

    assert (membership.user.email, membership.user.name, membership.role) == ("new@person.test", "Nora", Role.REP)
    assert membership.user.check_password(GOOD)
    with pytest.raises(InvitationGoneError):
        invitation_accept(token=token, user=None, name="", password=GOOD, now=NOON)


def test_the_link_ends_after_seven_days_to_the_second(as_acme):
    _, token = _invite(as_acme)

    assert invitation_find(token=token, now=NOON + timedelta(days=7, seconds=-1)) is not None
    assert invitation_find(token=token, now=NOON + timedelta(days=7)) is None


def test_a_new_invitation_of_an_address_replaces_the_old_one(as_acme):
    _, first = _invite(as_acme)
    _, second = _invite(as_acme)

    assert invitation_find(token=first, now=NOON) is None
    assert invitation_find(token=second, now=NOON) is not None


def test_a_revoked_link_is_useless(as_acme):
    made, token = _invite(as_acme)

    invitation_revoke(tenant=as_acme, public_id=str(made.public_id), actor=COMMAND, now=NOON)

    assert invitation_find(token=token, now=NOON) is None
    with pytest.raises(NotFoundError):
        invitation_revoke(tenant=as_acme, public_id=str(made.public_id), actor=COMMAND, now=NOON)


def test_a_member_is_not_invited_again(as_acme):
    rep = member(as_acme, Role.REP)

    with pytest.raises(AlreadyMemberError):
        _invite(as_acme, email=rep.email.upper())


def test_the_link_alone_never_opens_an_existing_account(as_acme):
    known = UserFactory.create(email="new@person.test")
    _, token = _invite(as_acme)

    with pytest.raises(InvitationGoneError):
        invitation_accept(token=token, user=None, name="", password=GOOD, now=NOON)
    with pytest.raises(InvitationGoneError):
        invitation_accept(token=token, user=UserFactory.create(), name="", password=GOOD, now=NOON)
    assert not Membership.objects.filter(user=known).exists()

    assert invitation_accept(token=token, user=known, name="", password="", now=NOON).user == known


def test_who_invited_is_told_of_the_acceptance(as_acme):
    ann = member(as_acme, Role.ADMIN)
    invitation, token = _invite(as_acme)
    Invitation.objects.filter(pk=invitation.pk).update(invited_by=ann)

    invitation_accept(token=token, user=None, name="New", password="correct horse battery", now=NOON)

    told = Notification.objects.get()
    assert (told.user, told.kind, told.values) == (ann, "users.invitation_accepted", {"email": "new@person.test"})


def test_an_easy_password_leaves_the_link_open(as_acme):
    _, token = _invite(as_acme)

    with pytest.raises(PasswordRefusedError):
        invitation_accept(token=token, user=None, name="", password="password", now=NOON)

    assert invitation_find(token=token, now=NOON) is not None
    assert not User.objects.filter(email="new@person.test").exists()


def test_an_open_invitation_does_not_take_the_role_of_who_became_a_member_meanwhile(as_acme):
    _, token = _invite(as_acme, email="late@acme.test", role=Role.READ_ONLY)
    user = UserFactory(email="late@acme.test")
    Membership.objects.create(tenant=as_acme, user=user, role=Role.ADMIN)

    with pytest.raises(AlreadyMemberError):
        invitation_accept(token=token, user=user, name="", password="", now=NOON)

    assert Membership.objects.get(user=user).role == Role.ADMIN
