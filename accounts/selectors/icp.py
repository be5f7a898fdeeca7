"""Profiles, their versions and criteria, as values and as rows to show."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet

from accounts.domain.icp import VersionSpec
from accounts.domain.icp_facts import Subject
from accounts.domain.icp_parse import version_parse
from accounts.models import Criterion, IcpProfile, IcpVersion
from common.errors import NotFoundError


@dataclass(frozen=True)
class LiveVersion:
    """A version of a profile with its rules, ready to score."""

    profile_id: int
    version_id: int
    number: int
    spec: VersionSpec


class ProfileNotFoundError(NotFoundError):
    """No such profile in this workspace."""

    code = "profile_not_found"


class VersionNotFoundError(NotFoundError):
    """The profile has no such version."""

    code = "version_not_found"


def profile_list() -> QuerySet[IcpProfile]:
    """This function will return the workspace's profiles with their numbers of versions, the primary ones first."""
    return IcpProfile.objects.annotate(version_count=Count("versions")).order_by("-is_primary", "subject", "name", "id")


def profile_get(key: str) -> IcpProfile:
    """This function will return the profile with this key.

    :raises ProfileNotFoundError: when there is none.
    """
    profile: IcpProfile | None = IcpProfile.objects.filter(key=key).first()
    if profile is None:
        raise ProfileNotFoundError("There is no such profile.")
    return profile


def profile_for(subject: Subject, name: str) -> IcpProfile:
    """This function will return the profile of a subject with this key or public id; without a name the usual one.

    :raises ProfileNotFoundError: when there is none.
    """
    if not name and subject is Subject.DEAL:
        usual = win_profile()
        if usual is None:
            raise ProfileNotFoundError("No profile scores deals yet.")
        return usual
    found = profile_named(name)
    if found.subject != subject:
        raise ProfileNotFoundError("There is no such profile.")
    return found


def profile_named(name: str) -> IcpProfile:
    """This function will return the profile with this key or public id, the primary one when the name is empty.

    :raises ProfileNotFoundError: when there is none.
    """
    found: IcpProfile | None = IcpProfile.objects.filter(key=name).first() if name else primary_profile()
    if found is None:
        with suppress(ValueError):
            found = IcpProfile.objects.filter(public_id=UUID(name)).first()
    if found is None:
        raise ProfileNotFoundError("There is no such profile.")
    return found


def _primary() -> QuerySet[IcpProfile]:
    return IcpProfile.objects.filter(subject=Subject.ACCOUNT, is_primary=True)


def primary_profile() -> IcpProfile | None:
    """This function will return the profile that drives the tiers, if there is one."""
    return next(iter(_primary()), None)  # there is one at most


def primary_profile_id() -> int | None:
    """This function will return the key of the profile that drives the tiers, if there is one."""
    return next(iter(_primary().values_list("pk", flat=True)), None)


def win_profile() -> IcpProfile | None:
    """This function will return the profile whose win scores are shown where none is named.

    That is the primary one of deals; while it is not published, the oldest that scores.
    """
    scoring = IcpProfile.objects.filter(subject=Subject.DEAL, versions__status=IcpVersion.Status.PUBLISHED)
    found: IcpProfile | None = scoring.order_by("-is_primary", "id").first()
    return found


def version_list(profile: IcpProfile) -> QuerySet[IcpVersion]:
    """This function will return a profile's versions, the newest first, with their authors and numbers of criteria."""
    rows = IcpVersion.objects.filter(profile_id=profile.pk).select_related("created_by")
    return rows.annotate(criterion_count=Count("criteria")).order_by("-number")


def version_get(profile: IcpProfile, number: int) -> IcpVersion:
    """This function will return one version of a profile.

    :raises VersionNotFoundError: when the profile has no such version.
    """
    version: IcpVersion | None = IcpVersion.objects.filter(profile_id=profile.pk, number=number).first()
    if version is None:
        raise VersionNotFoundError("This profile has no such version.")
    return version


def published_version(profile: IcpProfile) -> IcpVersion | None:
    """This function will return the version that scores now, if one was ever published."""
    return IcpVersion.objects.filter(profile_id=profile.pk, status=IcpVersion.Status.PUBLISHED).first()


def draft_version(profile: IcpProfile) -> IcpVersion | None:
    """This function will return the newest draft of a profile, if there is one."""
    drafts = IcpVersion.objects.filter(profile_id=profile.pk, status=IcpVersion.Status.DRAFT)
    return drafts.order_by("-number").first()


def criterion_rows(version_id: int) -> list[dict[str, Any]]:
    """This function will return a version's criteria as the JSON that the domain parses, in order."""
    rows = Criterion.objects.filter(version_id=version_id).order_by("position")
    return [_row_json(row) for row in rows]


def version_spec(version_id: int) -> VersionSpec:
    """This function will return the rules of one version."""
    return version_parse(criterion_rows(version_id))


def version_specs(version_ids: Iterable[int]) -> dict[int, VersionSpec]:
    """This function will return the rules of several versions with one query."""
    wanted = sorted(set(version_ids))
    rows: dict[int, list[dict[str, Any]]] = {version_id: [] for version_id in wanted}
    for row in Criterion.objects.filter(version_id__in=wanted).order_by("version_id", "position"):
        rows[row.version_id].append(_row_json(row))
    return {version_id: version_parse(criteria) for version_id, criteria in rows.items()}


def live_versions(subject: Subject = Subject.ACCOUNT) -> list[LiveVersion]:
    """This function will return the published version of every profile of a subject, with its rules: two queries.

    Profiles that read others' scores come after those they read.
    """
    found = IcpVersion.objects.filter(status=IcpVersion.Status.PUBLISHED, profile__subject=subject)
    versions = list(found.order_by("profile_id"))
    specs = version_specs(version.pk for version in versions)
    live = [LiveVersion(v.profile_id, v.pk, v.number, specs[v.pk]) for v in versions]
    return sorted(live, key=lambda one: bool(one.spec.profiles_read))


def _row_json(row: Criterion) -> dict[str, Any]:
    rule = row.rule
    return {
        "key": row.key,
        "label": row.label,
        "group": row.group,
        "fact": "" if rule.get("kind") == "table" else row.fact,
        "weight": row.weight or 0,
        "rule": rule,
    }
