"""Reads of users, memberships and keys: the tables that are looked at before a tenant is known."""

from __future__ import annotations

from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Case, Q, QuerySet, When

from users.domain.tokens import token_digest, token_is_wellformed
from users.models import ApiKey, AuditEntry, Invitation, Membership, Notification, SavedView, User

OFFERED = 12  # workspaces in the switcher of every page; the others are a page away


def memberships_of(user: User, *, slug: str = "") -> list[Membership]:
    """This function will return an active user's first ``OFFERED`` memberships by workspace name, among them the one
    of the workspace ``slug`` if there is one, each with user and tenant; nobody else has any.

    Every page asks once: the one of its workspace says what may be done, all of them are what the switcher offers.
    """
    if not user.is_active:
        return []
    here_first = membership_list(user_id=user.pk).order_by(
        Case(When(tenant__slug=slug, then=0), default=1), "tenant__name", "pk"
    )
    found = sorted(here_first[:OFFERED], key=lambda one: (one.tenant.name.casefold(), one.pk))
    for membership in found:
        membership.user = user
    return found


def membership_list(*, user_id: int) -> QuerySet[Membership]:
    """This function will return the user's memberships by workspace name."""
    return Membership.objects.select_related("tenant").filter(user_id=user_id).order_by("tenant__name", "pk")


def member_list(*, tenant_id: int) -> QuerySet[Membership]:
    """This function will return the workspace's members by name."""
    return Membership.objects.select_related("user").filter(tenant_id=tenant_id).order_by("user__name", "user__email")


def members_by_email(*, tenant_id: int) -> dict[str, int]:
    """This function will return the workspace's members as lower-case address → user id, to resolve owners."""
    return dict(Membership.objects.filter(tenant_id=tenant_id).values_list("user__email", "user_id"))


def api_key_find(*, token: str, now: datetime) -> ApiKey | None:
    """This function will return the live key behind a token, or None; every kind of bad token looks alike."""
    if not token_is_wellformed(token):
        return None
    # on the way of every REST call: the digest is unique, so what else makes a key live is asked of the row
    for found in ApiKey.objects.select_related("tenant").filter(digest=token_digest(token)):
        if found.revoked_at is None and (found.expires_at is None or found.expires_at > now):
            return found
    return None


def api_key_list(*, tenant_id: int) -> QuerySet[ApiKey]:
    """This function will return the workspace's keys, newest first."""
    return ApiKey.objects.select_related("created_by").filter(tenant_id=tenant_id).order_by("-created_at", "-pk")


def invitation_list(*, tenant_id: int) -> QuerySet[Invitation]:
    """This function will return the workspace's invitations that were neither accepted nor revoked, newest first."""
    return Invitation.objects.filter(tenant_id=tenant_id, accepted_at=None, revoked_at=None).order_by("-created_at")


def invitation_find(*, token: str, now: datetime) -> Invitation | None:
    """This function will return the open invitation behind a link's token, with its workspace, or None."""
    return (
        Invitation.objects.select_related("tenant", "invited_by")
        .filter(digest=token_digest(token), accepted_at=None, revoked_at=None, expires_at__gt=now)
        .first()
    )


def first_tenant_id(*, email: str) -> int | None:
    """This function will return the workspace an address has belonged to for longest, or None."""
    found = Membership.objects.filter(user__email=email.lower()).order_by("created_at", "pk")
    return found.values_list("tenant_id", flat=True).first()


def user_exists(*, email: str) -> bool:
    """This function will say whether an address has an account."""
    return User.objects.filter(email=email.lower()).exists()


def audit_list() -> QuerySet[AuditEntry]:
    """This function will return the audit log, newest first."""
    found: QuerySet[AuditEntry] = AuditEntry.objects.order_by("-at", "-id")
    return found


def audit_search(
    *, actor: str, action: str, since: date | None, until: date | None, zone: ZoneInfo
) -> QuerySet[AuditEntry]:
    """This function will return the audit log's rows of one actor, action and span of days, newest first.

    Empty and None mean any; days begin at midnight in ``zone`` and ``until`` is included.
    """
    found = audit_list()
    if actor:
        found = found.filter(actor_label=actor.strip())
    if action:
        found = found.filter(action=action)
    if since:
        found = found.filter(at__gte=datetime.combine(since, time.min, zone))
    if until:
        found = found.filter(at__lte=datetime.combine(until, time.max, zone))  # the day after may be none: 9999-12-31
    return found


def audit_actions() -> list[str]:
    """This function will return the actions that occur in the audit log, by name."""
    return list(AuditEntry.objects.order_by("action").values_list("action", flat=True).distinct())


def saved_view_list(*, user_id: int, list_name: str) -> QuerySet[SavedView]:
    """This function will return the views of a list that a member has kept or that are shared, by place and name."""
    views: QuerySet[SavedView] = SavedView.objects.filter(Q(owner_id=user_id) | Q(is_shared=True), list_name=list_name)
    return views.order_by("position", "name", "pk")


def notification_list(*, user_id: int, is_unread: bool = False, kind: str = "") -> QuerySet[Notification]:
    """This function will return a member's notifications, newest first; ``is_unread`` leaves out those read."""
    found: QuerySet[Notification] = Notification.objects.filter(user_id=user_id)
    if is_unread:
        found = found.filter(read_at=None)
    if kind:
        found = found.filter(kind=kind)
    return found.order_by("-created_at", "-pk")


def notification_find(*, user_id: int, public_id: UUID) -> Notification | None:
    """This function will return a member's notification, or None."""
    found: Notification | None = Notification.objects.filter(user_id=user_id, public_id=public_id).first()
    return found
