"""What an account did, and what our departments think of it."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from tenancy.models import PublicIdField, TenantModel, same_tenant_fk


class Signal(TenantModel):
    """A trigger event, an intent or a behaviour, at one instant. Without a known account it waits by its domain."""

    public_id = PublicIdField()
    source = models.CharField(max_length=40, default="manual")
    external_id = models.CharField(max_length=200)
    account = same_tenant_fk("accounts.Account", null=True, related_name="signals")
    contact = same_tenant_fk("accounts.Contact", null=True, on_delete=models.SET_NULL)
    domain = models.CharField(max_length=253, blank=True, default="", db_collation="C")
    kind = models.CharField(max_length=60)  # "product_launch", "hiring", "web_visit", …
    occurred_at = models.DateTimeField()
    value = models.BigIntegerField(null=True)
    payload = models.JSONField(default=dict)
    version = models.IntegerField(default=1)
    updated_at_source = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "signal"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "public_id"], name="signal_public_id"),
            models.UniqueConstraint(fields=["tenant", "source", "external_id"], name="signal_external_id"),
        ]
        indexes = [
            models.Index(fields=["tenant", "kind", "account", "-occurred_at"], name="signal_newest_of_kind"),
            models.Index(fields=["tenant", "account", "-occurred_at"], name="signal_of_account"),
            models.Index(fields=["tenant", "updated_at", "public_id"], name="signal_by_update"),
        ]


class RandomKey(models.Func):
    """A key made by PostgreSQL for a record that no other system has given one."""

    template = "gen_random_uuid()::text"
    output_field = models.CharField()
    allowed_default = True


class TeamRating(TenantModel):
    """One department's opinion of an account, 0–5, with a note. A person's newer rating replaces the older one, which
    ``FactChange`` keeps.

    Writers: ``rating_set`` for a person, ``RatingUpsert`` for records from outside.
    """

    class Department(models.TextChoices):
        SALES = "sales"
        CUSTOMER_SUCCESS = "customer_success"
        MARKETING = "marketing"
        FINANCE = "finance"
        SALES_OPS = "sales_ops"

    public_id = PublicIdField()
    source = models.CharField(max_length=40, default="manual", db_default="manual")
    external_id = models.CharField(max_length=200, db_default=RandomKey())
    account = same_tenant_fk("accounts.Account", related_name="ratings")
    department = models.CharField(max_length=16, choices=Department)
    score = models.SmallIntegerField()
    note = models.TextField(blank=True, default="")
    rated_by = models.ForeignKey("users.User", models.SET_NULL, null=True, related_name="+", db_index=False)
    rated_by_email = models.EmailField(blank=True, default="")  # blank: the department speaks as one
    rated_at = models.DateTimeField()
    version = models.IntegerField(default=1, db_default=1)
    updated_at_source = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "team_rating"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "public_id"], name="team_rating_public_id"),
            models.UniqueConstraint(fields=["tenant", "source", "external_id"], name="team_rating_external_id"),
            models.UniqueConstraint(
                fields=["tenant", "account", "department", "rated_by_email"], name="team_rating_once"
            ),
            models.CheckConstraint(condition=models.Q(score__gte=0, score__lte=5), name="team_rating_0_to_5"),
        ]
        indexes = [models.Index(fields=["tenant", "updated_at", "public_id"], name="team_rating_by_update")]
