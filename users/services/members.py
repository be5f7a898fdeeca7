"""What an admin may change about members, and what a member may change about himself."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import ConflictError, NotFoundError
from tenancy.models import Tenant
from users.models import Membership, Notification, Role, User
from users.services.audit import Actor, audit_append
from users.services.notifications import Notice, notifications_add


class LastAdminError(ConflictError):
    """A workspace without an admin could never be managed again."""

    code = "last_admin"


def _locked(tenant: Tenant, user_public_id: str) -> Membership:
    """Lock every admin of the workspace in key order, so that two admins cannot demote one another at once."""
    list(Membership.objects.select_for_update().filter(tenant=tenant, role=Role.ADMIN).order_by("pk"))
    found = Membership.objects.select_related("user").filter(tenant=tenant, user__public_id=user_public_id).first()
    if found is None:
        raise NotFoundError(_("There is no such member."))
    return found


def _keep_an_admin(membership: Membership) -> None:
    others = Membership.objects.filter(tenant_id=membership.tenant_id, role=Role.ADMIN).exclude(pk=membership.pk)
    if membership.role == Role.ADMIN and not others.exists():
        raise LastAdminError(_("This is the last admin. Make somebody else an admin first."))


@transaction.atomic
def member_role_set(*, tenant: Tenant, user_public_id: str, role: Role, actor: Actor, now: datetime) -> Membership:
    """This function will change a member's role; the next request already has the new rights, and the member is told.

    Writes one audit row, locks the workspace's admins.

    :raises NotFoundError: when the user is no member.
    :raises LastAdminError: when it would leave the workspace without an admin.
    """
    membership = _locked(tenant, user_public_id)
    before = membership.role
    if role != Role.ADMIN:
        _keep_an_admin(membership)
    if role != before:
        membership.role = role
        membership.save(update_fields=["role"])
        audit_append(
            actor=actor,
            action="membership.role",
            object_type="user",
            object_id=str(membership.user.public_id),
            detail={"email": membership.user.email, "from": before, "to": role},
        )
        if membership.user_id != actor.user_id:
            told = {"by": actor.label, "role": role}
            notifications_add(notices=[Notice("users.role_changed", told, user_id=membership.user_id)], now=now)
    return membership


@transaction.atomic
def member_remove(*, tenant: Tenant, user_public_id: str, actor: Actor) -> None:
    """This function will end a membership: the member's next request to the workspace is answered with 404.

    The person and what he wrote stay, his inbox here goes. Writes one audit row, locks the workspace's admins.

    :raises NotFoundError: when the user is no member.
    :raises LastAdminError: when it would leave the workspace without an admin.
    """
    membership = _locked(tenant, user_public_id)
    _keep_an_admin(membership)
    audit_append(
        actor=actor,
        action="membership.remove",
        object_type="user",
        object_id=str(membership.user.public_id),
        detail={"email": membership.user.email, "role": membership.role},
    )
    Notification.objects.filter(user_id=membership.user_id).delete()
    membership.delete()


@transaction.atomic
def profile_update(*, user: User, name: str, language: str, shortcuts: bool) -> None:
    """This function will store what a person says about himself; a blank language follows the workspace."""
    User.objects.filter(pk=user.pk).update(name=name.strip(), language=language, shortcuts=shortcuts)


@transaction.atomic
def theme_set(*, user: User, theme: str) -> None:
    """This function will remember light, dark or auto for the person's next device."""
    User.objects.filter(pk=user.pk).exclude(theme=theme).update(theme=theme)
