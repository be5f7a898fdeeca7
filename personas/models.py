"""The buying committee: who takes part in a purchase, in which role, with what stance."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from tenancy.models import PublicIdField, TenantModel, same_tenant_fk


class BuyingRole(models.TextChoices):
    """A part in a purchase. The person holds it for one account or one deal, never for life."""

    DECISION_MAKER = "decision_maker", _("Decision maker")
    BUDGET_HOLDER = "budget_holder", _("Budget holder")
    CHAMPION = "champion", _("Champion")
    INFLUENCER = "influencer", _("Influencer")
    END_USER = "end_user", _("End user")
    BLOCKER = "blocker", _("Blocker")
    EXECUTIVE_SPONSOR = "executive_sponsor", _("Executive sponsor")
    LEGAL_AND_COMPLIANCE = "legal_and_compliance", _("Legal and compliance")
    ADVISER = "adviser", _("Adviser")
    OWNER = "owner", _("Owner")
    REFERRER = "referrer", _("Referrer")
    OTHER = "other", _("Other")


class Persona(TenantModel):
    """A kind of person we sell to: what they want and how to reach them."""

    public_id = PublicIdField()
    key = models.SlugField(max_length=60, db_index=False)
    name = models.CharField(max_length=120)
    position = models.SmallIntegerField(default=0)  # also its priority when two rules are equally sure
    departments = ArrayField(models.CharField(max_length=60), default=list)  # personas.domain.departments.Department
    seniorities = ArrayField(models.CharField(max_length=60), default=list)  # empty: any level of those departments
    title_words = ArrayField(models.CharField(max_length=80), default=list)  # words that decide alone, any language
    default_role = models.CharField(max_length=20, choices=BuyingRole, default=BuyingRole.INFLUENCER)
    challenges = models.TextField(blank=True, default="")
    goals = models.TextField(blank=True, default="")
    career_goals = models.TextField(blank=True, default="")
    part_in_purchase = models.TextField(blank=True, default="")
    information_sources = models.TextField(blank=True, default="")
    best_channels = models.TextField(blank=True, default="")
    message = models.TextField(blank=True, default="")
    value_argument = models.TextField(blank=True, default="")
    is_active = models.BooleanField(default=True)

    class Meta:
        db_table = "persona"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "public_id"], name="persona_public_id"),
            models.UniqueConstraint(fields=["tenant", "key"], name="persona_key_once"),
        ]


class ContactPersona(TenantModel):
    """Which persona a contact is, and how we know. What a person set by hand is never overwritten by a rule."""

    class Method(models.TextChoices):
        RULE = "rule", _("Rule")
        HAND = "hand", _("Hand")

    contact = same_tenant_fk("accounts.Contact", related_name="contact_personas")
    persona = same_tenant_fk("personas.Persona", related_name="contact_personas")
    method = models.CharField(max_length=4, choices=Method)
    confidence_bp = models.SmallIntegerField(null=True)  # basis points; null: said by hand
    evidence = models.CharField(max_length=200, blank=True, default="")  # the words that decided
    at = models.DateTimeField()

    class Meta:
        db_table = "contact_persona"
        constraints = [models.UniqueConstraint(fields=["tenant", "contact"], name="contact_persona_once")]


class CommitteeTemplate(TenantModel):
    """Whom a complete committee needs. One is the default; a segment may have its own."""

    public_id = PublicIdField()
    name = models.CharField(max_length=120)
    is_default = models.BooleanField(default=False)
    contact_days = models.SmallIntegerField(null=True)  # only people contacted within so many days count; null: all
    segment = same_tenant_fk("accounts.Segment", null=True, on_delete=models.CASCADE)

    class Meta:
        db_table = "committee_template"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "public_id"], name="committee_template_public_id"),
            models.UniqueConstraint(
                fields=["tenant"], condition=models.Q(is_default=True), name="committee_template_one_default"
            ),
        ]


class CommitteeTemplateSeat(TenantModel):
    """One line of a template: this many of this persona, in this role, counting this much."""

    template = same_tenant_fk("personas.CommitteeTemplate", related_name="seats")
    persona = same_tenant_fk("personas.Persona")
    buying_role = models.CharField(max_length=20, choices=BuyingRole)
    need = models.SmallIntegerField(default=1)
    weight = models.SmallIntegerField(default=1)
    position = models.SmallIntegerField(default=0)

    class Meta:
        db_table = "committee_template_seat"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "template", "persona"], name="committee_template_seat_once"),
            models.CheckConstraint(condition=models.Q(need__gte=1, weight__gte=1), name="committee_seat_counts"),
        ]


class CommitteeSeat(TenantModel):
    """A contact's seat on the committee of an account, or of one of its deals."""

    class Influence(models.TextChoices):
        LOW = "low", _("Low")
        MEDIUM = "medium", _("Medium")
        HIGH = "high", _("High")

    class Stance(models.TextChoices):
        CHAMPION = "champion", _("Champion")
        SUPPORTER = "supporter", _("Supporter")
        NEUTRAL = "neutral", _("Neutral")
        SCEPTIC = "sceptic", _("Sceptic")
        BLOCKER = "blocker", _("Blocker")

    class Relationship(models.TextChoices):
        NONE = "none", _("None")
        BRIEF = "brief", _("Brief")
        REGULAR = "regular", _("Regular")
        TRUSTED = "trusted", _("Trusted")

    account = same_tenant_fk("accounts.Account", related_name="committee_seats")
    deal = same_tenant_fk("accounts.Deal", null=True, related_name="committee_seats")  # null: the account's committee
    contact = same_tenant_fk("accounts.Contact", related_name="committee_seats")
    persona = same_tenant_fk("personas.Persona", null=True, on_delete=models.SET_NULL)
    buying_role = models.CharField(max_length=20, choices=BuyingRole)
    influence = models.CharField(max_length=6, choices=Influence, null=True)  # noqa: DJ001 - null: unknown
    stance = models.CharField(max_length=9, choices=Stance, null=True)  # noqa: DJ001
    relationship = models.CharField(max_length=7, choices=Relationship, null=True)  # noqa: DJ001
    concern = models.TextField(blank=True, default="")
    next_action = models.CharField(max_length=300, blank=True, default="")
    last_contacted_at = models.DateTimeField(null=True)  # newest touch or session
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "committee_seat"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "account", "contact"],
                condition=models.Q(deal=None),
                name="committee_seat_account_once",
            ),
            models.UniqueConstraint(
                fields=["tenant", "deal", "contact"],
                condition=models.Q(deal__isnull=False),
                name="committee_seat_deal_once",
            ),
        ]
