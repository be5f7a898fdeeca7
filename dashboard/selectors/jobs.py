"""Background work as a person wants to see it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from outbox.models import Job, Message
from outbox.selectors import job_parts_dead
from users.selectors import member_list

LABELS: dict[str, str | Promise] = {
    "accounts.account_refresh": _("Fit score and segments of an account"),
    "accounts.deal_scores_refresh": _("Win score of a deal"),
    "accounts.deals_of_accounts_refresh": _("Win scores of an account's deals"),
    "accounts.decay": _("Nightly ageing of signals"),
    "accounts.fit_refresh": _("Fit score of an account"),
    "accounts.icp_learn": _("Learning from closed deals"),
    "accounts.icp_reviews": _("Reminders of reviews"),
    "accounts.products_refresh": _("Products of an account"),
    "accounts.rescore": _("Scoring of all accounts"),
    "accounts.rescore_deals": _("Scoring of all deals"),
    "accounts.segments": _("Members of all segments"),
    "accounts.win_measures": _("Win scores of all accounts"),
    "crm.import": _("Import of a file"),
    "dashboard.account_bulk": _("One action on many accounts"),
    "engagement.accounts_count": _("Engagement of an account"),
    "engagement.all_count": _("Engagement after a large load"),
    "engagement.contacts_mark": _("Contacts marked as reached"),
    "engagement.fade": _("Nightly fading of engagement"),
    "engagement.people_count": _("Engagement of a person's account"),
    "engagement.refresh": _("Engagement of all accounts"),
    "engagement.touches_count": _("Engagement of touched accounts"),
    "metrics.account_values": _("Worth of all customers"),
    "metrics.account_values_all": _("Worth of all customers after a large load"),
    "metrics.account_values_nightly": _("Nightly worth of all customers"),
    "metrics.account_values_refresh": _("Worth of a deal's customer"),
    "metrics.expected_values": _("Expected worth of all accounts"),
    "metrics.snapshot_refresh": _("Metrics snapshot"),
    "metrics.snapshots": _("Metrics snapshots"),
    "metrics.worths_refresh": _("Worth of a customer"),
    "outbox.mail": _("E-mail"),
    "outbox.purge": _("Clearing out of old jobs"),
    "personas.contact_persona_refresh": _("Persona of a contact"),
    "personas.coverage": _("Coverage of all committees"),
    "personas.reassess": _("Personas of all contacts"),
    "tiers.all_refresh": _("Tiers of all accounts"),
    "tiers.announce": _("Owners told of many tier moves"),
    "tiers.approve": _("Approval of tier moves"),
    "tiers.nightly": _("Nightly tier run"),
    "tiers.owners_tell": _("Owners told of tier moves"),
    "tiers.run": _("Tier run"),
    "tiers.tier_refresh": _("Tier of an account"),
    "tiers.veto_expiry": _("End of vetoes"),
    "tiers.veto_reminders": _("Reminders of vetoes that end"),
}
RESULTS: dict[str, str | Promise] = {  # the numbers a job ends with; what is not here is for machines
    "accounts": _("Accounts"),
    "answers": _("Stored answers removed"),
    "approved": _("Approved"),
    "changed": _("Changed"),
    "created": _("Created"),
    "ended": _("Ended"),
    "entered": _("Entered"),
    "jobs": _("Old jobs removed"),
    "left": _("Left"),
    "left_out": _("Left out"),
    "moved": _("Moved"),
    "outdated": _("No longer open"),
    "proposed": _("Proposed"),
    "rejected": _("Rejected"),
    "rows": _("Rows"),
    "slots": _("Old turns removed"),
    "told": _("People told"),
    "unchanged": _("Unchanged"),
    "updated": _("Updated"),
    "version": _("Draft"),
    "warnings": _("Warnings"),
}
STATES: dict[str, tuple[str | Promise, str, str]] = {  # label, tone, icon
    Job.State.QUEUED: (_("Queued"), "neutral", "clock"),
    Job.State.RUNNING: (_("Running"), "info", "loader"),
    Job.State.WAITING: (_("Running"), "info", "loader"),
    Job.State.DONE: (_("Done"), "good", "circle-check"),
    Job.State.DEAD: (_("Failed"), "bad", "circle-x"),
    Job.State.CANCELLED: (_("Cancelled"), "neutral", "ban"),
    Job.State.SUPERSEDED: (_("Superseded"), "neutral", "refresh"),
}


@dataclass(frozen=True)
class JobRow:
    """One job, ready to be shown."""

    id: UUID
    label: str
    kind: str
    state: str
    state_label: str
    tone: str
    picture: str
    is_open: bool
    is_dead: bool
    done: int
    total: int | None
    attempts: int
    by: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    next_try_at: datetime | None
    error: str


@dataclass(frozen=True)
class DeadRow:
    """An announcement nobody could work off."""

    id: int
    label: str
    dead_at: datetime | None
    error: str


def kind_label(kind: str) -> str:
    """This function will name a kind of work in the reader's words."""
    return str(LABELS.get(kind, kind))


def job_rows(jobs: Sequence[Job], *, tenant_id: int) -> list[JobRow]:
    """This function will make jobs ready to be shown; one query, for the names of those who asked."""
    asked = {job.created_by_id for job in jobs if job.created_by_id}
    members = member_list(tenant_id=tenant_id).filter(user_id__in=asked) if asked else []
    names = {member.user_id: member.user.get_full_name() for member in members}
    return [_row(job, names) for job in jobs]


def _row(job: Job, names: Mapping[int, str]) -> JobRow:
    label, tone, picture = STATES[job.state]
    is_open = job.state in Job.OPEN
    waits_to_retry = job.state == Job.State.QUEUED and job.attempts > 0
    return JobRow(
        id=job.public_id,
        label=kind_label(job.kind),
        kind=job.kind,
        state=job.state,
        state_label=str(label),
        tone=tone,
        picture=picture,
        is_open=is_open,
        is_dead=job.state == Job.State.DEAD,
        done=job.progress_done,
        total=job.progress_total,
        attempts=job.attempts,
        by=names.get(job.created_by_id or 0, ""),
        created_at=job.created_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
        next_try_at=job.available_at if waits_to_retry else None,
        error=job.last_error,
    )


def result_facts(job: Job) -> list[tuple[str, int]]:
    """This function will return the numbers of a job's result, named in the reader's words."""
    found = (job.result or {}).items()
    return [(str(RESULTS[name]), value) for name, value in found if name in RESULTS and isinstance(value, int)]


def failed_ranges(job: Job) -> list[tuple[int, int, str]]:
    """This function will return the failed parts of a range job: first key, key after the last, error."""
    return [(part.lower_key or 0, part.upper_key or 0, part.last_error) for part in job_parts_dead(parent_id=job.pk)]


def dead_rows(messages: Iterable[Message]) -> list[DeadRow]:
    """This function will make dead announcements ready to be shown."""
    return [
        DeadRow(id=message.pk, label=kind_label(message.consumer), dead_at=message.dead_at, error=message.last_error)
        for message in messages
    ]
