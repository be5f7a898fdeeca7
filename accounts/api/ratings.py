"""``/api/v1/ratings``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet

from accounts.api.records import RecordApi, RecordOut
from accounts.api.shapes import facts_in, facts_out
from accounts.domain.facts import RATING
from accounts.models import TeamRating
from accounts.selectors.ratings import ratings_all
from accounts.services.deletion import rating_delete
from common.api.query import ListQuery


class _RatingOut(RecordOut):
    of = RATING


class RatingQuery(ListQuery):
    """Filters of the list: equality of a field."""

    source = forms.CharField(required=False, max_length=40)
    external_id = forms.CharField(required=False, max_length=200)
    account_external_id = forms.CharField(required=False, max_length=200)
    department = forms.ChoiceField(required=False, choices=TeamRating.Department.choices)
    rated_by_email = forms.CharField(required=False, max_length=254)


class RatingApi(RecordApi):
    """Ratings: what a department thinks of an account, 0 to 5.

    A record without a known key replaces what the same person said for the department.
    """

    required_scope = kind = "ratings"
    out, into, query = facts_out(RATING, _RatingOut, "Rating", {}), facts_in(RATING, "RatingIn"), RatingQuery
    sorts: ClassVar[Mapping[str, str]] = {"id": "public_id", "rated_at": "rated_at", "updated_at": "updated_at"}

    def rows(self) -> QuerySet[Any]:
        """All ratings."""
        return ratings_all()

    def erase(self, record: Any, *, now: datetime) -> None:
        """Delete a rating."""
        rating_delete(rating_id=record.pk, actor=self.actor)
