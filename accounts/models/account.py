"""The company, what is known of it, and how that changed."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from tenancy.models import PublicIdField, TenantLog, TenantManager, TenantModel, same_tenant_fk


class Account(TenantModel):  # type: ignore[django-manager-missing]  # of the keys that point here
    """A company we sell, or might sell, to.

    Writers: ``account_upsert`` for every fact; ``scoring`` services write ``FitScore``, never this row.
    Percentages are basis points, money hundredths of ``currency``; null means unknown.
    """

    class Lifecycle(models.TextChoices):
        PROSPECT = "prospect"
        TARGET = "target"
        CUSTOMER = "customer"
        FORMER = "former"

    public_id = PublicIdField()
    source = models.CharField(max_length=40, default="manual")
    external_id = models.CharField(max_length=200)  # made from public_id when the source gave none
    name = models.CharField(max_length=300)
    name_key = models.CharField(max_length=300, db_collation="C")  # normalised: accounts.domain.identity.name_key
    domain = models.CharField(max_length=253, blank=True, default="", db_collation="C")  # registered domain, lower case
    website = models.CharField(max_length=500, blank=True, default="")
    industry = models.CharField(max_length=120, null=True)  # noqa: DJ001 - null: unknown
    sub_industry = models.CharField(max_length=120, null=True)  # noqa: DJ001
    employees = models.BigIntegerField(null=True)
    annual_revenue_cents = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, null=True)  # noqa: DJ001 - of annual_revenue_cents
    country = models.CharField(max_length=2, null=True)  # noqa: DJ001 - ISO 3166-1 alpha-2
    region = models.CharField(max_length=120, null=True)  # noqa: DJ001
    city = models.CharField(max_length=120, null=True)  # noqa: DJ001
    offices = models.BigIntegerField(null=True)
    company_type = models.CharField(max_length=60, null=True)  # noqa: DJ001
    founded_year = models.IntegerField(null=True)
    growth_bp = models.BigIntegerField(null=True)
    projected_growth_bp = models.BigIntegerField(null=True)
    market_share_bp = models.BigIntegerField(null=True)
    financial_performance = models.CharField(max_length=60, null=True)  # noqa: DJ001
    technologies = ArrayField(models.CharField(max_length=100), null=True)  # null: unknown; empty: known to use none
    parent = same_tenant_fk("accounts.Account", null=True, on_delete=models.SET_NULL, related_name="subsidiaries")
    parent_ref = models.CharField(max_length=300, blank=True, default="")  # as given: external id or name
    owner = models.ForeignKey("users.User", models.SET_NULL, null=True, related_name="+", db_index=False)
    owner_email = models.EmailField(blank=True, default="")  # kept as text when no member has it
    lifecycle = models.CharField(max_length=8, choices=Lifecycle, default=Lifecycle.PROSPECT)
    customer_since = models.DateField(null=True)
    churned_on = models.DateField(null=True)
    custom = models.JSONField(default=dict)
    version = models.IntegerField(default=1)  # grows with every change; ETag
    updated_at_source = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(db_default=Now())

    objects: ClassVar[Any] = TenantManager()

    class Meta:
        db_table = "account"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "public_id"], name="account_public_id"),
            models.UniqueConstraint(fields=["tenant", "source", "external_id"], name="account_external_id"),
            models.CheckConstraint(
                condition=models.Q(lifecycle__in=["prospect", "target", "customer", "former"]),
                name="account_lifecycle_known",
            ),
        ]
        indexes = [
            # each serves one sortable column or filter of the list; all lead with the tenant
            models.Index(fields=["tenant", "name_key", "id"], name="account_by_name"),
            models.Index(fields=["tenant", "domain"], name="account_by_domain"),
            models.Index(fields=["tenant", "owner", "id"], name="account_by_owner"),
            models.Index(fields=["tenant", "industry", "id"], name="account_by_industry"),
            models.Index(fields=["tenant", "country", "id"], name="account_by_country"),
            models.Index(fields=["tenant", "employees", "id"], name="account_by_employees"),
            models.Index(fields=["tenant", "annual_revenue_cents", "id"], name="account_by_revenue"),
            models.Index(fields=["tenant", "updated_at", "public_id"], name="account_by_update"),
            # the next two leave out those who have nothing to say there, which are nearly all
            models.Index(
                fields=["tenant", "lifecycle", "id"],
                name="account_by_lifecycle",
                condition=~models.Q(lifecycle="prospect"),
            ),
            models.Index(
                fields=["tenant", "id"],
                include=["customer_since", "churned_on"],
                name="account_customers",
                condition=models.Q(customer_since__isnull=False) | models.Q(churned_on__isnull=False),
            ),
        ]


class AccountMeasure(TenantModel):
    """A fact about an account that a higher room worked out and wrote down: engagement points, expected LTV, coverage.

    Writer: ``accounts.services.measures.account_measures_set``. The words for ``basis`` are those of whoever calls it.
    """

    account = same_tenant_fk("accounts.Account", related_name="measures")
    key = models.CharField(max_length=40)  # "committee_coverage", "engagement_points", …
    value = models.BigIntegerField(null=True)  # null: worked out to be unknown
    basis = models.CharField(
        max_length=60, blank=True, db_default=""
    )  # what it is worked out from, or why it is unknown
    source = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        db_table = "account_measure"
        constraints = [models.UniqueConstraint(fields=["tenant", "account", "key"], name="account_measure_once")]
        indexes = [models.Index(fields=["tenant", "key", "value"], name="account_measure_by_value")]


class AccountTeamMember(TenantModel):
    """Somebody on our side who works the account, in one of the team's roles."""

    class TeamRole(models.TextChoices):
        ACCOUNT_EXECUTIVE = "account_executive"
        SDR = "sdr"
        MARKETER = "marketer"
        SUPPORT = "support"
        ENABLEMENT = "enablement"
        INDUSTRY_MARKETER = "industry_marketer"
        PRODUCT_MANAGER = "product_manager"
        CSM = "csm"
        EXECUTIVE_SPONSOR = "executive_sponsor"

    account = same_tenant_fk("accounts.Account", related_name="team")
    user = models.ForeignKey("users.User", models.CASCADE, related_name="+", db_index=False)
    role = models.CharField(max_length=20, choices=TeamRole)

    class Meta:
        db_table = "account_team_member"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "account", "user", "role"], name="account_team_member_once")
        ]
        indexes = [models.Index(fields=["tenant", "user"], name="account_team_by_user")]


