"""Workspaces and who belongs to them."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale, UnknownLocaleError
from babel.numbers import list_currencies
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.module_loading import import_string

from common.errors import AbsError, ConflictError
from tenancy.context import tenant_context
from tenancy.models import Tenant
from users.models import Membership, Role, User
from users.services.audit import Actor, audit_append

SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,48}[a-z0-9])?")


class WorkspaceInvalidError(AbsError):
    """A workspace's or its owner's data is not usable; ``fields`` names each fault."""

    code = "workspace_invalid"


class WorkspaceExistsError(ConflictError):
    """The slug is taken."""

    code = "workspace_exists"


def workspace_faults(*, slug: str, currency: str, time_zone: str, language: str) -> dict[str, str]:
    """This function will return what is wrong with a workspace's settings, by field."""
    faults: dict[str, str] = {}
    if not SLUG.fullmatch(slug):
        faults["slug"] = "use 1–50 lower-case letters, digits and hyphens, with a letter or digit at both ends"
    if currency not in list_currencies():
        faults["currency"] = f"{currency!r} is no ISO 4217 code; write for instance EUR"
    if time_zone not in available_timezones():
        faults["timezone"] = f"{time_zone!r} is no IANA time zone; write for instance Europe/Budapest"
    try:
        Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        faults["language"] = f"{language!r} is no language code; write for instance hu"
    return faults


def _owner_faults(email: str, password: str) -> dict[str, str]:
    faults: dict[str, str] = {}
    try:
        validate_email(email)
    except ValidationError:
        faults["owner"] = f"{email!r} is no e-mail address"
    try:
        validate_password(password, User(email=email))
    except ValidationError as error:
        faults["password"] = " ".join(error.messages)
    return faults


@transaction.atomic
def tenant_create(
    *,
    slug: str,
    name: str,
    owner_email: str,
    password: str,
    now: datetime,
    actor: Actor,
    currency: str = "EUR",
    time_zone: str = "UTC",
    language: str = "en",
) -> Tenant:
    """This function will create a workspace with its first admin and everything ``settings.WORKSPACE_STARTERS`` names.

    An address that is a user already joins with its own password, which is left as it was.

    :raises WorkspaceExistsError: when the slug is taken.
    :raises WorkspaceInvalidError: when a setting, the address or the password is not usable.
    """
    user = User.objects.filter(email=owner_email.lower()).first()
    faults = workspace_faults(slug=slug, currency=currency, time_zone=time_zone, language=language)
    if user is None:
        faults |= _owner_faults(owner_email, password)
    if faults:
        raise WorkspaceInvalidError("; ".join(f"{field}: {fault}" for field, fault in faults.items()), fields=faults)
    if Tenant.objects.filter(slug=slug).exists():
        raise WorkspaceExistsError(f"a workspace with slug {slug!r} exists already; choose another")
    tenant = Tenant.objects.create(slug=slug, name=name, currency=currency, timezone=time_zone, language=language)
    if user is None:
        user = User.objects.create_user(owner_email, password)
    with tenant_context(tenant.pk):
        membership_set(tenant=tenant, user=user, role=Role.ADMIN, actor=actor)
        for path in settings.WORKSPACE_STARTERS:
            import_string(path)(now=now)
        audit_append(
            actor=actor, action="workspace.create", object_type="tenant", object_id=slug, detail={"name": name}
        )
    return tenant


@transaction.atomic
def workspace_update(
    *, tenant: Tenant, name: str, currency: str, time_zone: str, language: str, actor: Actor
) -> Tenant:
    """This function will change a workspace's settings. Writes one audit row that names what changed.

    :raises WorkspaceInvalidError: when a setting is not usable.
    """
    faults = workspace_faults(slug=tenant.slug, currency=currency, time_zone=time_zone, language=language)
    if faults:
        raise WorkspaceInvalidError("; ".join(faults.values()), fields=faults)
    wanted = {"name": name.strip(), "currency": currency, "timezone": time_zone, "language": language}
    changed = {
        field: [getattr(tenant, field), value] for field, value in wanted.items() if getattr(tenant, field) != value
    }
    if changed:
        for field, value in wanted.items():
            setattr(tenant, field, value)
        tenant.save(update_fields=list(wanted))
        audit_append(
            actor=actor, action="workspace.update", object_type="tenant", object_id=tenant.slug, detail=changed
        )
    return tenant


@transaction.atomic
def membership_set(*, tenant: Tenant, user: User, role: Role, actor: Actor) -> Membership:
    """This function will make the user a member in this role, or change the role. Writes one audit row."""
    membership, _ = Membership.objects.update_or_create(tenant=tenant, user=user, defaults={"role": role})
    audit_append(
        actor=actor,
        action="membership.set",
        object_type="user",
        object_id=str(user.public_id),
        detail={"email": user.email, "role": role},
    )
    return membership


def workspace_zone(tenant: Tenant) -> ZoneInfo:
    """This function will return the workspace's time zone; its days begin at this zone's midnight."""
    return ZoneInfo(tenant.timezone)
