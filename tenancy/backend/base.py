"""Django's PostgreSQL backend, which binds the tenant at the start of every outermost transaction."""

from __future__ import annotations

from django.db.backends.postgresql import base

from tenancy import context


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection whose every transaction knows its tenant, or knows that it has none."""

    def _set_autocommit(self, autocommit: bool) -> None:
        # Django leaves autocommit exactly once per outermost transaction. The setting is transaction-local, so a
        # pooled connection can carry nothing over; a tenantless transaction binds '' because a pool may have been
        # polluted by somebody's session-level SET.
        super()._set_autocommit(autocommit)  # type: ignore[misc] # private, so the stubs leave it out
        if not autocommit:
            context.bind(self, context.current_tenant_id())
