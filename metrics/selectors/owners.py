"""Whose rows they are, as addresses."""

from __future__ import annotations

from tenancy.context import required_tenant_id
from users.selectors import member_list


def owner_addresses() -> dict[str, str]:
    """This function will map the keys of members who own rows to their addresses; other keys are addresses already."""
    members = member_list(tenant_id=required_tenant_id())
    return {f"#{member.user_id}": member.user.email for member in members}
