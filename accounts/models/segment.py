"""Groups of accounts, overlapping, by rule or by hand."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from tenancy.models import PublicIdField, TenantModel, same_tenant_fk


class Segment(TenantModel):
    """A named group of accounts. With a ``rule`` its members are worked out; without one they are chosen by hand."""

    public_id = PublicIdField()
    key = models.SlugField(max_length=60, db_index=False)
    name = models.CharField(max_length=120)
    description = models.TextField(blank=True, default="")
    rule = models.JSONField(null=True)  # {"industry": ["software"], "employees": {"min": 500}, "country": [...]}
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "segment"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "public_id"], name="segment_public_id"),
            models.UniqueConstraint(fields=["tenant", "key"], name="segment_key_once"),
        ]


class SegmentAccount(TenantModel):
    """An account's place in a segment; an account may be in many."""

    segment = same_tenant_fk("accounts.Segment", related_name="members")
    account = same_tenant_fk("accounts.Account", related_name="segments")
    added_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "segment_account"
        constraints = [models.UniqueConstraint(fields=["tenant", "segment", "account"], name="segment_account_once")]