class FactChange(TenantLog):
    """One field of one account, deal or team rating, before and after. A new record writes none."""

    object_kind = models.CharField(max_length=7)  # account | deal | rating
    object_id = models.BigIntegerField()
    field = models.CharField(max_length=120)  # a column, "technologies", or "custom.<header>"
    old = models.JSONField(null=True)
    new = models.JSONField(null=True)
    is_correction = models.BooleanField(db_default=False)  # the old value had been wrong all along
    source = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        db_table = "fact_change"
        indexes = [
            models.Index(fields=["tenant", "object_kind", "object_id", "-at"], name="fact_change_of_object"),
        ]


class CompanyChoice(TenantModel):
    """Which account a company without a key is, said by a person because several fit. Held when the file comes again.

    Writer: ``crm.services.matching``; the identity matching of ``accounts.services.upsert`` reads it.
    """

    source = models.CharField(max_length=40)
    name_key = models.CharField(max_length=300, db_collation="C")
    domain = models.CharField(max_length=253, blank=True, default="", db_collation="C")
    country = models.CharField(max_length=2, blank=True, default="")
    account = same_tenant_fk("accounts.Account", related_name="company_choices")
    at = models.DateTimeField()

    class Meta:
        db_table = "company_choice"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "source", "name_key", "domain", "country"], name="company_choice_once"
            )
        ]
