from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from tenancy.context import TenantError
from tenancy.zone import tenant_zone


def test_a_workspaces_day_begins_at_its_own_midnight(as_acme):
    late = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)

    with tenant_zone():
        assert timezone.localdate(late) == date(2026, 3, 2)
    assert timezone.localdate(late) == date(2026, 3, 1)


def test_nobodys_days_begin_nowhere(db):
    with pytest.raises(TenantError), tenant_zone():
        pass
