"""What accounts are expected to be worth, written down as a measure that profiles and pages read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from accounts.domain.icp_facts import Subject
from accounts.selectors.scores import key_ranges
from accounts.services.measures import account_measures_set
from metrics.selectors.account_values import Slice
from metrics.selectors.expected_values import EXPECTED, expected_values
from metrics.services.account_values import RANGE_SIZE, SOURCE, account_values_refresh
from outbox.models import Job
from outbox.services import range_job_enqueue
from tenancy.models import Tenant

EXPECTED_VALUES = "metrics.expected_values"


@transaction.atomic
def expected_values_refresh(*, among: Slice, now: datetime) -> int:
    """This function will write ``expected_ltv`` of these accounts and return how many changed.

    Cents of the workspace's currency, null with a reason where unknown. Reads ``ltv`` as written. Side effect:
    ``account.changed`` for those that changed.
    """
    found = expected_values(among)
    values = {pk: one.cents for pk, one in found.items()}
    bases = {pk: one.basis for pk, one in found.items()}
    return len(account_measures_set(key=EXPECTED, values=values, bases=bases, source=SOURCE, now=now))


@transaction.atomic
def customer_values_refresh(*, tenant: Tenant, keys: Sequence[int], today: date, now: datetime) -> None:
    """This function will write what these accounts were worth so far, and then what to expect of them.

    Side effect: ``account.changed`` for those of whom something changed.
    """
    among = Slice(keys=tuple(keys))
    account_values_refresh(tenant=tenant, among=among, today=today, now=now)
    expected_values_refresh(among=among, now=now)


@transaction.atomic
def expected_values_request(*, created_by_id: int | None = None) -> Job:
    """This function will have every account's expected worth looked at, in key ranges; a newer request takes over."""
    ranges = key_ranges(Subject.ACCOUNT, size=RANGE_SIZE)
    return range_job_enqueue(kind=EXPECTED_VALUES, ranges=ranges, payload={}, created_by_id=created_by_id)
