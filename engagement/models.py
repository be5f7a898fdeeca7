"""Working the account: touches and sales sessions."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from tenancy.models import PublicIdField, TenantModel, same_tenant_fk


class Touch(TenantModel):
    """One contact with an account by mail, phone, event or otherwise. Writer: ``touch_upsert``."""

    class Direction(models.TextChoices):
        OUTBOUND = "outbound", _("Outbound")
        INBOUND = "inbound", _("Inbound")

    class Outcome(models.TextChoices):
        ATTEMPT = "attempt", _("Attempt")
        CONVERSATION = "conversation", _("Conversation")
        MEETING = "meeting", _("Meeting")
        NO_REPLY = "no_reply", _("No reply")

    public_id = PublicIdField()
    source = models.CharField(max_length=40, default="manual")
    external_id = models.CharField(max_length=200)
    account = same_tenant_fk("accounts.Account", null=True, related_name="touches")
    account_ref = models.CharField(max_length=300, blank=True, default="")
    deal = same_tenant_fk("accounts.Deal", null=True, on_delete=models.SET_NULL)
    asset = same_tenant_fk(
        "content.Asset", null=True, on_delete=models.SET_NULL, related_name="touches"
    )  # sent with it
    kind = models.CharField(max_length=30)  # engagement.domain names the kinds
    direction = models.CharField(max_length=8, choices=Direction, default=Direction.OUTBOUND)
    outcome = models.CharField(max_length=12, choices=Outcome, null=True)  # noqa: DJ001 - null: unknown
    occurred_at = models.DateTimeField()
    duration_minutes = models.IntegerField(null=True)
    owner = models.ForeignKey("users.User", models.SET_NULL, null=True, related_name="+", db_index=False)
    owner_email = models.CharField(max_length=254, blank=True, default="")
    note = models.TextField(blank=True, default="")
    next_step = models.CharField(max_length=300, blank=True, default="")
    next_step_on = models.DateField(null=True)
    next_step_done_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)
    updated_at_source = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "touch"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "public_id"], name="touch_public_id"),
            models.UniqueConstraint(fields=["tenant", "source", "external_id"], name="touch_external_id"),
        ]
        indexes = [
            models.Index(fields=["tenant", "account", "-occurred_at", "-id"], name="touch_of_account"),
            models.Index(fields=["tenant", "-occurred_at", "-id"], name="touch_newest"),
            models.Index(fields=["tenant", "owner", "next_step_on"], name="touch_next_steps"),
            models.Index(fields=["tenant", "updated_at", "public_id"], name="touch_by_update"),
        ]


class TouchContact(TenantModel):
    """Somebody who took part in a touch."""

    touch = same_tenant_fk("engagement.Touch", related_name="touch_contacts")
    contact = same_tenant_fk("accounts.Contact", related_name="touch_contacts")

    class Meta:
        db_table = "touch_contact"
        constraints = [models.UniqueConstraint(fields=["tenant", "touch", "contact"], name="touch_contact_once")]


class SalesSession(TenantModel):
    """A meeting to sell: who was there, what was shown in which order, what was said against it, what came of it."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("Planned")
        HELD = "held", _("Held")
        CANCELLED = "cancelled", _("Cancelled")

    class Outcome(models.TextChoices):
        ADVANCED = "advanced", _("Advanced")
        NO_CHANGE = "no_change", _("No change")
        SET_BACK = "set_back", _("Set back")
        WON = "won", _("Won")
        LOST = "lost", _("Lost")

    public_id = PublicIdField()
    account = same_tenant_fk("accounts.Account", related_name="sessions")
    deal = same_tenant_fk("accounts.Deal", null=True, on_delete=models.SET_NULL, related_name="sessions")
    segment = same_tenant_fk("accounts.Segment", null=True, on_delete=models.SET_NULL)
    title = models.CharField(max_length=200)
    status = models.CharField(max_length=9, choices=Status, default=Status.PLANNED)
    starts_at = models.DateTimeField()
    duration_minutes = models.IntegerField(null=True)
    is_remote = models.BooleanField(default=False)
    led_by = models.ForeignKey("users.User", models.SET_NULL, null=True, related_name="+", db_index=False)
    products = ArrayField(models.CharField(max_length=120), default=list)
    goal = models.CharField(max_length=300, blank=True, default="")
    outcome = models.CharField(max_length=9, choices=Outcome, null=True)  # noqa: DJ001 - null: not held yet
    note = models.TextField(blank=True, default="")
    next_step = models.CharField(max_length=300, blank=True, default="")
    next_step_on = models.DateField(null=True)
    next_step_done_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "sales_session"
        constraints = [models.UniqueConstraint(fields=["tenant", "public_id"], name="sales_session_public_id")]
        indexes = [
            models.Index(fields=["tenant", "account", "-starts_at", "-id"], name="sales_session_of_account"),
            models.Index(fields=["tenant", "-starts_at", "-id"], name="sales_session_newest"),
            models.Index(fields=["tenant", "led_by", "starts_at"], name="sales_session_by_leader"),
        ]


