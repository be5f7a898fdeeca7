"""Costs, rates and the numbers made of them."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from tenancy.models import PublicIdField, TenantModel, same_tenant_fk


class MetricSettings(TenantModel):
    """How this workspace counts. One row a workspace.

    Writer: ``metric_settings_update``; of ``rates_version`` the services of rates.
    """

    default_margin_bp = models.BigIntegerField(null=True)  # gross margin where neither contract nor deal says
    qualified_stages = models.JSONField(null=True)  # list of CRM stages; null: every open stage counts
    low_n = models.IntegerField(default=20)
    lifetime_cap_months = models.IntegerField(default=60)
    monthly_discount_bp = models.IntegerField(default=100)  # of LTV-3
    rates_version = models.IntegerField(default=0)  # grows with every change of a rate; part of the formula version

    class Meta:
        db_table = "metric_settings"
        constraints = [models.UniqueConstraint(fields=["tenant"], name="metric_settings_one")]


class Spend(TenantModel):
    """One cost of sales or marketing, booked on at most one account, tier, segment or campaign; else shared."""

    public_id = PublicIdField()
    source = models.CharField(max_length=40, default="manual")
    external_id = models.CharField(max_length=200)
    spent_on = models.DateField()
    amount_cents = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    category = models.CharField(max_length=60, blank=True, default="")
    department = models.CharField(max_length=60, blank=True, default="")
    account = same_tenant_fk("accounts.Account", null=True, on_delete=models.SET_NULL, related_name="spend")
    tier_key = models.CharField(max_length=40, blank=True, default="")
    segment_key = models.CharField(max_length=60, blank=True, default="")
    campaign = models.CharField(max_length=120, blank=True, default="")
    note = models.CharField(max_length=300, blank=True, default="")
    version = models.IntegerField(default=1)
    updated_at_source = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "spend"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "public_id"], name="spend_public_id"),
            models.UniqueConstraint(fields=["tenant", "source", "external_id"], name="spend_external_id"),
        ]
        indexes = [
            models.Index(fields=["tenant", "spent_on", "id"], name="spend_by_day"),
            models.Index(fields=["tenant", "updated_at", "public_id"], name="spend_by_update"),
        ]


class ExchangeRate(TenantModel):
    """One unit of ``currency`` in the workspace's currency, from ``valid_on`` until the next dated rate."""

    currency = models.CharField(max_length=3)
    valid_on = models.DateField()
    rate = models.DecimalField(max_digits=20, decimal_places=10)

    class Meta:
        db_table = "exchange_rate"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "currency", "valid_on"], name="exchange_rate_once"),
            models.CheckConstraint(condition=models.Q(rate__gt=0), name="exchange_rate_positive"),
        ]


class Target(TenantModel):
    """The won value a month is meant to bring, in the workspace's currency: the quota of pipeline coverage."""

    month = models.DateField()  # its first day
    amount_cents = models.BigIntegerField()

    class Meta:
        db_table = "target"
        constraints = [models.UniqueConstraint(fields=["tenant", "month"], name="target_once")]


class MetricSnapshot(TenantModel):
    """A metric of one month and group as it was worked out then."""

    name = models.CharField(max_length=30)
    month = models.DateField()  # its first day, in the workspace's time zone
    group_by = models.CharField(max_length=30)  # "all" | "tier" | …
    group_key = models.CharField(max_length=120, blank=True, default="")
    value = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    numerator = models.DecimalField(max_digits=30, decimal_places=6, null=True)
    denominator = models.DecimalField(max_digits=30, decimal_places=6, null=True)
    n = models.IntegerField()
    unit = models.CharField(max_length=10)
    reason = models.CharField(max_length=40, null=True)  # noqa: DJ001 - why value is null
    flags = models.JSONField(default=list)
    formula_version = models.CharField(max_length=10)
    computed_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "metric_snapshot"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "name", "month", "group_by", "group_key"], name="metric_snapshot_once"
            )
        ]
