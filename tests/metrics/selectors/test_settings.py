"""How the workspace counts: its own settings, else the defaults, never another workspace's."""

from __future__ import annotations

from metrics.models import MetricSettings
from metrics.selectors.settings import metric_settings
from tenancy.context import tenant_context


def test_a_workspace_without_settings_counts_by_the_defaults(as_acme):
    found = metric_settings()

    assert (found.pk, found.low_n, found.lifetime_cap_months, found.monthly_discount_bp) == (None, 20, 60, 100)
    assert (found.default_margin_bp, found.qualified_stages) == (None, None)


def test_each_workspace_counts_by_its_own_settings(acme, globex):
    for tenant, low_n in ((acme, 5), (globex, 50)):
        with tenant_context(tenant.pk):
            MetricSettings.objects.create(low_n=low_n)

    with tenant_context(acme.pk):
        assert metric_settings().low_n == 5
