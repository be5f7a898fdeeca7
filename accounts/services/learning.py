"""Learning a draft from closed deals, and the dated report of what the draft is worth."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.domain.icp_facts import Subject
from accounts.domain.icp_format import criterion_json
from accounts.domain.icp_parse import version_parse
from accounts.domain.learning.criteria import version_of
from accounts.domain.learning.frame import Column
from accounts.domain.learning.learn import STEPS, Learned, Task, learn
from accounts.domain.learning.report import report_json
from accounts.models import Criterion, IcpProfile, IcpVersion, LearnedReport
from accounts.notices import LEARN_ENDED
from accounts.selectors.icp import ProfileNotFoundError, draft_version, profile_named, published_version, version_spec
from accounts.selectors.learning import DealRows, deal_rows, opening_scores
from accounts.selectors.learning_pages import LEARNING, learning_job
from accounts.services.icp import criteria_store, icp_profile_create, version_append
from common.errors import AbsError
from common.formats import number_text
from outbox.models import Job
from outbox.services import job_cancel, job_enqueue
from users.services.audit import Actor, audit_append
from users.services.notifications import Notice, notifications_add

JOB_KIND = LEARNING


class LearningFieldError(AbsError):
    """A field named for including or leaving out does not exist among the deals' facts."""

    code = "learning_field"


class SubjectError(AbsError):
    """The profile scores another subject than the one asked for."""

    code = "learning_subject"


@dataclass(frozen=True)
class LearnOrder:
    """What to learn: for which subject, from deals created before ``until``, with or without fields by name.

    ``include`` overrules the leakage detector; fields are named by fact key or by their plain name.
    """

    subject: Subject
    until: date | None = None
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return what a job's payload and a report keep of it."""
        until = self.until.isoformat() if self.until else None
        return {
            "subject": self.subject.value,
            "until": until,
            "include": list(self.include),
            "exclude": list(self.exclude),
        }

    @classmethod
    def from_json(cls, given: dict[str, Any]) -> LearnOrder:
        """Read it back."""
        until = date.fromisoformat(given["until"]) if given["until"] else None
        return cls(Subject(given["subject"]), until, tuple(given["include"]), tuple(given["exclude"]))


@transaction.atomic
def icp_learn_enqueue(*, profile: IcpProfile, order: LearnOrder, actor: Actor) -> Job:
    """This function will have a draft of this profile learned in the background, and return the job.

    A job of the same profile that still waits takes this order instead; one that runs is followed by another.
    """
    _check_subject(profile, order)
    detail = order.as_json()
    audit_append(
        actor=actor, action="icp_profile.learn", object_type="icp_profile", object_id=profile.key, detail=detail
    )
    return job_enqueue(
        kind=JOB_KIND,
        payload={"profile": profile.key, "order": detail, "actor": vars(actor)},
        dedupe_key=profile.key,
        total=STEPS,
        created_by_id=actor.user_id,
    )


@transaction.atomic
def icp_learn_cancel(*, profile: IcpProfile, actor: Actor) -> None:
    """This function will stop the learning of a profile that waits or runs; no draft is made.

    :raises JobOverError: when it has ended.
    """
    job = learning_job(profile)
    if job is not None:
        job_cancel(job_id=job.pk)
        audit_append(actor=actor, action="icp_profile.learn_cancel", object_type="icp_profile", object_id=profile.key)


@transaction.atomic
def profile_for_learning(*, name: str, subject: Subject, actor: Actor, now: datetime) -> IcpProfile:
    """This function will return the profile with this key, id or name, or make one.

    :raises SubjectError: when it scores another subject.
    """
    try:
        profile = profile_named(name)
    except ProfileNotFoundError:
        named = IcpProfile.objects.filter(name=name).order_by("id").first()
        profile = named or icp_profile_create(name=name, subject=subject, actor=actor, now=now)
    _check_subject(profile, LearnOrder(subject))
    return profile


