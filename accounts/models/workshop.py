"""What people said and decided about a profile: answers of the department interviews, and reviews."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from tenancy.models import PublicIdField, TenantModel, same_tenant_fk


class IcpAnswer(TenantModel):
    """One answer to one question of the interviews; a newer answer stands beside the older ones.

    Writer: ``icp_answer_record``.
    """

    public_id = PublicIdField()
    profile = same_tenant_fk("accounts.IcpProfile", related_name="answers")
    question = models.CharField(max_length=40)  # accounts.domain.workshop names them, with their departments
    text = models.TextField(blank=True, default="")
    picks = models.JSONField(default=dict)  # what was named: {"industry": ["Software"], "employees": [50, 500]}
    account = same_tenant_fk("accounts.Account", null=True, on_delete=models.SET_NULL)  # the customer who said so
    answered_by = models.ForeignKey("users.User", models.SET_NULL, null=True, related_name="+", db_index=False)
    answered_by_label = models.CharField(max_length=254, blank=True, default="")  # who it was, also once they left
    answered_at = models.DateTimeField()
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "icp_answer"
        constraints = [models.UniqueConstraint(fields=["tenant", "public_id"], name="icp_answer_public_id")]
        indexes = [
            models.Index(fields=["tenant", "profile", "question", "-answered_at"], name="icp_answer_newest"),
        ]


class IcpReview(TenantModel):
    """One look at a whole profile: who, when, what was found, when next. Writer: ``icp_review_record``."""

    public_id = PublicIdField()
    profile = same_tenant_fk("accounts.IcpProfile", related_name="reviews")
    reviewed_at = models.DateTimeField()
    reviewed_by = models.ForeignKey("users.User", models.SET_NULL, null=True, related_name="+", db_index=False)
    reviewed_by_label = models.CharField(max_length=254, blank=True, default="")
    version_number = models.IntegerField(null=True)  # the version that scored then; null: none did
    note = models.TextField(blank=True, default="")
    next_on = models.DateField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "icp_review"
        constraints = [models.UniqueConstraint(fields=["tenant", "public_id"], name="icp_review_public_id")]
        indexes = [models.Index(fields=["tenant", "profile", "-reviewed_at"], name="icp_review_newest")]