class SessionParticipant(TenantModel):
    """Somebody of the buyer's side in the room."""

    session = same_tenant_fk("engagement.SalesSession", related_name="participants")
    contact = same_tenant_fk("accounts.Contact", related_name="session_participations")

    class Meta:
        db_table = "session_participant"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "session", "contact"], name="session_participant_once")
        ]


class SessionStep(TenantModel):
    """One step of a session: what was shown, the value offered with it, and how it was taken."""

    class Reaction(models.TextChoices):
        POSITIVE = "positive", _("Positive")
        NEUTRAL = "neutral", _("Neutral")
        NEGATIVE = "negative", _("Negative")

    session = same_tenant_fk("engagement.SalesSession", related_name="steps")
    position = models.SmallIntegerField()
    asset = same_tenant_fk("content.Asset", null=True, on_delete=models.SET_NULL, related_name="session_steps")
    title = models.CharField(max_length=200)  # kept when the asset goes
    value_offered = models.CharField(max_length=300, blank=True, default="")
    is_shown = models.BooleanField(default=False)  # planned steps may be skipped
    reaction = models.CharField(max_length=8, choices=Reaction, null=True)  # noqa: DJ001 - null: not noted

    class Meta:
        db_table = "session_step"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "session", "position"],
                name="session_step_position_once",
                deferrable=models.Deferrable.DEFERRED,
            )
        ]


class SessionObjection(TenantModel):
    """An objection raised in a session, by whom, and whether it was answered."""

    session = same_tenant_fk("engagement.SalesSession", related_name="objections")
    objection = same_tenant_fk("content.Objection", null=True, on_delete=models.SET_NULL)
    text = models.CharField(max_length=300)
    contact = same_tenant_fk("accounts.Contact", null=True, on_delete=models.SET_NULL)
    is_resolved = models.BooleanField(null=True)  # null: not noted
    handling = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        db_table = "session_objection"


class EngagementRuleSet(TenantModel):
    """A version of the workspace's engagement rules; the highest number counts. Never edited: spells name it.

    Writer: ``engagement_rules_publish``.
    """

    number = models.IntegerField()
    rules = models.JSONField()  # engagement.domain.rules_parse reads it
    note = models.CharField(max_length=300, blank=True, default="")
    created_by = models.ForeignKey("users.User", models.SET_NULL, null=True, related_name="+", db_index=False)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "engagement_rule_set"
        constraints = [models.UniqueConstraint(fields=["tenant", "number"], name="engagement_rule_set_number_once")]


class EngagementScore(TenantModel):
    """An account's engagement as of ``scored_at``. Only accounts that ever had an event have a row.

    Writer: ``engagement_refresh``. Points are thousandths, faded to ``scored_at``; ``weeks`` are points before fading,
    the oldest week first.
    """

    account = same_tenant_fk("accounts.Account", related_name="engagement_scores")
    rules_number = models.IntegerField()
    points_milli = models.BigIntegerField()
    unknown_milli = models.BigIntegerField()  # of events of nobody known
    people = models.IntegerField()  # with any points
    deep_people = models.IntegerField()  # with the points that make a person count for breadth
    weeks = ArrayField(models.BigIntegerField())
    temperature = models.CharField(max_length=4)  # engagement.domain.points.Temperature
    last_event_at = models.DateTimeField(null=True)
    scored_at = models.DateTimeField()

    class Meta:
        db_table = "engagement_score"
        constraints = [models.UniqueConstraint(fields=["tenant", "account"], name="engagement_score_once")]
        indexes = [models.Index(fields=["tenant", "-points_milli", "account"], name="engagement_score_most")]


class QualifiedSpell(TenantModel):
    """A time in which an account was qualified (MQA). ``left_at`` null: it is now. Closed spells never change.

    Writer: ``engagement_refresh``.
    """

    public_id = PublicIdField()
    account = same_tenant_fk("accounts.Account", related_name="qualified_spells")
    entered_at = models.DateTimeField()
    entry_cause = models.CharField(max_length=20)  # engagement.domain.mqa.Entry
    entry_points_milli = models.BigIntegerField()
    entry_people = models.IntegerField()
    entry_fit_milli = models.IntegerField(null=True)
    entry_rules_number = models.IntegerField()
    left_at = models.DateTimeField(null=True)
    left_cause = models.CharField(max_length=20, blank=True, default="")  # engagement.domain.mqa.Exit
    left_points_milli = models.BigIntegerField(null=True)
    left_people = models.IntegerField(null=True)
    left_fit_milli = models.IntegerField(null=True)
    left_rules_number = models.IntegerField(null=True)

    class Meta:
        db_table = "qualified_spell"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "public_id"], name="qualified_spell_public_id"),
            models.UniqueConstraint(
                fields=["tenant", "account"], condition=models.Q(left_at=None), name="qualified_spell_one_now"
            ),
            models.CheckConstraint(
                condition=models.Q(left_at=None) | models.Q(left_at__gte=models.F("entered_at")),
                name="qualified_spell_ends_after_it_began",
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "account", "-entered_at"], name="qualified_spell_of_account"),
            models.Index(fields=["tenant", "entered_at", "public_id"], name="qualified_spell_newest"),
            models.Index(fields=["tenant", "-left_at"], name="qualified_spell_ended"),
        ]
