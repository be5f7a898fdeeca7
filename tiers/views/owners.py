"""Whose accounts a page of target lists shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from users.models import Role
from users.selectors import member_list

ALL, ME = "all", "me"


@dataclass(frozen=True)
class Whose:
    """The accounts of one owner, or with ``owner_id`` None everybody's. ``key`` is as it stands in the address."""

    key: str
    owner_id: int | None
    name: str = ""
    people: tuple[tuple[str, str], ...] = ()

    @property
    def mine(self) -> bool:
        """Whether they are one person's, not the workspace's."""
        return self.owner_id is not None


def whose_accounts(request: HttpRequest) -> Whose:
    """This function will read ``owner=``: ``all``, ``me``, or a member's public id; reps begin with their own.

    An unknown member is nobody's choice: everybody's accounts are shown. ``people`` are the members to choose from.
    """
    membership: Any = request.membership  # type: ignore[attr-defined]
    members = list(member_list(tenant_id=membership.tenant_id))
    people = tuple((str(one.user.public_id), one.user.get_full_name()) for one in members)
    default = ME if membership.role == Role.REP else ALL
    key = request.GET.get("owner") or default
    if key == ME:
        return Whose(ME, membership.user_id, membership.user.get_full_name(), people)
    chosen = next((one for one in members if _is(key, one.user.public_id)), None)
    if chosen is None:
        return Whose(ALL, None, "", people)
    return Whose(key, chosen.user_id, chosen.user.get_full_name(), people)


def _is(key: str, public_id: UUID) -> bool:
    try:
        return UUID(key) == public_id
    except ValueError:
        return False
