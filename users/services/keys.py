"""API keys: made once, shown once, stored as a digest."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from common.errors import AbsError
from tenancy.models import Tenant
from users.domain.tokens import TAIL, token_digest, token_make
from users.models import ApiKey
from users.services.audit import Actor, audit_append

RESOURCES = (
    "accounts",
    "contacts",
    "deals",
    "signals",
    "ratings",
    "contracts",
    "touches",
    "engagement",
    "spend",
    "committee",
    "content",
    "icp",
    "tiers",
    "metrics",
    "imports",
    "jobs",
)
SCOPES = tuple(f"{resource}:{verb}" for resource in RESOURCES for verb in ("read", "write"))


class UnknownScopeError(AbsError):
    """A scope that no resource has."""

    code = "unknown_scope"


@transaction.atomic
def api_key_create(
    *, tenant: Tenant, name: str, scopes: list[str], actor: Actor, expires_at: datetime | None = None
) -> tuple[ApiKey, str]:
    """This function will store a new key and return it with the token, which exists nowhere else. Writes one audit row.

    :raises UnknownScopeError: when a scope is neither ``*`` nor ``<resource>:read|write``.
    """
    unknown = [scope for scope in scopes if scope != "*" and scope not in SCOPES]
    if unknown or not scopes:
        raise UnknownScopeError(
            f"unknown scope {unknown[0]!r}: use '*' or {', '.join(SCOPES)}" if unknown else "name at least one scope"
        )
    token = token_make()
    key = ApiKey.objects.create(
        tenant=tenant,
        name=name,
        scopes=scopes,
        digest=token_digest(token),
        tail=token[-TAIL:],
        created_by_id=actor.user_id,
        expires_at=expires_at,
    )
    key.refresh_from_db(fields=["public_id", "created_at"])
    audit_append(
        actor=actor,
        action="api_key.create",
        object_type="api_key",
        object_id=str(key.public_id),
        detail={"name": name, "scopes": scopes},
    )
    return key, token


@transaction.atomic
def api_key_revoke(*, api_key: ApiKey, actor: Actor, now: datetime) -> None:
    """This function will end a key at once: the next request with it is refused. Writes one audit row."""
    ApiKey.objects.filter(pk=api_key.pk, revoked_at=None).update(revoked_at=now)
    audit_append(
        actor=actor,
        action="api_key.revoke",
        object_type="api_key",
        object_id=str(api_key.public_id),
        detail={"name": api_key.name},
    )
