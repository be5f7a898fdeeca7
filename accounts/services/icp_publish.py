"""Publishing a version and going back to an older one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.domain.icp import Problem, VersionSpec, problems_before_publish
from accounts.domain.icp_facts import MEASURE, Subject
from accounts.models import IcpProfile, IcpVersion
from accounts.selectors.icp import live_versions, version_get, version_spec
from accounts.selectors.win_measures import WIN_SCORE
from accounts.services.icp import NotADraftError, criteria_store, version_append
from accounts.services.icp_problems import invalid
from accounts.services.scoring import rescore_enqueue
from accounts.services.usability import usable_check
from common.errors import ConflictError
from outbox.models import Job
from users.services.audit import Actor, audit_append


class NeverPublishedError(ConflictError):
    """A draft that was never published cannot be gone back to."""

    code = "never_published"


class AlreadyPublishedError(ConflictError):
    """The version is the one that scores now."""

    code = "already_published"


@dataclass(frozen=True)
class Rollback:
    """The new version that repeats an older one, and the job that scores under it."""

    version: IcpVersion
    job: Job


@transaction.atomic
def icp_version_publish(*, version: IcpVersion, note: str, actor: Actor, now: datetime) -> Job:
    """This function will make a draft the version that scores, archive the one before, and return the scoring job.

    Half-life tables are computed and stored here, so that a published version never changes. Each range of the job
    first scores what waited under the old version, then everything under this one. Locks the profile. Side effects: a
    range job, later ``fit.changed``.

    :raises NotADraftError: when the version is no draft.
    :raises NotUsableError: when it was learned and its report found no use in it.
    :raises IcpInvalidError: when it has no weight, or a criterion cannot be.
    """
    profile = IcpProfile.objects.select_for_update().get(pk=version.profile_id)
    draft: IcpVersion = IcpVersion.objects.select_for_update().get(pk=version.pk)
    if draft.status != IcpVersion.Status.DRAFT:
        raise NotADraftError(_("Version %(number)s is published already.") % {"number": draft.number})
    usable_check(draft)
    draft.note = note.strip()[:300] or draft.note
    job = _publish(profile, draft, actor=actor, now=now)
    _audit(actor, "icp_version.publish", profile, {"number": draft.number})
    return job


@transaction.atomic
def icp_version_rollback(*, profile: IcpProfile, number: int, actor: Actor, now: datetime) -> Rollback:
    """This function will publish the criteria of an older version again, as a new version; return that and the scoring
    job.

    The criteria are copied with their stored tables, so the older version's scores come out exactly. Locks the profile.

    :raises VersionNotFoundError: when the profile has no such version.
    :raises NeverPublishedError: when the version is a draft.
    :raises AlreadyPublishedError: when the version is the published one.
    """
    locked = IcpProfile.objects.select_for_update().get(pk=profile.pk)
    source = version_get(locked, number)
    if source.status == IcpVersion.Status.DRAFT:
        raise NeverPublishedError(_("Version %(number)s was never published.") % {"number": number})
    if source.status == IcpVersion.Status.PUBLISHED:
        raise AlreadyPublishedError(_("Version %(number)s is the one that scores now.") % {"number": number})
    again = version_append(profile=locked, source_id=source.pk, actor=actor, now=now)
    again.republishes = source.republishes or source.number
    job = _publish(locked, again, actor=actor, now=now)
    _audit(actor, "icp_version.rollback", locked, {"number": again.number, "republishes": source.number})
    return Rollback(again, job)


def _publish(profile: IcpProfile, version: IcpVersion, *, actor: Actor, now: datetime) -> Job:
    spec = version_spec(version.pk)
    problems = [*problems_before_publish(spec), *_circle_problems(profile, spec), *_chain_problems(profile, spec)]
    if problems:
        raise invalid(problems)
    criteria_store(version=version, spec=spec)
    published = IcpVersion.objects.filter(profile_id=profile.pk, status=IcpVersion.Status.PUBLISHED)
    published.update(status=IcpVersion.Status.ARCHIVED)
    version.status = IcpVersion.Status.PUBLISHED
    version.published_at = now
    version.save(update_fields=["status", "published_at", "note", "republishes"])
    return rescore_enqueue(reason="publish", created_by_id=actor.user_id, subject=Subject(profile.subject))


def _circle_problems(profile: IcpProfile, spec: VersionSpec) -> list[Problem]:
    """The win score of an account is made of those of its deals, so a deal's cannot be made of it."""
    own = f"{MEASURE}.{WIN_SCORE}"
    reads = profile.subject == Subject.DEAL and any(read.key == own for read in spec.reads)
    return [Problem("criteria", "deals_read_no_win_score")] if reads else []


def _chain_problems(profile: IcpProfile, spec: VersionSpec) -> list[Problem]:
    """A profile may read others' scores if these read none: one pass after the other then settles all of them."""
    if not spec.profiles_read:
        return []
    if profile.subject == Subject.DEAL:  # no announcement of fits reaches deals, so their scores would grow stale
        return [Problem("criteria", "deals_read_no_scores")]
    others = IcpProfile.objects.filter(subject=Subject.ACCOUNT).exclude(pk=profile.pk)
    readable = {other.key: other for other in others.filter(key__in=spec.profiles_read)}
    unknown = sorted(spec.profiles_read - set(readable))
    problems = [Problem("criteria", "unknown_profile", {"value": key}) for key in unknown]
    live = {one.profile_id: one.spec for one in live_versions() if one.profile_id != profile.pk}
    chained = [other.name for other in readable.values() if other.pk in live and live[other.pk].profiles_read]
    chained += [profile.name] if any(profile.key in read.profiles_read for read in live.values()) else []
    return problems + [Problem("criteria", "profile_chain", {"value": name}) for name in chained]


def _audit(actor: Actor, action: str, profile: IcpProfile, detail: dict[str, object]) -> None:
    audit_append(actor=actor, action=action, object_type="icp_profile", object_id=profile.key, detail=detail)
