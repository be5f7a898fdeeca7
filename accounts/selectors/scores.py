"""Scores as they stand, and the key ranges that tenant-wide scoring is cut into."""

from __future__ import annotations

from django.db import connection
from django.db.models import QuerySet

from accounts.models import FitScore, FitScoreChange
from tenancy.context import required_tenant_id


def account_ranges(*, size: int) -> list[tuple[int, int]]:
    """This function will cut the workspace's account ids into half-open ranges of ``size`` accounts each.

    By rows, not by numbers: ids are shared by all workspaces, so ranges of numbers would be mostly empty. One pass over
    an index, by a window that the ORM cannot filter on without a second sort.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM account WHERE tenant_id = %s) a"
            " WHERE (place - 1) %% %s = 0 ORDER BY id",
            [required_tenant_id(), size],
        )
        starts = [account_id for (account_id,) in cursor.fetchall()]
        cursor.execute("SELECT max(id) + 1 FROM account WHERE tenant_id = %s", [required_tenant_id()])
        (end,) = cursor.fetchone()
    return list(zip(starts, [*starts[1:], end], strict=True)) if starts else []


def score_rows(profile_id: int) -> QuerySet[FitScore]:
    """This function will return the scores of one profile, the best first."""
    return FitScore.objects.filter(profile_id=profile_id).order_by("-score_milli", "-potential_milli", "account_id")


def score_get(*, profile_id: int, account_id: int) -> FitScore | None:
    """This function will return an account's score under a profile, or None until it is scored."""
    return FitScore.objects.filter(profile_id=profile_id, account_id=account_id).first()


def score_changes(*, profile_id: int, account_id: int) -> QuerySet[FitScoreChange]:
    """This function will return the history of an account's score, the newest first."""
    return FitScoreChange.objects.filter(profile_id=profile_id, account_id=account_id).order_by("-at", "-id")
