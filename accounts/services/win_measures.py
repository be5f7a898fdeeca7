"""The win scores of accounts, written down as a measure that profiles and pages read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accounts.domain.icp_facts import Subject
from accounts.selectors.icp import win_profile
from accounts.selectors.scores import key_ranges
from accounts.selectors.scores_facts import Scope
from accounts.selectors.win_measures import WIN_SCORE, Among, win_scores_of
from accounts.services.measures import account_measures_set
from accounts.services.scoring import scoring_lock
from outbox.models import Job
from outbox.services import range_job_enqueue
from tenancy.context import required_tenant_id

WIN_MEASURES = "accounts.win_measures"
RANGE_SIZE = 10_000
SOURCE = "profile"


@transaction.atomic
def win_measures_refresh(*, account_ids: Iterable[int], now: datetime) -> int:
    """This function will write ``win_score`` of these accounts from the scores of their open deals as they stand.

    Thousandths of a point, null with a reason where no open deal has a score. Returns how many changed. Takes the
    scoring lock of deals alone. Side effect: ``account.changed`` for those that changed.
    """
    keys = tuple(sorted(set(account_ids)))
    return _refresh(Among(keys=keys), now=now, shared=False) if keys else 0


@transaction.atomic
def win_measures_refresh_range(*, lower: int, upper: int, now: datetime) -> int:
    """This function will do the same for the accounts in ``[lower, upper)``. Shares the lock."""
    return _refresh(Among(lower=lower, upper=upper), now=now, shared=True)


@transaction.atomic
def win_measures_request(*, created_by_id: int | None = None) -> Job:
    """This function will have every account's win score looked at again, in key ranges; a newer request takes over."""
    ranges = key_ranges(Subject.ACCOUNT, size=RANGE_SIZE)
    return range_job_enqueue(kind=WIN_MEASURES, ranges=ranges, payload={}, created_by_id=created_by_id)


def _refresh(among: Among, *, now: datetime, shared: bool) -> int:
    profile = win_profile()
    if profile is None:  # no version was ever published, so nothing was ever written either
        return 0
    scoring_lock(Scope(required_tenant_id(), subject=Subject.DEAL), shared=shared)
    found = win_scores_of(among, profile_id=profile.pk)
    values = {pk: one.score_milli for pk, one in found.items()}
    bases = {pk: one.basis for pk, one in found.items()}
    return len(account_measures_set(key=WIN_SCORE, values=values, bases=bases, source=SOURCE, now=now))
