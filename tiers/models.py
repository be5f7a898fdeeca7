"""Target lists: how much effort an account gets, for how long, and why."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from tenancy.models import PublicIdField, TenantModel, same_tenant_fk


class TierPolicy(TenantModel):
    """The workspace's one ordered list of tiers, read from the primary ICP profile.

    Writers: ``policy_update`` for the rules, ``tiers_run`` for what the last run found; ``sizes`` also by the services
    that move one account. Its row is the lock under which accounts change tiers.
    """

    public_id = PublicIdField()
    name = models.CharField(max_length=120)
    preset = models.CharField(max_length=20, blank=True, default="")  # tiers.domain names the presets; blank: own
    version = models.IntegerField(default=1)
    updated_at = models.DateTimeField(db_default=Now())
    team_hours_per_week_hundredths = models.IntegerField(null=True)  # hours the whole team has; null: not said
    last_run_at = models.DateTimeField(null=True)
    warnings = models.JSONField(default=list)  # of the last run: [{"code", "tier", "actual", "limit"}], tier a position
    sizes = models.JSONField(default=dict)  # tier id as text -> accounts in it, so that no page counts a million rows

    class Meta:
        db_table = "tier_policy"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "public_id"], name="tier_policy_public_id"),
            models.UniqueConstraint(fields=["tenant"], name="tier_policy_one"),
        ]


class Tier(TenantModel):
    """One tier: its lines, its size and its manner of working."""

    class Level(models.TextChoices):
        ONE_TO_ONE = "one_to_one"
        ONE_TO_FEW = "one_to_few"
        ONE_TO_MANY = "one_to_many"

    public_id = PublicIdField()
    policy = same_tenant_fk("tiers.TierPolicy", related_name="tiers")
    position = models.SmallIntegerField(null=True)  # 1 is the top; null: retired, kept for its history
    key = models.SlugField(max_length=40, db_index=False)
    name = models.CharField(max_length=80)
    level = models.CharField(max_length=11, choices=Level)
    minimum = models.IntegerField(default=0)
    capacity = models.IntegerField(null=True)  # null: unbounded
    promote_milli = models.IntegerField()  # inclusive
    stay_milli = models.IntegerField()  # inclusive; ≤ promote − 5,000, or 0
    dwell_days = models.IntegerField(default=0)
    hours_per_week_hundredths = models.IntegerField(null=True)  # of effort an account; null: not planned
    involved = ArrayField(models.CharField(max_length=40), default=list)
    personalisation = models.CharField(max_length=200, blank=True, default="")
    channels = ArrayField(models.CharField(max_length=40), default=list)
    cadence = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        db_table = "tier"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "public_id"], name="tier_public_id"),
            models.UniqueConstraint(fields=["tenant", "policy", "key"], name="tier_key_once"),
            models.UniqueConstraint(
                fields=["tenant", "policy", "position"],
                name="tier_position_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=models.Q(stay_milli__lte=models.F("promote_milli") - 5000) | models.Q(stay_milli=0),
                name="tier_lines_apart",
            ),
        ]


class TierAssignment(TenantModel):
    """An account's stay in a tier. ``left_at`` null: it is there now. Closed rows are the history and never change."""

    account = same_tenant_fk("accounts.Account", related_name="tier_assignments")
    tier = same_tenant_fk("tiers.Tier", on_delete=models.PROTECT, related_name="assignments")
    entered_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    cause = models.CharField(max_length=12)  # tiers.domain.assignment.Cause, or "policy": its old tier was taken away
    reason = models.CharField(max_length=300, blank=True, default="")  # a person's words; blank: the lines decided
    decided_by = models.ForeignKey("users.User", models.SET_NULL, null=True, related_name="+", db_index=False)
    score_milli = models.IntegerField(null=True)  # when it entered
    line_milli = models.IntegerField(null=True)  # the line that decided, where one did
    # a number, not a key, as in FitScore: a first run writes a row for every account at once
    icp_version_id = models.BigIntegerField(null=True)
    left_cause = models.CharField(max_length=12, blank=True, default="")
    left_reason = models.CharField(max_length=300, blank=True, default="")
    left_score_milli = models.IntegerField(null=True)
    left_line_milli = models.IntegerField(null=True)

    class Meta:
        db_table = "tier_assignment"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "account"],
                include=["tier"],  # so that "the tier of each account" is answered by the index alone
                condition=models.Q(left_at=None),
                name="tier_assignment_one_now",
            ),
            models.CheckConstraint(
                condition=models.Q(left_at=None) | models.Q(left_at__gte=models.F("entered_at")),
                name="tier_assignment_ends_after_it_began",
            ),
        ]
        indexes = [
            models.Index(
                fields=["tenant", "tier", "account"], name="tier_assignment_now", condition=models.Q(left_at=None)
            ),
        ]


class TierPin(TenantModel):
    """A person's decision that an account stays in a tier, whatever its score. Writers: ``pin`` services."""

    account = same_tenant_fk("accounts.Account", related_name="tier_pins")
    tier = same_tenant_fk("tiers.Tier")
    reason = models.CharField(max_length=300)
    pinned_by = models.ForeignKey("users.User", models.SET_NULL, null=True, related_name="+", db_index=False)
    pinned_at = models.DateTimeField()

    class Meta:
        db_table = "tier_pin"
        constraints = [models.UniqueConstraint(fields=["tenant", "account"], name="tier_pin_once")]


class TierVeto(TenantModel):
    """Sales will not work this account, for this reason, to the end of this day. Writers: ``veto`` services."""

    public_id = PublicIdField()
    account = same_tenant_fk("accounts.Account", related_name="tier_vetoes")
    reason = models.CharField(max_length=300)
    vetoed_by = models.ForeignKey("users.User", models.SET_NULL, null=True, related_name="+", db_index=False)
    vetoed_at = models.DateTimeField()
    expires_on = models.DateField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "tier_veto"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "public_id"], name="tier_veto_public_id"),
            models.UniqueConstraint(
                fields=["tenant", "account"], condition=models.Q(revoked_at=None), name="tier_veto_one_open"
            ),
        ]
