"""``/api/v1/icp``: profiles, their versions, what a draft would do, publishing and going back."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from django.utils import timezone
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.domain.icp_facts import Subject
from accounts.domain.icp_format import criterion_json
from accounts.models import IcpProfile, IcpVersion
from accounts.selectors.icp import (
    profile_list,
    profile_named,
    version_get,
    version_list,
    version_spec,
)
from accounts.selectors.icp_preview import Preview, icp_preview
from accounts.services import icp, icp_publish
from accounts.services.icp_problems import IcpInvalidError
from common.api.fields import CleanCharField, StrictSerializer
from common.api.query import QueryForm, query_read
from common.api.views import ApiView
from users.services.audit import Actor


class ProfileOut(serializers.Serializer[IcpProfile]):
    """A profile; ``key`` and ``id`` both name it in addresses."""

    id = serializers.UUIDField(source="public_id")
    key = serializers.CharField()
    name = serializers.CharField()
    subject = serializers.ChoiceField(choices=[one.value for one in Subject])
    is_primary = serializers.BooleanField()
    review_on = serializers.DateField(allow_null=True)
    review_months = serializers.IntegerField(allow_null=True, help_text="months from one review to the next")
    created_at = serializers.DateTimeField(default_timezone=UTC)


class ProfileIn(StrictSerializer):
    """What a caller may say of a profile."""

    name = CleanCharField(max_length=120)
    subject = serializers.ChoiceField(
        required=False, choices=[one.value for one in Subject], help_text="what it scores; never changes"
    )
    is_primary = serializers.BooleanField(required=False)
    review_on = serializers.DateField(required=False, allow_null=True)
    review_months = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=60)


class VersionOut(serializers.Serializer[IcpVersion]):
    """A version without its criteria."""

    number = serializers.IntegerField()
    status = serializers.ChoiceField(choices=IcpVersion.Status.choices)
    note = serializers.CharField()
    republishes = serializers.IntegerField(allow_null=True, help_text="the version a rollback brought back")
    created_at = serializers.DateTimeField(default_timezone=UTC)
    published_at = serializers.DateTimeField(allow_null=True, default_timezone=UTC)


class VersionFullOut(VersionOut):
    """A version with its criteria."""

    criteria = serializers.JSONField()


class VersionIn(StrictSerializer):
    """A new draft: a copy of a version (the published one where none is named), or the criteria given."""

    copy_of = serializers.IntegerField(required=False, min_value=1)
    criteria = serializers.ListField(required=False, max_length=1000)


class CriteriaIn(StrictSerializer):
    """The criteria of a draft, all of them."""

    criteria = serializers.ListField(max_length=1000)


class NoteIn(StrictSerializer):
    """Why it is published."""

    note = CleanCharField(required=False, allow_blank=True, max_length=300)


class NothingIn(StrictSerializer):
    """An empty body."""


class IcpView(ApiView):
    """What the views of this resource share."""

    required_scope = "icp"
    query = QueryForm

    def read(self, serializer: type[StrictSerializer], request: Request) -> dict[str, Any]:
        """Check the body."""
        given = serializer(data=request.data)
        given.is_valid(raise_exception=True)
        return dict(given.validated_data)

    def actor(self, request: Request) -> Actor:
        """The key that asks."""
        return Actor.of_request(request._request)


def pointed(error: IcpInvalidError) -> IcpInvalidError:
    """This function will write the places of problems as JSON pointers below the body."""
    return IcpInvalidError(error.message, fields={path.replace(".", "/"): text for path, text in error.fields.items()})


class ProfileListView(IcpView):
    """The workspace's profiles, the primary one first."""

    lists, into = ProfileOut, ProfileIn

    def get(self, request: Request) -> Response:
        """List profiles; there are few, so there are no pages."""
        query_read(QueryForm, request.query_params)
        rows: Any = profile_list()
        return Response({"results": ProfileOut(rows, many=True).data, "paging": {"next": None}})

    def post(self, request: Request) -> Response:
        """Create a profile with an empty first draft."""
        given = self.read(ProfileIn, request)
        subject = Subject(given.get("subject", Subject.ACCOUNT))
        made = icp.icp_profile_create(
            name=given["name"], subject=subject, actor=self.actor(request), now=timezone.now()
        )
        if given.get("is_primary") or given.get("review_on") or given.get("review_months"):
            made = _updated(made, given, self.actor(request))
        return Response(ProfileOut(made).data, status=201, headers={"Location": f"{request.path}/{made.public_id}"})


