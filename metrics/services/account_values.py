"""What customers were worth so far, written down as measures that lower rooms sort and score by."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from accounts.domain.icp_facts import Subject
from accounts.selectors.scores import key_ranges
from accounts.services.measures import account_measures_set
from metrics.selectors.account_values import LTV, REVENUE, Slice, account_worths
from outbox.models import Job
from outbox.services import range_job_enqueue
from tenancy.models import Tenant

ACCOUNT_VALUES = "metrics.account_values"
RANGE_SIZE = 10_000
SOURCE = "metrics"


@transaction.atomic
def account_values_refresh(*, tenant: Tenant, among: Slice, today: date, now: datetime) -> int:
    """This function will write ``ltv`` and ``won_revenue`` of customers among these accounts; return how many moved.

    Cents of the workspace's currency, null where unknown. Side effect: ``account.changed`` for those that moved.
    """
    worths = account_worths(among, home=tenant.currency, today=today)
    profit = {pk: worth.ltv_cents for pk, worth in worths.items()}
    revenue = {pk: worth.revenue_cents for pk, worth in worths.items()}
    moved = {
        *account_measures_set(key=LTV, values=profit, source=SOURCE, now=now),
        *account_measures_set(key=REVENUE, values=revenue, source=SOURCE, now=now),
    }
    return len(moved)


@transaction.atomic
def account_values_request(*, created_by_id: int | None = None) -> Job:
    """This function will have every customer's worth looked at again, in key ranges; a newer request takes over."""
    ranges = key_ranges(Subject.ACCOUNT, size=RANGE_SIZE)
    return range_job_enqueue(kind=ACCOUNT_VALUES, ranges=ranges, payload={}, created_by_id=created_by_id)
