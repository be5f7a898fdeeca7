"""Reads of team ratings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db.models import QuerySet

from accounts.domain.icp_facts import RATING
from accounts.models import FactChange, TeamRating

MOST_READ = 5_000


@dataclass(frozen=True)
class Opinion:
    """What somebody (blank: the department) said of an account, 0–5, from a moment on."""

    department: str
    who: str
    at: datetime
    score: int


def rating_list(*, account_id: int) -> QuerySet[TeamRating]:
    """This function will return an account's ratings by department, the newest first within each."""
    found = TeamRating.objects.filter(account_id=account_id).select_related("rated_by")
    return found.order_by("department", "-rated_at", "pk")


def ratings_all() -> QuerySet[TeamRating]:
    """This function will return every rating with its account."""
    return TeamRating.objects.select_related("account")


def opinions_over_time(account_id: int) -> list[Opinion]:
    """This function will return every opinion of an account, those that newer ones replaced too, the newest first, in
    two queries.
    """
    ratings = list(TeamRating.objects.filter(account_id=account_id).order_by("pk")[:MOST_READ])
    changes = FactChange.objects.filter(
        object_kind=RATING, object_id__in=[rating.pk for rating in ratings], field__in=("score", "rated_at")
    ).order_by("-at", "-id")
    replaced: dict[int, list[FactChange]] = {}
    for change in changes[:MOST_READ] if ratings else ():
        replaced.setdefault(change.object_id, []).append(change)
    found = [opinion for rating in ratings for opinion in _opinions(rating, replaced.get(rating.pk, ()))]
    return sorted(found, key=lambda opinion: opinion.at, reverse=True)


def _opinions(rating: TeamRating, changes: Iterable[FactChange]) -> list[Opinion]:
    """One person's opinions, undone step by step. What replaced another counts from the moment it did."""
    said: dict[str, Any] = {"score": rating.score, "rated_at": rating.rated_at}
    found = []
    for at, step in groupby(changes, key=lambda change: change.at):
        found.append(Opinion(rating.department, rating.rated_by_email, max(at, said["rated_at"]), said["score"]))
        said |= {change.field: change.old for change in step}
        if isinstance(said["rated_at"], str):
            said["rated_at"] = datetime.fromisoformat(said["rated_at"])
    return [*found, Opinion(rating.department, rating.rated_by_email, said["rated_at"], said["score"])]
