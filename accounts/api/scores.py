"""``/api/v1/accounts/{id}/score``, the same of deals, and their histories: why they stand where they stand."""

from __future__ import annotations

import base64
import binascii
import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.domain.icp_facts import FactKind, FactRead, FactValue, Subject, fact_spec
from accounts.models import FitScoreChange
from accounts.selectors.icp import profile_for
from accounts.selectors.score_explain import Contribution, Explanation, FactShown, score_of
from accounts.selectors.score_history import score_as_of
from accounts.selectors.score_objects import object_find
from accounts.selectors.scores import score_change_page
from common.api.problems import FieldProblem
from common.api.query import InstantField, LimitField, QueryForm, query_read
from common.api.refusals import QueryError
from common.api.views import ApiView


class ScoreQuery(QueryForm):
    """Which profile; the primary one where none is named."""

    profile = forms.CharField(required=False, max_length=60)


class ScoreAtQuery(ScoreQuery):
    """Which profile, and how it stood at a moment; without one, how it stands now."""

    at = InstantField(required=False)


class HistoryQuery(ScoreQuery):
    """Which profile, and which page."""

    limit = LimitField()
    after = forms.CharField(required=False, max_length=200)


class ExcludedOut(serializers.Serializer[Any]):
    """The knock-out that holds."""

    criterion = serializers.CharField()
    reason = serializers.CharField()


class ContributionOut(serializers.Serializer[Any]):
    """What one criterion gave."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    group = serializers.CharField()
    points_milli = serializers.IntegerField(help_text="adds up exactly to score_milli")
    max_milli = serializers.IntegerField()
    share = serializers.IntegerField(help_text="per mille; of a knock-out 1000 where it holds")
    fact = serializers.CharField(help_text="two facts of a table are joined by +")
    value = serializers.JSONField(allow_null=True)
    unknown = serializers.BooleanField()
    source = serializers.CharField(allow_null=True)  # type: ignore[assignment]
    fact_at = serializers.DateTimeField(allow_null=True, default_timezone=UTC)


class NextFieldOut(serializers.Serializer[Any]):
    """The unknown fact most worth filling."""

    fact = serializers.CharField()
    gain_milli = serializers.IntegerField()


class _ScoreOut(serializers.Serializer[Any]):
    """A score with its reasons."""

    at = serializers.DateTimeField(default_timezone=UTC)
    profile = serializers.CharField()
    version = serializers.IntegerField()
    score_milli = serializers.IntegerField()
    potential_milli = serializers.IntegerField()
    excluded = ExcludedOut(allow_null=True)
    contributions = ContributionOut(many=True)
    best_next_field = NextFieldOut(allow_null=True)


class ScoreOut(_ScoreOut):
    """The fit of an account with its reasons."""

    account_id = serializers.UUIDField()


class DealScoreOut(_ScoreOut):
    """The win score of a deal with its reasons."""

    deal_id = serializers.UUIDField()


class ScoreChangeOut(serializers.Serializer[Any]):
    """One change of a score."""

    at = serializers.DateTimeField(default_timezone=UTC)
    profile = serializers.CharField()
    version = serializers.IntegerField()
    cause = serializers.ChoiceField(choices=FitScoreChange.Cause.choices)
    score_milli = serializers.IntegerField()
    potential_milli = serializers.IntegerField()
    excluded = serializers.CharField(allow_null=True, help_text="the key of the knock-out")


class ScoreView(ApiView):
    """The score of an account as it stands, taken apart."""

    required_scope = "accounts"
    subject = Subject.ACCOUNT
    query = ScoreAtQuery
    out: type[_ScoreOut] = ScoreOut

    def get(self, request: Request, id: UUID) -> Response:
        """Explain a score."""
        given = query_read(ScoreAtQuery, request.query_params)
        scored = object_find(self.subject, id)
        profile = profile_for(self.subject, given["profile"])
        if given["at"] is not None:
            found = score_as_of(scored, profile, at=given["at"])
        else:
            found = score_of(scored, profile, now=timezone.now())
        return Response(self.out(score_document(found)).data)


class DealScoreView(ScoreView):
    """The win score of a deal as it stands, taken apart."""

    required_scope = "deals"
    subject = Subject.DEAL
    out = DealScoreOut


class ScoreHistoryView(ApiView):
    """Every change of an account's score, the newest first."""

    required_scope = "accounts"
    subject = Subject.ACCOUNT
    query, lists = HistoryQuery, ScoreChangeOut

    def get(self, request: Request, id: UUID) -> Response:
        """List the changes."""
        given = query_read(HistoryQuery, request.query_params)
        scored = object_find(self.subject, id)
        profile = profile_for(self.subject, given["profile"])
        before, skip = _cursor_read(given["after"])
        rows, more = score_change_page(profile, scored.pk, before=before, skip=skip, limit=given["limit"])
        shown = [{**row, "profile": profile.key} for row in rows]
        after = _cursor_write(shown, before, skip) if more else None
        paging = {"next": {"after": after} if after else None}
        return Response({"results": ScoreChangeOut(shown, many=True).data, "paging": paging})


