"""What every page knows: the workspace, the member, what the member may do."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from users.permissions import may_of
from users.selectors import memberships_of


def workspace(request: HttpRequest) -> dict[str, Any]:
    """This function will return ``tenant``, ``membership``, ``may`` and, lazily, ``memberships`` for the switcher."""
    membership = getattr(request, "membership", None)
    user = getattr(request, "user", None)

    def memberships() -> list[Any]:
        known: list[Any] | None = getattr(request, "memberships", None)  # in a workspace the middleware has read them
        if known is not None:
            return known
        return memberships_of(user) if user is not None and user.is_authenticated else []

    return {
        "tenant": getattr(request, "tenant", None),
        "membership": membership,
        "may": may_of(request),
        "memberships": memberships,
    }
