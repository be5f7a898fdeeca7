"""A browser or API client whose requests begin without a tenant, as they do in production."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.test import Client

from tenancy import context


class AbsClient(Client):
    """Django's test client, usable inside a test that is itself bound to a tenant."""

    user: Any
    base: str = ""

    def request(self, **request: Any) -> Any:
        """Send the request with no tenant bound, and bind the test's own again afterwards."""
        outer = context.current_tenant_id()
        token = context._tenant.set(None)
        try:
            response = super().request(**request)
            if getattr(response, "streaming", False):  # read as a server does: after the request, without its tenant
                response.streaming_content = list(response.streaming_content)
            return response
        finally:
            context._tenant.reset(token)
            if outer is not None and connection.in_atomic_block and not connection.needs_rollback:
                context.bind(connection, outer)
