"""``…/score/diff`` and ``…/score/rerated``: why a score changed, and what today's rules would have said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.scores import ScoreQuery
from accounts.domain.icp_facts import Subject
from accounts.domain.score_history import Moment
from accounts.selectors.icp import profile_for
from accounts.selectors.score_history import CauseLine, score_diff
from accounts.selectors.score_news import News
from accounts.selectors.score_objects import object_find
from accounts.selectors.score_rerate import rerating_of
from accounts.selectors.scores import version_numbers
from common.api.problems import FieldProblem
from common.api.query import InstantField, query_read
from common.api.refusals import QueryError
from common.api.views import ApiView

USUAL_SPAN = timedelta(days=90)
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)  # nothing was scored before; a span needs room for its days
CAUSES = {"version": "rule"}  # the contract's word for another version


class SpanQuery(ScoreQuery):
    """Which profile, and two moments: without ``to`` until now, without ``from`` the 90 days before."""

    to = InstantField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["from"] = InstantField(required=False)  # a word of the language, so it cannot be an attribute


class MomentOut(serializers.Serializer[Any]):
    """How a score stood."""

    at = serializers.DateTimeField(default_timezone=UTC)
    version = serializers.IntegerField()
    score_milli = serializers.IntegerField()
    potential_milli = serializers.IntegerField()
    excluded = serializers.CharField(allow_null=True, help_text="the key of the knock-out")


class CauseOut(serializers.Serializer[Any]):
    """What one criterion did to the score, for one kind of reason."""

    cause = serializers.ChoiceField(choices=["data", "rule", "decay", "rating", "correction"])
    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    points_milli = serializers.IntegerField(help_text="all causes add up exactly to delta_milli")
    detail = serializers.JSONField(help_text="what is known to have happened, the newest first")


class DiffOut(serializers.Serializer[Any]):
    """Why a score differs between two moments."""

    to = MomentOut()
    delta_milli = serializers.IntegerField()
    causes = CauseOut(many=True)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Add ``from``, a word of the language."""
        start = MomentOut(allow_null=True, help_text="null: there was no score yet, and everything counts from nought")
        return {"from": start, **super().get_fields()}


class RatedOut(serializers.Serializer[Any]):
    """A score under today's rules."""

    at = serializers.DateTimeField(default_timezone=UTC)
    score_milli = serializers.IntegerField()
    potential_milli = serializers.IntegerField()


class ReratedOut(serializers.Serializer[Any]):
    """The series under today's rules: each value holds until the next."""

    profile = serializers.CharField()
    version = serializers.IntegerField()
    thinned = serializers.BooleanField(help_text="an even choice of the moments was rated, as there were too many")
    results = RatedOut(many=True)


class _SpanView(ApiView):
    query = SpanQuery
    subject = Subject.ACCOUNT

    def span(self, request: Request) -> tuple[str, datetime, datetime]:
        """Profile and the two moments, in order."""
        given = query_read(SpanQuery, request.query_params)
        until = max(EARLIEST, min(given["to"] or timezone.now(), timezone.now()))
        since = given["from"] or until - USUAL_SPAN
        if since > until:
            problem = FieldProblem(pointer="?from", code="out_of_range", detail="It lies after the end.")
            raise QueryError([problem])
        return given["profile"], since, until


class ScoreDiffView(_SpanView):
    """Why the score of an account changed."""

    required_scope = "accounts"
    out = DiffOut

    def get(self, request: Request, id: UUID) -> Response:
        """Compare two moments."""
        name, since, until = self.span(request)
        scored = object_find(self.subject, id)
        profile = profile_for(self.subject, name)
        diff = score_diff(scored, profile, since=since, until=until)
        numbers = version_numbers(profile)
        document = {
            "from": _moment(diff.start, numbers) if diff.start else None,
            "to": _moment(diff.end, numbers),
            "delta_milli": diff.delta_milli,
            "causes": [_cause(line) for line in diff.lines],
        }
        return Response(DiffOut(document).data)


class DealScoreDiffView(ScoreDiffView):
    """Why the win score of a deal changed."""

    required_scope = "deals"
    subject = Subject.DEAL


class RerateView(_SpanView):
    """The past of an account under the rules of today."""

    required_scope = "accounts"
    out = ReratedOut

    def get(self, request: Request, id: UUID) -> Response:
        """Rate the past anew; nothing is stored."""
        name, since, until = self.span(request)
        scored = object_find(self.subject, id)
        profile = profile_for(self.subject, name)
        found = rerating_of(scored, profile, since=since, until=until)
        document = {
            "profile": profile.key,
            "version": found.number,
            "thinned": found.thinned,
            "results": found.rows,
        }
        return Response(ReratedOut(document).data)


class DealRerateView(RerateView):
    """The past of a deal under the rules of today."""

    required_scope = "deals"
    subject = Subject.DEAL


def _moment(moment: Moment, numbers: dict[int, int]) -> dict[str, Any]:
    return {
        "at": moment.at,
        "version": numbers[moment.version_id],
        "score_milli": moment.score_milli,
        "potential_milli": moment.potential_milli,
        "excluded": moment.excluded_by,
    }


def _cause(line: CauseLine) -> dict[str, Any]:
    cause = line.cause
    return {
        "cause": CAUSES.get(cause.cause, cause.cause),
        "key": cause.key,
        "label": cause.label,
        "points_milli": cause.points_milli,
        "detail": [_news(news) for news in line.news],
    }


def _news(news: News) -> dict[str, Any]:
    told: dict[str, Any] = {"kind": news.kind, "at": news.at.astimezone(UTC).isoformat(), "who": news.who or None}
    if news.kind == "version":
        return {**told, "version": news.new.number, "note": news.new.note or None}
    told["fact"] = news.read.key if news.read else None
    return {**told, "old": news.old, "new": news.new} if news.kind == "fact" else {**told, "new": news.new}