class ProfileView(IcpView):
    """One profile."""

    out, into = ProfileOut, ProfileIn

    def get(self, request: Request, profile: str) -> Response:
        """Read a profile."""
        query_read(QueryForm, request.query_params)
        return Response(ProfileOut(profile_named(profile)).data)

    def patch(self, request: Request, profile: str) -> Response:
        """Rename it, set its review day, make it primary."""
        given = ProfileIn(data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        found = profile_named(profile)
        if given.validated_data.get("subject", found.subject) != found.subject:
            raise ValidationError({"subject": ["A profile keeps its subject."]})
        changed = _updated(found, given.validated_data, self.actor(request))
        return Response(ProfileOut(changed).data)


def _updated(profile: IcpProfile, given: dict[str, Any], actor: Actor) -> IcpProfile:
    return icp.icp_profile_update(
        profile=profile,
        name=given.get("name", profile.name),
        review_on=given.get("review_on", profile.review_on),
        review_months=given.get("review_months", profile.review_months),
        is_primary=given.get("is_primary", profile.is_primary),
        actor=actor,
    )


class VersionListView(IcpView):
    """The versions of a profile, the newest first."""

    lists, into = VersionOut, VersionIn

    def get(self, request: Request, profile: str) -> Response:
        """List versions."""
        query_read(QueryForm, request.query_params)
        rows: Any = version_list(profile_named(profile))
        return Response({"results": VersionOut(rows, many=True).data, "paging": {"next": None}})

    def post(self, request: Request, profile: str) -> Response:
        """Open a draft."""
        given = self.read(VersionIn, request)
        found = profile_named(profile)
        draft = icp.icp_draft_create(
            profile=found, number=given.get("copy_of"), actor=self.actor(request), now=timezone.now()
        )
        if "criteria" in given:
            _replace(draft, given["criteria"], self.actor(request))
        location = f"{request.path}/{draft.number}"
        return Response(version_document(draft), status=201, headers={"Location": location})


class VersionView(IcpView):
    """One version with its criteria; of a draft they can be replaced."""

    out, into = VersionFullOut, CriteriaIn

    def get(self, request: Request, profile: str, number: int) -> Response:
        """Read a version."""
        query_read(QueryForm, request.query_params)
        return Response(version_document(version_get(profile_named(profile), number)))

    def put(self, request: Request, profile: str, number: int) -> Response:
        """Replace a draft's criteria."""
        given = self.read(CriteriaIn, request)
        draft = version_get(profile_named(profile), number)
        _replace(draft, given["criteria"], self.actor(request))
        return Response(version_document(draft))

    def delete(self, request: Request, profile: str, number: int) -> Response:
        """Throw a draft away."""
        icp.icp_draft_discard(version=version_get(profile_named(profile), number), actor=self.actor(request))
        return Response(status=204)


def _replace(draft: IcpVersion, criteria: object, actor: Actor) -> None:
    try:
        icp.criteria_replace(version=draft, criteria=criteria, actor=actor)
    except IcpInvalidError as error:
        raise pointed(error) from error


def version_document(version: IcpVersion) -> dict[str, Any]:
    """This function will describe a version with its criteria."""
    criteria = [criterion_json(criterion) for criterion in version_spec(version.pk).criteria]
    return {**VersionOut(version).data, "criteria": criteria}


class PreviewView(IcpView):
    """What publishing a version would do to the scores; nothing is written."""

    def get(self, request: Request, profile: str, number: int) -> Response:
        """Score it against the scores as they stand."""
        query_read(QueryForm, request.query_params)
        found = profile_named(profile)
        version = version_get(found, number)
        spec, subject = version_spec(version.pk), Subject(found.subject)
        shown = icp_preview(found.pk, spec, now=timezone.now(), movers=25, subject=subject)
        return Response(preview_document(shown, subject))


def preview_document(shown: Preview, subject: Subject) -> dict[str, Any]:
    """This function will describe a preview: counts in bands of five points, who would cross each line of the tiers,
    and the biggest movers with a reason.
    """
    return {
        f"{subject}s": shown.total,
        "scored": shown.scored,
        "sampled": shown.sampled,
        "histogram": {"old": shown.old, "new": shown.new},
        "rising": shown.rising,
        "falling": shown.falling,
        "newly_excluded": shown.newly_excluded,
        "newly_included": shown.newly_included,
        "lines": [
            {
                "name": crossing.line.name,
                "enter_milli": crossing.line.enter_milli,
                "stay_milli": crossing.line.stay_milli,
                "reaching": crossing.up,
                "falling_under": crossing.down,
                "reaching_first": [{f"{subject}_id": pk, "name": name} for pk, name in crossing.risen],
                "falling_under_first": [{f"{subject}_id": pk, "name": name} for pk, name in crossing.fallen],
            }
            for crossing in shown.crossings
        ],
        "movers": [
            {
                f"{subject}_id": mover.public_id,
                "name": mover.name,
                "old_milli": mover.old_milli,
                "new_milli": mover.new_milli,
                "excluded": mover.excluded_after,
                "reason": mover.reason or None,
                "reason_milli": mover.reason_milli,
            }
            for mover in shown.movers
        ],
    }


class PublishView(IcpView):
    """Make a draft the version that scores."""

    into = NoteIn

    def post(self, request: Request, profile: str, number: int) -> Response:
        """Publish; the scoring job is on its way."""
        given = self.read(NoteIn, request)
        draft = version_get(profile_named(profile), number)
        try:
            job = icp_publish.icp_version_publish(
                version=draft, note=given.get("note", ""), actor=self.actor(request), now=timezone.now()
            )
        except IcpInvalidError as error:
            raise pointed(error) from error
        draft.refresh_from_db()
        return Response({"version": VersionOut(draft).data, "job_id": str(job.public_id)}, status=202)


class RollbackView(IcpView):
    """Publish an older version's criteria again, as a new version."""

    into = NothingIn

    def post(self, request: Request, profile: str, number: int) -> Response:
        """Bring it back; the scoring job is on its way."""
        self.read(NothingIn, request)
        found = profile_named(profile)
        done = icp_publish.icp_version_rollback(
            profile=found, number=number, actor=self.actor(request), now=timezone.now()
        )
        again = VersionOut(version_get(found, done.version.number)).data
        return Response({"version": again, "job_id": str(done.job.public_id)}, status=202)