class DealScoreHistoryView(ScoreHistoryView):
    """Every change of a deal's win score, the newest first."""

    required_scope = "deals"
    subject = Subject.DEAL


def _cursor_read(text: str) -> tuple[datetime | None, int]:
    if not text:
        return None, 0
    try:
        at, skip = json.loads(base64.urlsafe_b64decode(text.encode("ascii")))
        moment = datetime.fromisoformat(at)
        if moment.tzinfo is None or isinstance(skip, bool) or not isinstance(skip, int) or not 0 <= skip < 10**6:
            raise ValueError(text)
    except (ValueError, TypeError, binascii.Error) as error:
        problem = FieldProblem(pointer="?after", code="bad_cursor", detail="This cursor is not one of ours.")
        raise QueryError([problem]) from error
    return moment, skip


def _cursor_write(rows: list[dict[str, Any]], before: datetime | None, skip: int) -> str:
    """The last moment, and how many rows of that very moment were seen."""
    last = rows[-1]["at"]
    seen = sum(row["at"] == last for row in rows) + (skip if last == before else 0)
    return base64.urlsafe_b64encode(json.dumps([last.isoformat(), seen]).encode()).decode()


def score_document(found: Explanation) -> dict[str, Any]:
    """This function will put an explanation in the shape of the contract."""
    excluded = None
    if found.excluded_by is not None:
        excluded = {"criterion": found.excluded_by.key, "reason": found.excluded_reason}
    best = found.best_next
    return {
        f"{found.scored.subject}_id": found.scored.public_id,
        "at": found.scored_at,
        "profile": found.profile.key,
        "version": found.version.number,
        "score_milli": found.score_milli,
        "potential_milli": found.potential_milli,
        "excluded": excluded,
        "contributions": [_contribution(part) for part in found.contributions],
        "best_next_field": {"fact": best.fact, "gain_milli": best.gain_milli} if best else None,
    }


def _contribution(part: Contribution) -> dict[str, Any]:
    values = [_value(fact) for fact in part.facts]
    dated = [fact for fact in part.facts if fact.at is not None]
    newest = max(dated, key=lambda fact: fact.at, default=None)  # type: ignore[arg-type, return-value]
    return {
        "key": part.criterion.key,
        "label": part.criterion.label,
        "group": part.criterion.group,
        "points_milli": part.points_milli,
        "max_milli": part.max_milli,
        "share": 1000 if part.holds else part.outcome.share,
        "fact": "+".join(fact.read.key for fact in part.facts),
        "value": values[0] if len(values) == 1 else values,
        "unknown": part.unknown,
        "source": newest.source if newest else None,
        "fact_at": newest.at if newest else None,
    }


def _value(fact: FactShown) -> Any:
    return value_json(fact.read, fact.value)


def value_json(read: FactRead, value: FactValue) -> Any:
    """This function will write a fact as the accounts resource does: money and percentages as decimal strings."""
    if isinstance(value, tuple):
        return list(value)
    if read.kind is not FactKind.INT or value is None:
        return value
    spec = fact_spec(read)
    return value if spec.scale == 1 else str(Decimal(value) / spec.scale)
