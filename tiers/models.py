"""Target lists: how much effort an account gets, for how long, and why."""

from __future__ import annotations

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from tenancy.models import PublicIdField, TenantLog, TenantModel, same_tenant_fk


class TierPolicy(TenantModel):
    """The workspace's one ordered list of tiers, ranked by one profile's scores.

    Writers: ``policy_update`` for the rules, the runs for what the last one found; ``sizes`` also by the services that
    move accounts. Its row is the lock under which accounts change tiers.
    """

    class Approval(models.TextChoices):
        AUTO = "auto"  # a run moves accounts itself
        OWNER = "owner"  # a run proposes, and each account's owner decides

    public_id = PublicIdField()
    name = models.CharField(max_length=120)
    preset = models.CharField(max_length=20, blank=True, default="")  # tiers.domain names the presets; blank: own
    version = models.IntegerField(default=1)
    updated_at = models.DateTimeField(db_default=Now())
    profile = same_tenant_fk("accounts.IcpProfile", null=True, on_delete=models.PROTECT)  # ranks; null: the primary one
    approval = models.CharField(max_length=5, choices=Approval, default=Approval.AUTO)
    team_hours_per_week_hundredths = models.IntegerField(null=True)  # hours the whole team has; null: not said
    hours_per_person_hundredths = models.IntegerField(null=True)  # hours a week one person has for target accounts
    sdr_count = models.SmallIntegerField(null=True)  # people who open doors; null: not said
    ae_count = models.SmallIntegerField(null=True)  # people who close
    last_run_at = models.DateTimeField(null=True)
    # under which rules everybody was last judged: as long as they hold, a run reads only whoever can move
    judged_version = models.IntegerField(null=True)
    judged_profile_id = models.BigIntegerField(null=True)  # null: no profile ranked
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
    # numbers, not keys, as in FitScore: a first run writes a row for every account at once
    icp_version_id = models.BigIntegerField(null=True)
    came_from_id = models.BigIntegerField(null=True)  # the tier it left to enter this one; null: none
    went_to_id = models.BigIntegerField(null=True)  # the tier it left this one for; null: none, or still there
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
                fields=["tenant", "tier", "entered_at"],  # whose dwell ends is read off it
                include=["account"],  # so that "who is in the tier" is answered by the index alone
                name="tier_assignment_now",
                condition=models.Q(left_at=None),
            ),
            # the moves between two days are read off these, newest first
            models.Index(fields=["tenant", "entered_at", "id"], name="tier_assignment_entered"),
            models.Index(
                fields=["tenant", "left_at"], name="tier_assignment_left", condition=models.Q(left_at__isnull=False)
            ),
        ]


class TierFlow(TenantModel):
    """How many accounts entered and left a tier at an instant, by the tier on the other side.

    Its rows add up to the stays, so that no bridge reads these one by one: a run that moves a million accounts is a row
    for each pair of tiers. Writer: PostgreSQL itself, in the statement that writes the stays (migration 0002), which
    nobody can forget. Rows are only added, and a stay that is deleted takes itself back, so that nobody waits for
    another's row.
    """

    tier = same_tenant_fk("tiers.Tier")
    other_id = models.BigIntegerField(null=True)  # of a tier; null: none
    at = models.DateTimeField()
    came = models.IntegerField()
    went = models.IntegerField()

    class Meta:
        db_table = "tier_flow"
        indexes = [
            models.Index(fields=["tenant", "tier", "at"], include=["other_id", "came", "went"], name="tier_flow_read")
        ]


class TierOutsider(TenantLog):
    """An account that stands in no tier: who is nowhere has no other row to be found by.

    Writer: PostgreSQL itself, in the statements that write accounts and stays (migration 0003). Accounts are numbers,
    no keys: a first load writes a row for every one of them, and a deleted one takes its own away.
    """

    account_id = models.BigIntegerField()

    class Meta:
        db_table = "tier_outsider"
        constraints = [models.UniqueConstraint(fields=["tenant", "account_id"], name="tier_outsider_once")]


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
    revoked_at = models.DateTimeField(null=True)  # of an expired one: when a later decision put it away
    expired_at = models.DateTimeField(null=True)  # when its end was noticed and a run asked for

    class Meta:
        db_table = "tier_veto"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "public_id"], name="tier_veto_public_id"),
            models.UniqueConstraint(
                fields=["tenant", "account"], condition=models.Q(revoked_at=None), name="tier_veto_one_open"
            ),
        ]

    @property
    def taken_back_at(self) -> datetime | None:
        """When a person ended it before its day; None for one that holds or has expired."""
        return None if self.expired_at else self.revoked_at


