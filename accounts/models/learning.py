"""What learning from closed deals found, as it was found: a report is never rewritten."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from tenancy.models import PublicIdField, TenantModel, same_tenant_fk


class LearnedReport(TenantModel):
    """The examination of one learned draft. Writer: ``learned_report_store``."""

    class Decision(models.TextChoices):
        USABLE = "usable"
        NO_USEFUL_MODEL = "no_useful_model"
        TOO_LITTLE_DATA = "too_little_data"

    public_id = PublicIdField()
    profile = same_tenant_fk("accounts.IcpProfile", related_name="learned_reports")
    # the draft that was learned; null once it was thrown away, the number stays
    version = same_tenant_fk(
        "accounts.IcpVersion", null=True, on_delete=models.SET_NULL, related_name="learned_reports"
    )
    version_number = models.IntegerField()
    decision = models.CharField(max_length=15, choices=Decision)
    report = models.JSONField()  # accounts.domain.learning.report names its parts
    created_by = models.ForeignKey("users.User", models.SET_NULL, null=True, related_name="+", db_index=False)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "learned_report"
        constraints = [models.UniqueConstraint(fields=["tenant", "public_id"], name="learned_report_public_id")]
        indexes = [models.Index(fields=["tenant", "profile", "-id"], name="learned_report_newest")]
