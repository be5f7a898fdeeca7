"""Scores as they stand, and the key ranges that tenant-wide scoring is cut into."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from accounts.domain.icp_facts import Subject
from accounts.models import DealScore, DealScoreChange, FitScore, FitScoreChange, IcpProfile, IcpVersion
from accounts.selectors.icp import win_profile
from accounts.selectors.score_tables import SCORE_TABLES
from tenancy.context import required_tenant_id


def key_ranges(subject: Subject, *, size: int) -> list[tuple[int, int]]:
    """This function will cut the workspace's account (or deal) ids into half-open ranges of ``size`` rows each.

    By rows, not by numbers: ids are shared by all workspaces, so ranges of numbers would be mostly empty. One pass over
    an index, by a window that the ORM cannot filter on without a second sort.
    """
    table = SCORE_TABLES[subject].objects  # a fixed name
    numbered = f"SELECT id, row_number() OVER (ORDER BY id) AS place FROM {table} WHERE tenant_id = %s"  # noqa: S608
    every_first = f"SELECT id FROM ({numbered}) a WHERE (place - 1) %% %s = 0 ORDER BY id"  # noqa: S608
    end_of_all = f"SELECT max(id) + 1 FROM {table} WHERE tenant_id = %s"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(every_first, [required_tenant_id(), size])
        starts = [key for (key,) in cursor.fetchall()]
        cursor.execute(end_of_all, [required_tenant_id()])
        (end,) = cursor.fetchone()
    return list(zip(starts, [*starts[1:], end], strict=True)) if starts else []


def score_get(profile: IcpProfile, pk: int) -> FitScore | DealScore | None:
    """This function will return the score of an account (a deal, where the profile scores those), if it has one."""
    found: FitScore | DealScore | None
    if profile.subject == Subject.DEAL:
        found = DealScore.objects.filter(profile_id=profile.pk, deal_id=pk).first()
    else:
        found = FitScore.objects.filter(profile_id=profile.pk, account_id=pk).first()
    return found


def win_scores(deal_ids: Sequence[int]) -> dict[int, DealScore]:
    """This function will return the scores of deals by deal, under the profile whose win scores are shown."""
    profile = win_profile() if deal_ids else None
    if profile is None:
        return {}
    rows = DealScore.objects.filter(profile_id=profile.pk, deal_id__in=list(deal_ids))
    return {row.deal_id: row for row in rows}


def score_changes(profile: IcpProfile, pk: int) -> QuerySet[Any]:
    """This function will return the history of the score of an account (or deal), the newest first."""
    rows: QuerySet[Any]
    if profile.subject == Subject.DEAL:
        rows = DealScoreChange.objects.filter(profile_id=profile.pk, deal_id=pk)
    else:
        rows = FitScoreChange.objects.filter(profile_id=profile.pk, account_id=pk)
    return rows.order_by("-at", "-id")


def score_change_page(
    profile: IcpProfile, pk: int, *, before: datetime | None, skip: int, limit: int
) -> tuple[list[dict[str, Any]], bool]:
    """This function will return a page of a score's history, the newest first, and whether there is more.

    From the moment ``before`` on, without the first ``skip`` rows of that very moment.
    """
    rows = score_changes(profile, pk)
    if before is not None:
        rows = rows.filter(at__lte=before)
    found = list(rows[skip : skip + limit + 1])
    numbers = version_numbers(profile)
    page = [
        {
            "at": row.at,
            "version": numbers[row.version_id],
            "cause": row.cause,
            "score_milli": row.score_milli,
            "potential_milli": row.potential_milli,
            "excluded": row.excluded_by,
        }
        for row in found[:limit]
    ]
    return page, len(found) > limit


def version_numbers(profile: IcpProfile) -> dict[int, int]:
    """This function will return the numbers of a profile's versions by id."""
    return dict(IcpVersion.objects.filter(profile_id=profile.pk).values_list("id", "number"))
