"""Writes of users, memberships, keys and the audit log."""

from users.services.audit import Actor, audit_append
from users.services.keys import api_key_create, api_key_revoke
from users.services.workspaces import membership_set, tenant_create

__all__ = ["Actor", "api_key_create", "api_key_revoke", "audit_append", "membership_set", "tenant_create"]
