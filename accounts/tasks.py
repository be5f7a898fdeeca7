"""Background work of the room: each function says what it does in one call of a service."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from accounts.domain.icp_facts import Subject
from accounts.selectors.icp import live_versions, profile_get
from accounts.services.deal_scoring import deal_scores_refresh, deal_scores_refresh_of, deal_scores_refresh_range
from accounts.services.icp_reviews import icp_reviews_remind
from accounts.services.learning import JOB_KIND as LEARN
from accounts.services.learning import LearnOrder, icp_learn
from accounts.services.products import products_collect
from accounts.services.scoring import (
    RESCORE,
    RESCORE_KINDS,
    fit_announce,
    fit_refresh,
    fit_refresh_range,
    ranges_total,
    rescore_enqueue,
)
from accounts.services.segments import REFRESH, segments_refresh
from accounts.services.win_measures import WIN_MEASURES, win_measures_refresh_range, win_measures_request
from outbox.registry import JobRun, RangeRun, consumer_task, job_task, range_finish_task, range_task
from tenancy.context import required_tenant_id
from tenancy.models import Tenant
from users.services.audit import Actor

NAMED = 100  # accounts that a range names for the announcement at the end; of more it tells only how many moved


@consumer_task("accounts.account_refresh", batch=1000, keys="accounts.Account")
def refresh(*, keys: list[int], now: datetime) -> None:
    """This function will score the accounts that are new or changed, and look again which segments they belong to.

    One consumer for both: every new account is a row of the outbox for each of its listeners.
    """
    fit_refresh(keys=keys, now=now)
    segments_refresh(keys=keys, now=now)


@consumer_task("accounts.fit_refresh", batch=1000, keys="accounts.Account")
def refresh_fit(*, keys: list[int], now: datetime) -> None:
    """This function will score the accounts whose signals changed."""
    fit_refresh(keys=keys, now=now)


@range_task(RESCORE, lease=120)
def rescore(run: RangeRun) -> dict[str, Any]:
    """This function will score one key range under every published profile."""
    done = fit_refresh_range(lower=run.lower, upper=run.upper, now=run.now)
    return {"changed": done.changed, "moved": len(done.moved), "named": list(done.moved[:NAMED])}


@range_finish_task(RESCORE)
def rescore_finish(run: JobRun) -> dict[str, Any]:
    """This function will announce, once all ranges are scored, that fits moved."""
    return fit_announce(job_id=run.job_id)


@consumer_task("accounts.deal_scores_refresh", batch=1000, keys="accounts.Deal")
def refresh_deals(*, keys: list[int], now: datetime) -> None:
    """This function will score the deals that changed."""
    deal_scores_refresh(keys=keys, now=now)


@consumer_task("accounts.deals_of_accounts_refresh", batch=1000, keys="accounts.Account")
def refresh_deals_of_accounts(*, keys: list[int], now: datetime) -> None:
    """This function will score the deals of the accounts that changed."""
    deal_scores_refresh_of(account_ids=keys, now=now)


@range_task(RESCORE_KINDS[Subject.DEAL], lease=120)
def rescore_deals(run: RangeRun) -> dict[str, Any]:
    """This function will score one key range of deals under every published profile of deals."""
    done = deal_scores_refresh_range(lower=run.lower, upper=run.upper, now=run.now)
    return {"changed": done.changed, "moved": len(done.moved)}


@range_finish_task(RESCORE_KINDS[Subject.DEAL])
def rescore_deals_finish(run: JobRun) -> dict[str, Any]:
    """This function will add up what the ranges did, and have the accounts' own win scores written down."""
    win_measures_request(created_by_id=run.created_by_id)
    return ranges_total(job_id=run.job_id)


@range_task(WIN_MEASURES, lease=120)
def win_measures_of_range(run: RangeRun) -> dict[str, Any]:
    """This function will write down the win scores of the accounts of one key range."""
    return {"changed": win_measures_refresh_range(lower=run.lower, upper=run.upper, now=run.now)}


@job_task("accounts.decay")
def decay(run: JobRun) -> dict[str, Any]:
    """This function will have everything scored again where a published profile reads ages, which grow daily."""
    aging = [one for one in Subject if any(live.spec.decays for live in live_versions(one))]
    for subject in aging:
        rescore_enqueue(reason="decay", created_by_id=run.created_by_id, subject=subject)
    return {"enqueued": bool(aging)}


@job_task("accounts.icp_reviews")
def icp_reviews(run: JobRun) -> dict[str, Any]:
    """This function will remind of the profiles that are up for review."""
    tenant = Tenant.objects.get(pk=required_tenant_id())
    today = run.now.astimezone(ZoneInfo(tenant.timezone)).date()
    return {"told": icp_reviews_remind(today=today, now=run.now)}


@job_task(REFRESH, lease=300)
def segments_of_all(run: JobRun) -> None:
    """This function will look again which segments every account belongs to."""
    segments_refresh(keys=None, now=run.now)


@consumer_task("accounts.products_refresh", batch=1000)
def products_of_changed(*, keys: list[int], now: datetime) -> None:
    """This function will make the products known that changed deals name."""
    products_collect()


@job_task(LEARN, lease=900)
def learn(run: JobRun) -> dict[str, Any]:
    """This function will learn a draft of a profile from closed deals."""
    stored = icp_learn(
        profile=profile_get(run.payload["profile"]),
        order=LearnOrder.from_json(run.payload["order"]),
        actor=Actor(**run.payload["actor"]),
        now=run.now,
        progress=run.progress,
    )
    return {"report": str(stored.public_id), "version": stored.version_number, "decision": stored.decision}
