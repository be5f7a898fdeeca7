"""What we say and show: assets, where they fit, templates, objections."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from tenancy.models import PublicIdField, TenantModel, same_tenant_fk


class BuyerStage(TenantModel):
    """A stage of the buyer's way: awareness, interest, decision, purchase, loyalty unless the workspace edits them."""

    public_id = PublicIdField()
    key = models.SlugField(max_length=40, db_index=False)
    name = models.CharField(max_length=80)
    position = models.SmallIntegerField()

    class Meta:
        db_table = "buyer_stage"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "public_id"], name="buyer_stage_public_id"),
            models.UniqueConstraint(fields=["tenant", "key"], name="buyer_stage_key_once"),
        ]


class StageMapping(TenantModel):
    """Which buyer stage a deal's CRM stage stands for."""

    crm_stage = models.CharField(max_length=120)
    stage = same_tenant_fk("content.BuyerStage")

    class Meta:
        db_table = "stage_mapping"
        constraints = [models.UniqueConstraint(fields=["tenant", "crm_stage"], name="stage_mapping_once")]


class Asset(TenantModel):
    """Something to show: a page, a deck, a calculation, a letter."""

    class Effort(models.TextChoices):
        LOW = "low", _("Low")
        MEDIUM = "medium", _("Medium")
        HIGH = "high", _("High")

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        APPROVED = "approved", _("Approved")
        RETIRED = "retired", _("Retired")

    public_id = PublicIdField()
    title = models.CharField(max_length=200)
    title_key = models.CharField(max_length=200, db_collation="C")  # normalised for search
    kind = models.CharField(max_length=40)  # content.domain names the kinds
    effort = models.CharField(max_length=6, choices=Effort)
    status = models.CharField(max_length=8, choices=Status, default=Status.DRAFT)
    language = models.CharField(max_length=10, default="en")
    url = models.URLField(max_length=1000, blank=True, default="")
    body = models.TextField(blank=True, default="")
    summary = models.CharField(max_length=500, blank=True, default="")
    owner = models.ForeignKey("users.User", models.SET_NULL, null=True, related_name="+", db_index=False)
    approved_by = models.ForeignKey("users.User", models.SET_NULL, null=True, related_name="+", db_index=False)
    approved_at = models.DateTimeField(null=True)
    expires_on = models.DateField(null=True)  # last day of use
    version = models.IntegerField(default=1)
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "asset"
        constraints = [models.UniqueConstraint(fields=["tenant", "public_id"], name="asset_public_id")]
        indexes = [models.Index(fields=["tenant", "title_key", "id"], name="asset_by_title")]


class Placement(TenantModel):
    """Where an asset fits. A null persona, segment or product means any; a null stage means every stage."""

    public_id = PublicIdField()
    asset = same_tenant_fk("content.Asset", related_name="placements")
    persona = same_tenant_fk("personas.Persona", null=True, on_delete=models.CASCADE)
    stage = same_tenant_fk("content.BuyerStage", null=True, on_delete=models.CASCADE)
    segment = same_tenant_fk("accounts.Segment", null=True, on_delete=models.CASCADE)
    product = same_tenant_fk("accounts.Product", null=True, on_delete=models.CASCADE)

    class Meta:
        db_table = "placement"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "public_id"], name="placement_public_id"),
            models.UniqueConstraint(
                fields=["tenant", "asset", "persona", "stage", "segment", "product"],
                name="placement_once",
                nulls_distinct=False,
            ),
        ]


class Template(TenantModel):
    """A letter or message with variables such as ``[contact name]``, filled for one contact."""

    public_id = PublicIdField()
    name = models.CharField(max_length=120)
    channel = models.CharField(max_length=20, default="email")  # email | direct_mail | social | voicemail
    subject = models.CharField(max_length=300, blank=True, default="")
    body = models.TextField()
    language = models.CharField(max_length=10, default="en")
    persona = same_tenant_fk("personas.Persona", null=True, on_delete=models.SET_NULL)
    stage = same_tenant_fk("content.BuyerStage", null=True, on_delete=models.SET_NULL)
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "template"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "public_id"], name="template_public_id"),
            models.UniqueConstraint(fields=["tenant", "name"], name="template_name_once"),
        ]


class Objection(TenantModel):
    """What buyers say against it, and the answer that is ready."""

    public_id = PublicIdField()
    text = models.CharField(max_length=300)
    answer = models.TextField()
    persona = same_tenant_fk("personas.Persona", null=True, on_delete=models.SET_NULL)
    product = same_tenant_fk("accounts.Product", null=True, on_delete=models.SET_NULL)
    asset = same_tenant_fk("content.Asset", null=True, on_delete=models.SET_NULL)  # what to show with the answer
    keywords = ArrayField(models.CharField(max_length=60), default=list)

    class Meta:
        db_table = "objection"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "public_id"], name="objection_public_id"),
            models.UniqueConstraint(fields=["tenant", "text"], name="objection_text_once"),
        ]
