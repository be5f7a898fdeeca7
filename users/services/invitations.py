"""Asking somebody into a workspace: a link by mail that works once and for seven days."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from common.errors import AbsError, ConflictError, NotFoundError
from outbox.services.mail import mail_enqueue
from tenancy.context import tenant_context
from tenancy.models import Tenant
from users.domain.tokens import token_digest
from users.models import Invitation, Membership, Role, User
from users.selectors import invitation_find
from users.services.audit import Actor, audit_append
from users.services.notifications import Notice, notifications_add
from users.services.workspaces import membership_set

VALID_FOR = timedelta(days=7)


class AlreadyMemberError(ConflictError):
    """The address belongs to a member."""

    code = "already_member"


class InvitationGoneError(AbsError):
    """The link was used, revoked or is too old; the answers are the same on purpose."""

    code = "invitation_gone"
    status = 410


class PasswordRefusedError(AbsError):
    """The password is too easy to guess; ``fields`` says why."""

    code = "password_refused"


def invitation_token(public_id: str) -> str:
    """This function will return the secret of an invitation's link: made from the server's key, so never stored."""
    return salted_hmac("users.invitation", public_id, algorithm="sha256").hexdigest()


@transaction.atomic
def invitation_create(
    *, tenant: Tenant, email: str, role: Role, accept_base: str, actor: Actor, now: datetime
) -> Invitation:
    """This function will invite an address and send it the link; an open invitation of the address is replaced.

    ``accept_base`` is the absolute address that the token is appended to. Side effects: one mail job, one audit row.

    :raises AlreadyMemberError: when the address is a member's.
    """
    address = email.lower()
    if Membership.objects.filter(tenant=tenant, user__email=address).exists():
        raise AlreadyMemberError(_("%(email)s is a member already.") % {"email": address}, fields={"email": ""})
    Invitation.objects.filter(tenant=tenant, email=address, accepted_at=None, revoked_at=None).update(revoked_at=now)
    public_id = uuid4()
    token = invitation_token(str(public_id))
    invitation = Invitation.objects.create(
        public_id=public_id,
        tenant=tenant,
        email=address,
        role=role,
        digest=token_digest(token),
        invited_by_id=actor.user_id,
        expires_at=now + VALID_FOR,
    )
    mail_enqueue(
        to=address,
        subject=_("You are invited to %(workspace)s on ABS Platform") % {"workspace": tenant.name},
        text=_(
            "%(who)s invites you to the workspace %(workspace)s.\n\n%(link)s\n\n"
            "The link works once and for seven days. If you did not expect it, you can ignore this letter."
        )
        % {"who": actor.label, "workspace": tenant.name, "link": f"{accept_base}{token}/"},
    )
    audit_append(
        actor=actor,
        action="invitation.create",
        object_type="invitation",
        object_id=str(public_id),
        detail={"email": address, "role": role},
    )
    return invitation


@transaction.atomic
def invitation_revoke(*, tenant: Tenant, public_id: str, actor: Actor, now: datetime) -> None:
    """This function will make an open invitation's link useless. Writes one audit row.

    :raises NotFoundError: when there is no such open invitation.
    """
    found = Invitation.objects.filter(tenant=tenant, public_id=public_id, accepted_at=None, revoked_at=None)
    invitation = found.select_for_update().first()
    if invitation is None:
        raise NotFoundError(_("There is no such open invitation."))
    found.update(revoked_at=now)
    audit_append(
        actor=actor,
        action="invitation.revoke",
        object_type="invitation",
        object_id=public_id,
        detail={"email": invitation.email},
    )


def _person(invitation: Invitation, name: str, password: str) -> User:
    user = User.objects.filter(email=invitation.email).first()
    if user is not None:
        return user
    made = User(email=invitation.email, name=name.strip())
    try:
        validate_password(password, made)
    except ValidationError as error:
        raise PasswordRefusedError(" ".join(error.messages), fields={"password": " ".join(error.messages)}) from error
    return User.objects.create_user(invitation.email, password, name=name.strip())


@transaction.atomic
def invitation_accept(*, token: str, user: User | None, name: str, password: str, now: datetime) -> Membership:
    """This function will make the invited person a member, use the link up and tell who invited. Writes one
    audit row.

    Somebody who has an account must be logged in as it (``user``): the link alone never opens an existing account.
    Locks the invitation, so that a link opened twice at once still works once.

    :raises InvitationGoneError: when the link is unknown, used, revoked or too old, or meant for another account.
    :raises PasswordRefusedError: when a new account's password is too easy.
    :raises AlreadyMemberError: when the person has become a member meanwhile; the role stays.
    """
    invitation = invitation_find(token=token, now=now)
    if invitation is None:
        raise InvitationGoneError(_("This invitation is no longer valid. Ask for a new one."))
    Invitation.objects.select_for_update().get(pk=invitation.pk)
    if not Invitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None).update(accepted_at=now):
        raise InvitationGoneError(_("This invitation is no longer valid. Ask for a new one."))
    exists = User.objects.filter(email=invitation.email).exists()
    if exists and (user is None or user.email != invitation.email):
        raise InvitationGoneError(_("Sign in as %(email)s to accept.") % {"email": invitation.email})
    person = _person(invitation, name, password)
    if Membership.objects.filter(tenant=invitation.tenant, user=person).exists():
        # an older invitation never takes rights from somebody who became a member another way
        raise AlreadyMemberError(_("%(email)s is a member already.") % {"email": person.email})
    actor = Actor("user", str(person.public_id), person.email, person.pk)
    with tenant_context(invitation.tenant_id):
        membership = membership_set(tenant=invitation.tenant, user=person, role=Role(invitation.role), actor=actor)
        if invitation.invited_by_id is not None:
            told = {"email": person.email}
            notice = Notice("users.invitation_accepted", told, user_id=invitation.invited_by_id)
            notifications_add(notices=[notice], now=now)
        return membership
