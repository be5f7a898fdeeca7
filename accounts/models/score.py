"""The fit of an account and the win score of a deal, narrow so that re-scoring never rewrites the wide rows, and their
histories. Both pairs of tables have the same columns, so that one statement writes either (accounts.services.scoring).
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from tenancy.models import TenantLog, TenantModel, same_tenant_fk


class FitScore(TenantModel):
    """An account's standing under one profile now. Writer: the scoring services' one statement."""

    profile = same_tenant_fk("accounts.IcpProfile", related_name="scores")
    account = same_tenant_fk("accounts.Account", related_name="scores")
    # a number, not a key: a publish changes it on every row, and a million key checks would cost more than the scoring
    version_id = models.BigIntegerField()  # accounts.IcpVersion, which is never deleted once published
    score_milli = models.IntegerField()  # 0–100,000
    potential_milli = models.IntegerField()
    shares = ArrayField(
        models.SmallIntegerField()
    )  # per mille, in the version's order; −1: unknown, −1−s: an unknown level that scores s
    excluded_by = models.CharField(max_length=60, null=True)  # noqa: DJ001 - key of the knock-out, null: none
    scored_at = models.DateTimeField()

    class Meta:
        db_table = "fit_score"
        # led by the account, so that with the next index it spares the two keys indexes of their own
        constraints = [models.UniqueConstraint(fields=["tenant", "account", "profile"], name="fit_score_once")]
        indexes = [
            models.Index(
                fields=["tenant", "profile", "-score_milli", "-potential_milli", "account"], name="fit_score_best_first"
            ),
            models.Index(
                fields=["tenant", "profile", "-potential_milli", "-score_milli", "account"], name="fit_score_potential"
            ),
        ]


class FitScoreChange(TenantLog):
    """One change of a score with its cause. Never edited: the past stays as it was known.

    The three ids are numbers, not keys, because a publish appends a row for every account at once (see FitScore).
    """

    class Cause(models.TextChoices):
        VERSION = "version"
        DATA = "data"
        DECAY = "decay"
        RATING = "rating"
        CORRECTION = "correction"

    profile_id = models.BigIntegerField()
    account_id = models.BigIntegerField()
    version_id = models.BigIntegerField()
    at = models.DateTimeField()
    cause = models.CharField(max_length=10, choices=Cause)
    score_milli = models.IntegerField()
    potential_milli = models.IntegerField()
    shares = ArrayField(models.SmallIntegerField())
    excluded_by = models.CharField(max_length=60, null=True)  # noqa: DJ001

    class Meta:
        db_table = "fit_score_change"
        indexes = [
            models.Index(fields=["tenant", "profile_id", "account_id", "-at"], name="fit_score_change_of_account")
        ]


class DealScore(TenantModel):
    """A deal's standing under one profile of deals now: what FitScore is for an account, column by column."""

    profile = same_tenant_fk("accounts.IcpProfile", related_name="deal_scores")
    deal = same_tenant_fk("accounts.Deal", related_name="scores")
    version_id = models.BigIntegerField()
    score_milli = models.IntegerField()
    potential_milli = models.IntegerField()
    shares = ArrayField(models.SmallIntegerField())
    excluded_by = models.CharField(max_length=60, null=True)  # noqa: DJ001 - key of the knock-out, null: none
    scored_at = models.DateTimeField()

    class Meta:
        db_table = "deal_score"
        constraints = [models.UniqueConstraint(fields=["tenant", "deal", "profile"], name="deal_score_once")]
        indexes = [
            models.Index(
                fields=["tenant", "profile", "-score_milli", "-potential_milli", "deal"], name="deal_score_best_first"
            ),
        ]


class DealScoreChange(TenantLog):
    """One change of a deal's score with its cause: what FitScoreChange is for an account, column by column."""

    profile_id = models.BigIntegerField()
    deal_id = models.BigIntegerField()
    version_id = models.BigIntegerField()
    at = models.DateTimeField()
    cause = models.CharField(max_length=10, choices=FitScoreChange.Cause)
    score_milli = models.IntegerField()
    potential_milli = models.IntegerField()
    shares = ArrayField(models.SmallIntegerField())
    excluded_by = models.CharField(max_length=60, null=True)  # noqa: DJ001

    class Meta:
        db_table = "deal_score_change"
        indexes = [models.Index(fields=["tenant", "profile_id", "deal_id", "-at"], name="deal_score_change_of_deal")]
