"""When the win scores of deals are brought up to date: by the statement of ``scoring``, which writes both subjects."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from accounts.domain.icp_facts import Subject
from accounts.models import Deal, IcpVersion
from accounts.selectors.scores_facts import Scope
from accounts.selectors.win_measures import accounts_left
from accounts.services.scoring import Refreshed, rescore_enqueue, scores_refresh
from accounts.services.win_measures import win_measures_refresh
from outbox.models import Job
from tenancy.context import required_tenant_id

NOTHING = Refreshed(0, ())


@transaction.atomic
def deal_scores_refresh(*, keys: Sequence[int], now: datetime) -> Refreshed:
    """This function will bring the win scores of these deals up to date under every published profile of deals.

    Side effects: history rows; the win scores of the accounts they belong to, or once did, are written down anew, which
    announces ``account.changed`` where those moved. Takes the scoring lock of deals alone.
    """
    if not keys or not _wanted():
        return NOTHING
    return _refreshed(keys, account_ids=accounts_left(list(keys)), now=now)


@transaction.atomic
def deal_scores_refresh_of(*, account_ids: Sequence[int], now: datetime) -> Refreshed:
    """This function will bring the win scores of these accounts' deals up to date; their facts count there too.

    Side effects and lock as ``deal_scores_refresh``.
    """
    if not _wanted():
        return NOTHING
    keys = list(Deal.objects.filter(account_id__in=account_ids).values_list("pk", flat=True))
    return _refreshed(keys, account_ids=account_ids, now=now)


@transaction.atomic
def deal_scores_refresh_range(*, lower: int, upper: int, now: datetime) -> Refreshed:
    """This function will bring the win scores of the deals in ``[lower, upper)`` up to date. Shares the lock."""
    scope = Scope(required_tenant_id(), ranges=((lower, upper),), subject=Subject.DEAL)
    return scores_refresh(scope, now=now, alone=False)


def deals_rescore_enqueue(*, reason: str) -> Job | None:
    """This function will ask for every deal to be scored again and return the job; None where nothing scores deals."""
    if not _wanted():
        return None
    return rescore_enqueue(reason=reason, subject=Subject.DEAL)


def _refreshed(keys: Sequence[int], *, account_ids: Iterable[int], now: datetime) -> Refreshed:
    """Score deals, and write down what that makes of their accounts and of those named besides."""
    scope = Scope(required_tenant_id(), keys=tuple(sorted(set(keys))), subject=Subject.DEAL)
    done = scores_refresh(scope, now=now, alone=True) if scope.keys else NOTHING
    belonging = Deal.objects.filter(pk__in=scope.keys, account_id__isnull=False).values_list("account_id", flat=True)
    win_measures_refresh(account_ids={*account_ids, *belonging}, now=now)
    return done


def _wanted() -> bool:
    found = IcpVersion.objects.filter(status=IcpVersion.Status.PUBLISHED, profile__subject=Subject.DEAL)
    return bool(found.exists())