@transaction.atomic
def icp_learn(
    *,
    profile: IcpProfile,
    order: LearnOrder,
    actor: Actor,
    now: datetime,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> LearnedReport:
    """This function will learn a draft of a profile from closed deals, store it with its report, and return that.

    The draft is an ordinary one: it can be edited, and published unless the report says that it is of no use.

    :raises SubjectError: when the profile scores another subject.
    :raises LearningFieldError: when a field named is not among the deals' facts.
    """
    _check_subject(profile, order)
    rows = deal_rows(order.subject, until=order.until, now=now)
    current = published_version(profile)
    task = Task(
        closed=rows.closed,
        open_columns=rows.open_columns,
        current=_current_scores(current, rows, now),
        include=_named(order.include, rows.closed.columns),
        exclude=_named(order.exclude, rows.closed.columns),
        later=rows.later,
    )
    learned = learn(task, progress)
    report = report_json(learned) | {"order": order.as_json(), "compared_with": current.number if current else None}
    return _store(profile, learned, report, actor=actor, now=now)


def _current_scores(current: IcpVersion | None, rows: DealRows, now: datetime) -> Any:
    if current is None or not rows.ids:
        return None
    return np.array(opening_scores(version_spec(current.pk), rows.ids, now=now), dtype=np.int64)


def _store(
    profile: IcpProfile, learned: Learned, report: dict[str, Any], *, actor: Actor, now: datetime
) -> LearnedReport:
    spec = version_parse([criterion_json(one) for one in version_of(learned.model).criteria])
    draft = _empty_draft(profile) or version_append(profile=profile, source_id=None, actor=actor, now=now)
    draft.note = _("Learned from %(n)s closed deals") % {"n": number_text(learned.n)}
    draft.save(update_fields=["note"])
    criteria_store(version=draft, spec=spec)
    stored: LearnedReport = LearnedReport.objects.create(
        profile=profile,
        version=draft,
        version_number=draft.number,
        decision=learned.decision,
        report=report,
        created_by_id=actor.user_id,
        created_at=now,
    )
    detail = {"number": draft.number, "decision": learned.decision, "n": learned.n, "auc": report["auc"]}
    audit_append(
        actor=actor, action="icp_version.learn", object_type="icp_profile", object_id=profile.key, detail=detail
    )
    _learner_tell(profile, stored, now=now)
    return stored


def _learner_tell(profile: IcpProfile, stored: LearnedReport, *, now: datetime) -> None:
    """Tell the member who asked, if one did."""
    if stored.created_by_id is None:
        return
    values = {"profile": profile.name, "version": stored.version_number, "decision": stored.decision}
    notice = Notice(LEARN_ENDED, values, user_id=stored.created_by_id, about=profile.key)
    notifications_add(notices=[notice], now=now)


def _empty_draft(profile: IcpProfile) -> IcpVersion | None:
    """The newest draft if nobody has written anything in it yet, such as a new profile's first one."""
    draft = draft_version(profile)
    if draft is None or Criterion.objects.filter(version_id=draft.pk).exists():
        return None
    return None if LearnedReport.objects.filter(version_id=draft.pk).exists() else draft


def _check_subject(profile: IcpProfile, order: LearnOrder) -> None:
    if profile.subject != order.subject:
        text = _("“%(name)s” scores another subject: %(subject)s.")
        raise SubjectError(text % {"name": profile.name, "subject": profile.subject})


def _named(fields: tuple[str, ...], columns: tuple[Column, ...]) -> frozenset[str]:
    """The keys of fields named by key (``deal.custom.Tags``) or by what follows the family (``Tags``).

    A list's name stands for all its values.
    """
    found: set[str] = set()
    for field in fields:
        folded = field.strip().lower()
        matches = {
            column.key
            for column in columns
            if folded in {name.lower() for key in (column.key, column.fact) for name in (key, _plain(key))}
        }
        if not matches:
            text = _("There is no field “%(name)s” to learn from.") % {"name": field}
            raise LearningFieldError(text, fields={"field": text})
        found |= matches
    return frozenset(found)


def _plain(key: str) -> str:
    for family in ("deal.custom.", "custom.", "deal."):
        if key.startswith(family):
            return key.removeprefix(family)
    return key
