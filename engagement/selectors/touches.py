"""Touches: the list and one of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from engagement.models import Touch, TouchContact


def touch_list(*, given: Mapping[str, Any] | None = None) -> QuerySet[Touch]:
    """This function will list touches with their people, newest first, narrowed by the filters given.

    ``kind``, ``outcome``, ``direction``; ``owner_id``; ``account_id``; ``start``, ``end`` (instants, half-open).
    """
    rows: QuerySet[Touch] = Touch.objects.select_related("account", "asset").prefetch_related(
        Prefetch("touch_contacts", TouchContact.objects.select_related("contact").order_by("pk"))
    )
    filters = given or {}
    plain = ("kind", "outcome", "direction", "owner_id", "account_id")
    rows = rows.filter(**{name: filters[name] for name in plain if filters.get(name)})
    if filters.get("start"):
        rows = rows.filter(occurred_at__gte=filters["start"])
    if filters.get("end"):
        rows = rows.filter(occurred_at__lt=filters["end"])
    return rows.order_by("-occurred_at", "-pk")


def touch_find(*, public_id: UUID) -> Touch | None:
    """This function will return a touch, or None."""
    found: Touch | None = touch_list().filter(public_id=public_id).first()
    return found
