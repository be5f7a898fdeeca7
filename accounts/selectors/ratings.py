"""Reads of team ratings."""

from __future__ import annotations

from django.db.models import QuerySet

from accounts.models import TeamRating


def rating_list(*, account_id: int) -> QuerySet[TeamRating]:
    """This function will return an account's ratings by department, the newest first within each."""
    found = TeamRating.objects.filter(account_id=account_id).select_related("rated_by")
    return found.order_by("department", "-rated_at", "pk")


def ratings_all() -> QuerySet[TeamRating]:
    """This function will return every rating with its account."""
    return TeamRating.objects.select_related("account")
