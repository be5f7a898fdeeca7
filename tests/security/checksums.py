"""One sum over everything a workspace has."""

from __future__ import annotations

import hashlib
from typing import Any

from django.apps import apps
from django.db import connection

from tenancy.context import tenant_context
from tenancy.models import TenantModel


def tenant_models() -> list[Any]:
    """This function will return the models whose rows belong to a tenant."""
    return [model for model in apps.get_models() if issubclass(model, TenantModel)]


def tenant_checksums(tenant: Any) -> dict[str, str]:
    """This function will return a sum over the rows of every table, by table."""
    found = {}
    with tenant_context(tenant.pk), connection.cursor() as cursor:
        for table in sorted(model._meta.db_table for model in tenant_models()):
            cursor.execute(f'select md5(string_agg(t::text, chr(10) order by t.id)) from "{table}" t')
            found[table] = hashlib.sha256(repr(cursor.fetchone()).encode()).hexdigest()
    return found
