"""The ideal customer profile: versions that never change once published, made of criteria."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from accounts.domain.icp_facts import Subject
from tenancy.models import PublicIdField, TenantModel, same_tenant_fk


class IcpProfile(TenantModel):
    """One description of whom we want, or of which sale we win.

    The primary one of accounts drives the tiers, the primary one of deals gives the win scores that are shown and
    written down for accounts. The subject is chosen when a profile is made and never changes.
    """

    public_id = PublicIdField()
    key = models.SlugField(max_length=60, db_index=False)
    name = models.CharField(max_length=120)
    subject = models.CharField(max_length=7, choices=[(one.value, one.value) for one in Subject], default="account")
    is_primary = models.BooleanField(default=False)
    review_on = models.DateField(null=True)
    review_months = models.SmallIntegerField(null=True)  # months from one review to the next; null: no rhythm
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "icp_profile"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "public_id"], name="icp_profile_public_id"),
            models.UniqueConstraint(fields=["tenant", "key"], name="icp_profile_key_once"),
            models.UniqueConstraint(
                fields=["tenant", "subject"], condition=models.Q(is_primary=True), name="icp_profile_one_primary"
            ),
        ]


class IcpVersion(TenantModel):
    """A state of a profile: draft, then published, then archived. Published criteria never change."""

    class Status(models.TextChoices):
        DRAFT = "draft"
        PUBLISHED = "published"
        ARCHIVED = "archived"

    profile = same_tenant_fk("accounts.IcpProfile", related_name="versions")
    number = models.IntegerField()
    status = models.CharField(max_length=9, choices=Status, default=Status.DRAFT)
    note = models.CharField(max_length=300, blank=True, default="")
    republishes = models.IntegerField(null=True)  # the version number a rollback brought back
    created_by = models.ForeignKey("users.User", models.SET_NULL, null=True, related_name="+", db_index=False)
    created_at = models.DateTimeField(db_default=Now())
    published_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "icp_version"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "profile", "number"], name="icp_version_number_once"),
            models.UniqueConstraint(
                fields=["tenant", "profile"],
                condition=models.Q(status="published"),
                name="icp_version_one_published",
            ),
        ]


class Criterion(TenantModel):
    """One line of a version: reads a fact, turns it into a share by a rule, counts with a weight."""

    version = same_tenant_fk("accounts.IcpVersion", related_name="criteria")
    position = models.SmallIntegerField()
    key = models.SlugField(max_length=60, db_index=False)
    label = models.CharField(max_length=120)
    group = models.CharField(max_length=20)  # accounts.domain names the groups
    fact = models.CharField(max_length=120)  # "employees", "custom.Plan", "signal.hiring", "deal.amount", …
    rule = models.JSONField()  # accounts.domain parses it
    weight = models.SmallIntegerField(null=True)  # 1–1000; null for a knock-out

    class Meta:
        db_table = "icp_criterion"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "version", "key"], name="icp_criterion_key_once"),
            models.UniqueConstraint(fields=["tenant", "version", "position"], name="icp_criterion_position_once"),
        ]
