"""Sales to an account, and what was sold."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from tenancy.models import PublicIdField, TenantManager, TenantModel, TenantQuerySet, same_tenant_fk


class Product(TenantModel):
    """Something we sell; content, sessions and segments may name it."""

    public_id = PublicIdField()
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)

    class Meta:
        db_table = "product"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "public_id"], name="product_public_id"),
            models.UniqueConstraint(fields=["tenant", "name"], name="product_name_once"),
        ]


class DealQuerySet(TenantQuerySet["Deal"]):
    """Deals of one workspace."""

    def unassigned(self) -> DealQuerySet:
        """Keep deals that name no known account: they wait to be matched by hand."""
        return self.filter(account__isnull=True)


class Deal(TenantModel):
    """One sale to an account, or a try at one.

    Writer of every column: ``deal_upsert`` (``deal_assign`` for the account of an unassigned one).
    """

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        WON = "won", _("Won")
        LOST = "lost", _("Lost")

    class Type(models.TextChoices):
        NEW = "new", _("New")
        EXPANSION = "expansion", _("Expansion")
        RENEWAL = "renewal", _("Renewal")

    public_id = PublicIdField()
    source = models.CharField(max_length=40, default="manual")
    external_id = models.CharField(max_length=200)
    account = same_tenant_fk("accounts.Account", null=True, on_delete=models.PROTECT, related_name="deals")
    account_ref = models.CharField(max_length=300, blank=True, default="")  # as given, when no account matched
    name = models.CharField(max_length=300, blank=True, default="")
    name_key = models.CharField(max_length=300, db_collation="C", blank=True, db_default="")  # normalised: deal_key
    amount_cents = models.BigIntegerField(null=True)  # hundredths of ``currency``; null: unknown
    currency = models.CharField(max_length=3, null=True)  # noqa: DJ001
    status = models.CharField(max_length=4, choices=Status, default=Status.OPEN)
    stage = models.CharField(max_length=120, blank=True, default="")  # the CRM's own word
    type = models.CharField(max_length=9, choices=Type, null=True)  # noqa: DJ001 - null: unknown
    created_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    expected_close_on = models.DateField(null=True)
    stage_changed_at = models.DateTimeField(null=True)
    term_months = models.IntegerField(null=True)
    one_time_fees_cents = models.BigIntegerField(null=True)
    gross_margin_bp = models.BigIntegerField(null=True)
    products = ArrayField(models.CharField(max_length=120), null=True)
    owner = models.ForeignKey("users.User", models.SET_NULL, null=True, related_name="+", db_index=False)
    owner_email = models.CharField(max_length=254, blank=True, default="")  # text of the source when no member has it
    lost_reason = models.CharField(max_length=300, blank=True, default="")
    custom = models.JSONField(default=dict)
    version = models.IntegerField(default=1)
    updated_at_source = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(db_default=Now())

    objects: ClassVar[Any] = TenantManager.from_queryset(DealQuerySet)()

    class Meta:
        db_table = "deal"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "public_id"], name="deal_public_id"),
            models.UniqueConstraint(fields=["tenant", "source", "external_id"], name="deal_external_id"),
            models.CheckConstraint(condition=models.Q(status__in=["open", "won", "lost"]), name="deal_status_known"),
        ]
        indexes = [
            models.Index(fields=["tenant", "status", "closed_on"], name="deal_by_close"),
            models.Index(fields=["tenant", "-created_on", "-id"], name="deal_newest"),
            models.Index(fields=["tenant", "name_key", "id"], name="deal_by_name"),
            models.Index(fields=["tenant", "owner", "status"], name="deal_by_owner"),
            models.Index(fields=["tenant", "updated_at", "public_id"], name="deal_by_update"),
            models.Index(fields=["tenant", "id"], name="deal_unassigned", condition=models.Q(account=None)),
        ]


class DealContact(TenantModel):
    """A person's part in one deal; the role belongs to the link, not to the person."""

    deal = same_tenant_fk("accounts.Deal", related_name="deal_contacts")
    contact = same_tenant_fk("accounts.Contact", related_name="deal_contacts")
    buying_role = models.CharField(max_length=30, blank=True, default="")  # personas.domain names the roles

    class Meta:
        db_table = "deal_contact"
        constraints = [models.UniqueConstraint(fields=["tenant", "deal", "contact"], name="deal_contact_once")]


class Contract(TenantModel):
    """A running obligation with a monthly value: the base of MRR, churn and margin LTV."""

    public_id = PublicIdField()
    source = models.CharField(max_length=40, default="manual")
    external_id = models.CharField(max_length=200)
    account = same_tenant_fk("accounts.Account", on_delete=models.PROTECT, related_name="contracts")
    deal = same_tenant_fk("accounts.Deal", null=True, on_delete=models.SET_NULL, related_name="contracts")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)  # exclusive; null: runs on
    mrr_cents = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    gross_margin_bp = models.BigIntegerField(null=True)
    version = models.IntegerField(default=1)
    updated_at_source = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "contract"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "public_id"], name="contract_public_id"),
            models.UniqueConstraint(fields=["tenant", "source", "external_id"], name="contract_external_id"),
        ]
        indexes = [
            models.Index(fields=["tenant", "starts_on"], name="contract_by_start"),
            models.Index(fields=["tenant", "updated_at", "public_id"], name="contract_by_update"),
        ]
