"""Background work of the engagement room."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from engagement.selectors.contacted import accounts_engaged, accounts_touched, last_contacts
from engagement.services.standing import (
    REFRESH,
    engagement_refresh,
    engagement_refresh_enqueue,
    engagement_refresh_range,
)
from outbox.registry import JobRun, RangeRun, consumer_task, job_task, range_task
from personas.services import seats_contacted_mark


@consumer_task("engagement.contacts_mark", keys="engagement.Touch")
def contacts_mark(*, keys: list[int], now: datetime) -> None:
    """This function will tell committee seats when the people of changed touches were last spoken to."""
    contacted = last_contacts(touch_ids=keys)
    if contacted:
        seats_contacted_mark(contacted=contacted, now=now)


@consumer_task("engagement.touches_count", batch=1000, keys="engagement.Touch")
def touches_count(*, keys: list[int], now: datetime) -> None:
    """This function will count the engagement of the accounts of changed touches."""
    engagement_refresh(account_ids=accounts_touched(touch_ids=keys), now=now)


@consumer_task("engagement.accounts_count", batch=1000, keys="accounts.Account")
def accounts_count(*, keys: list[int], now: datetime) -> None:
    """This function will count the engagement of accounts whose events, fit or tier changed."""
    engagement_refresh(account_ids=keys, now=now)


@consumer_task("engagement.people_count", batch=1000, keys="accounts.Contact")
def people_count(*, keys: list[int], now: datetime) -> None:
    """This function will count the engagement of accounts whose people rose, fell or left."""
    engagement_refresh(account_ids=accounts_engaged(contact_ids=keys), now=now)


@consumer_task("engagement.all_count")
def all_count(*, keys: list[int], now: datetime) -> None:
    """This function will have every account counted after a load too large to name what it changed."""
    engagement_refresh_enqueue()


@range_task(REFRESH, lease=120)
def refresh_range(run: RangeRun) -> dict[str, Any]:
    """This function will count the engagement of one key range."""
    done = engagement_refresh_range(lower=run.lower, upper=run.upper, now=run.now)
    return {"changed": done.changed, "entered": done.entered, "left": done.left}


@job_task("engagement.fade")
def fade(run: JobRun) -> None:
    """This function will have every account counted again: its events are a day older."""
    engagement_refresh_enqueue(created_by_id=run.created_by_id)
