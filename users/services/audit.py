"""The append-only record of who did what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from common.request_id import request_id
from users.models import AuditEntry


@dataclass(frozen=True)
class Actor:
    """Who acts: a member, an API key, a command or a background task. Built by faces and handed down."""

    kind: str  # user | api_key | command | task
    id: str
    label: str
    user_id: int | None = None
    ip: str | None = None

    @classmethod
    def of_request(cls, request: HttpRequest) -> Actor:
        """Return the request's member or key."""
        ip = request.META.get("REMOTE_ADDR") or None
        key = getattr(request, "api_key", None)
        if key is not None:
            return cls("api_key", str(key.public_id), key.name, None, ip)
        user: Any = request.user
        return cls("user", str(user.public_id), user.email, user.pk, ip)

    @classmethod
    def of_command(cls, name: str) -> Actor:
        """Return an operator's command."""
        return cls("command", "", f"manage.py {name}")

    @property
    def short_label(self) -> str:
        """Who it is, as short as a fact's history keeps it."""
        return self.label[:60]

    @classmethod
    def of_task(cls, name: str) -> Actor:
        """Return a background task."""
        return cls("task", "", name)


def audit_append(
    *, actor: Actor, action: str, object_type: str = "", object_id: str = "", detail: dict[str, Any] | None = None
) -> None:
    """This function will add one row to the workspace's audit log, in the open transaction.

    ``action`` is ``<entity>.<verb>``; ``detail`` is JSON, holds no secret and no password.
    """
    audit_append_each(actor=actor, action=action, object_type=object_type, object_ids=[object_id], detail=detail)


def audit_append_each(
    *,
    actor: Actor,
    action: str,
    object_type: str,
    object_ids: Iterable[str],
    detail: dict[str, Any] | None = None,
) -> None:
    """This function will add one row for each of many objects that the same was done to, in one statement."""
    AuditEntry.objects.bulk_create(
        AuditEntry(
            actor_kind=actor.kind,
            actor_id=actor.id,
            actor_label=actor.label[:254],
            action=action,
            object_type=object_type,
            object_id=object_id,
            detail=detail or {},
            ip=actor.ip,
            request_id=request_id.get(),
        )
        for object_id in object_ids
    )
