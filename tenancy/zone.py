"""The time zone of the workspace that background work is done for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from zoneinfo import ZoneInfo

from django.utils import timezone

from tenancy.context import required_tenant_id
from tenancy.models import Tenant


@contextmanager
def tenant_zone() -> Iterator[None]:
    """This function will make the bound tenant's time zone the active one for the block, as a request does.

    Its days begin at that zone's midnight, whoever counts them. One query.

    :raises TenantError: when no tenant is bound.
    """
    name = Tenant.objects.values_list("timezone", flat=True).get(pk=required_tenant_id())
    with timezone.override(ZoneInfo(name)):
        yield