class TierProposal(TenantModel):
    """What a run would do where people decide: its moves wait. Writer: ``proposal_write``.

    A run that finds nothing new makes none; moves that a later run would still make keep the proposal they came with.
    """

    public_id = PublicIdField()
    made_at = models.DateTimeField()
    waiting = models.IntegerField()  # moves that waited for a decision once it was made
    added = models.IntegerField()  # of these, new with this proposal
    superseded = models.IntegerField()  # moves of earlier proposals that no longer hold

    class Meta:
        db_table = "tier_proposal"
        constraints = [models.UniqueConstraint(fields=["tenant", "public_id"], name="tier_proposal_public_id")]
        indexes = [models.Index(fields=["tenant", "-made_at"], name="tier_proposal_newest")]


class ProposedMove(TenantModel):
    """One account that a run would move, and what was decided. Writers: ``proposal_write`` and the deciding services.

    Nothing moves before it is approved.
    """

    class State(models.TextChoices):
        OPEN = "open"
        APPROVED = "approved"
        REJECTED = "rejected"
        SUPERSEDED = "superseded"  # a newer run, a pin or a veto left nothing to decide

    public_id = PublicIdField()
    proposal = same_tenant_fk("tiers.TierProposal", related_name="moves")
    account = same_tenant_fk("accounts.Account", related_name="proposed_moves")
    source = same_tenant_fk("tiers.Tier", null=True, on_delete=models.PROTECT)  # null: in no tier
    target = same_tenant_fk("tiers.Tier", null=True, on_delete=models.PROTECT)  # null: it leaves the tiers
    cause = models.CharField(max_length=12)  # as in TierAssignment, and so are the next three
    score_milli = models.IntegerField(null=True)
    line_milli = models.IntegerField(null=True)
    icp_version_id = models.BigIntegerField(null=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN, db_default=State.OPEN)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("users.User", models.SET_NULL, null=True, related_name="+", db_index=False)
    reason = models.CharField(max_length=300, blank=True, default="", db_default="")  # why it was rejected

    class Meta:
        db_table = "tier_proposed_move"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "public_id"], name="tier_proposed_move_public_id"),
            models.UniqueConstraint(
                fields=["tenant", "account"], condition=models.Q(state="open"), name="tier_proposed_move_one_open"
            ),
        ]
        indexes = [
            models.Index(
                models.F("tenant"),
                models.F("score_milli").desc(nulls_last=True),
                models.F("id"),
                condition=models.Q(state="open"),
                name="tier_proposed_move_best_first",
            ),
            models.Index(
                fields=["tenant", "-decided_at", "-id"],
                condition=~models.Q(state="open"),
                name="tier_proposed_move_decided",
            ),
        ]


class TierCluster(TenantModel):
    """A segment worked together inside a one-to-few tier. An account may be in several. Writers: ``cluster`` services.

    Its members are the segment's accounts that stand in the tier.
    """

    class Shared(models.TextChoices):
        INDUSTRY = "industry"
        SIZE = "size"
        GEOGRAPHY = "geography"
        PROBLEM = "problem"

    public_id = PublicIdField()
    tier = same_tenant_fk("tiers.Tier", related_name="clusters")
    segment = same_tenant_fk("accounts.Segment", related_name="clusters")
    shared = ArrayField(models.CharField(max_length=10, choices=Shared), default=list)  # what its accounts share
    problem = models.CharField(max_length=200, blank=True, default="")  # the need they share, in a person's words
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "tier_cluster"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "public_id"], name="tier_cluster_public_id"),
            models.UniqueConstraint(fields=["tenant", "tier", "segment"], name="tier_cluster_once"),
        ]
