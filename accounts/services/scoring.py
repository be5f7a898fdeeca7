"""Writes fit scores and their history: one statement per profile and scope, which touches only what changed.

Raw SQL, because a million rows are computed, compared, written and logged in one pass. Scores are computed under the
workspace's scoring lock: without it a slower transaction with older facts could overwrite a newer score. Ranges share
it, because they never overlap; single accounts take it alone, and wait at most for the ranges that run.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from accounts.domain.icp import VersionSpec
from accounts.domain.icp_facts import RATING, FactKind, fact_split
from accounts.selectors.icp import LiveVersion, live_versions, version_specs
from accounts.selectors.scores import account_ranges
from accounts.selectors.scores_facts import Scope, Sql
from accounts.selectors.scores_sql import scores_select
from outbox.models import Job
from outbox.services import message_append, range_job_enqueue
from tenancy.context import required_tenant_id

RESCORE = "accounts.rescore"
RANGE_SIZE = 10_000  # accounts in one transaction: a fraction of a second, which is how long a single change may wait
MOST_ANNOUNCED = 1_000
ALONE = "SELECT set_config('jit', 'off', true), pg_advisory_xact_lock(hashtextextended('fit:' || %s, 0))"
TOGETHER = "SELECT set_config('jit', 'off', true), pg_advisory_xact_lock_shared(hashtextextended('fit:' || %s, 0))"


@dataclass(frozen=True)
class Refreshed:
    """What one pass did: rows written, and the accounts whose score, potential or exclusion moved."""

    changed: int
    moved: tuple[int, ...]


@transaction.atomic
def fit_refresh(*, keys: Sequence[int], now: datetime) -> Refreshed:
    """This function will bring the fit of these accounts up to date under every published profile.

    Side effects: history rows, ``fit.changed`` for the accounts that moved. Takes the scoring lock alone.
    """
    scope = Scope(required_tenant_id(), keys=tuple(sorted(set(keys))))
    _lock(scope.tenant_id, shared=False)
    done = _refresh(scope, now)
    message_append(topic="fit.changed", keys=done.moved[:MOST_ANNOUNCED])
    return done


@transaction.atomic
def fit_refresh_range(*, lower: int, upper: int, now: datetime) -> Refreshed:
    """This function will bring the fit of the accounts in ``[lower, upper)`` up to date under every published profile.

    Announces nothing: ``fit_announce`` does, once, when all ranges are done. Shares the scoring lock.
    """
    scope = Scope(required_tenant_id(), ranges=((lower, upper),))
    _lock(scope.tenant_id, shared=True)
    return _refresh(scope, now)


@transaction.atomic
def rescore_enqueue(*, reason: str, created_by_id: int | None = None) -> Job:
    """This function will ask for every account of the workspace to be scored again, in key ranges, and return the job.

    A newer request supersedes an older one that is still running: each range reads the published versions when it runs.
    """
    ranges = account_ranges(size=RANGE_SIZE)
    return range_job_enqueue(kind=RESCORE, ranges=ranges, payload={"reason": reason}, created_by_id=created_by_id)


@transaction.atomic
def fit_announce(*, job_id: int) -> dict[str, int]:
    """This function will announce ``fit.changed`` once for a finished re-scoring, and return what it did in all.

    The announcement is a summons to look again, so it names at most 1,000 of the accounts that moved.
    """
    results = [row or {} for row in Job.objects.filter(parent_id=job_id).values_list("result", flat=True)]
    keys = [key for result in results for key in result.get("sample", [])]
    message_append(topic="fit.changed", keys=keys[:MOST_ANNOUNCED])
    return {name: sum(result.get(name, 0) for result in results) for name in ("changed", "moved")}


def _refresh(scope: Scope, now: datetime) -> Refreshed:
    changed = 0
    moved: dict[int, None] = {}
    for live in live_versions():
        # what waited to be scored under an older version is scored under it first, so that a publish explains itself
        older = _older_versions(live, scope)
        specs = version_specs(older) if older else {}
        passes = [(version_id, specs[version_id], True) for version_id in older]
        for version_id, spec, settle in [*passes, (live.version_id, live.spec, False)]:
            done = _write(live.profile_id, version_id, spec, scope, now, settle=settle)
            changed += done.changed
            moved.update(dict.fromkeys(done.moved))
    return Refreshed(changed, tuple(moved))


def _lock(tenant_id: int, *, shared: bool) -> None:
    """Take the scoring lock to the end of the transaction, and keep PostgreSQL from compiling long expressions."""
    with connection.cursor() as cursor:
        cursor.execute(TOGETHER if shared else ALONE, [tenant_id])


def _older_versions(live: LiveVersion, scope: Scope) -> list[int]:
    where = scope.where("tenant_id", "account_id")
    statement = (
        f"SELECT DISTINCT version_id FROM fit_score WHERE {where.text}"  # noqa: S608 - fixed names only
        " AND profile_id = %s AND version_id <> %s ORDER BY 1"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*where.params, live.profile_id, live.version_id])
        return [version_id for (version_id,) in cursor.fetchall()]


def _write(
    profile_id: int, version_id: int, spec: VersionSpec, scope: Scope, now: datetime, *, settle: bool
) -> Refreshed:
    """Score a scope under one version. ``settle``: only the rows that this version scored before."""
    changed = _changed(profile_id, version_id, spec, scope, now, settle=settle)
    tenant = scope.tenant_id
    statement = f"""
        WITH changed AS MATERIALIZED ({changed.text}),
        updated AS (
            UPDATE fit_score f SET version_id = %s, score_milli = c.score_milli, potential_milli = c.potential_milli,
                   shares = c.shares, excluded_by = c.excluded_by, scored_at = %s
              FROM changed c WHERE f.id = c.fit_id AND f.tenant_id = %s),
        inserted AS (
            INSERT INTO fit_score (tenant_id, profile_id, account_id, version_id, score_milli, potential_milli, shares,
                                   excluded_by, scored_at)
            SELECT %s, %s, id, %s, score_milli, potential_milli, shares, excluded_by, %s
              FROM changed WHERE fit_id IS NULL),
        logged AS (
            INSERT INTO fit_score_change (tenant_id, profile_id, account_id, version_id, at, cause, score_milli,
                                          potential_milli, shares, excluded_by)
            SELECT %s, %s, id, %s, %s, cause, score_milli, potential_milli, shares, excluded_by FROM changed)
        SELECT count(*), coalesce(array_agg(id ORDER BY id) FILTER (WHERE moved), '{{}}') FROM changed
    """  # noqa: S608 - fixed names only
    params = [*changed.params, version_id, now, tenant, tenant, profile_id, version_id, now]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*params, tenant, profile_id, version_id, now])
        count, moved = cursor.fetchone()
    return Refreshed(count, tuple(moved))


def _changed(profile_id: int, version_id: int, spec: VersionSpec, scope: Scope, now: datetime, *, settle: bool) -> Sql:
    """The rows to write: score and exclusion follow from version and shares, so those alone are compared."""
    scores = scores_select(spec, scope, now=now)
    where = scope.where("tenant_id", "account_id")
    cause = _cause(spec, version_id)
    kept = "o.version_id = %s AND o.shares <> n.shares" if settle else "o.version_id IS DISTINCT FROM %s"
    kept = kept if settle else f"({kept} OR o.shares <> n.shares)"
    text = f"""
        SELECT n.id, n.score_milli, n.potential_milli, n.shares, n.excluded_by, o.id AS fit_id, {cause.text} AS cause,
               (o.id IS NULL OR o.score_milli <> n.score_milli OR o.potential_milli <> n.potential_milli
                OR o.excluded_by IS DISTINCT FROM n.excluded_by) AS moved
          FROM ({scores.text}) n
          {"JOIN" if settle else "LEFT JOIN"} (
               SELECT id, account_id, version_id, score_milli, potential_milli, shares, excluded_by
                 FROM fit_score WHERE {where.text} AND profile_id = %s) o ON o.account_id = n.id
         WHERE {kept}
    """  # noqa: S608 - fixed names only
    return Sql(text, (*cause.params, *scores.params, *where.params, profile_id, version_id))


def _cause(spec: VersionSpec, version_id: int) -> Sql:
    """Why a row changes: the version, else days alone (shares that can only fall), else ratings alone, else data."""
    days: list[int] = []
    ratings: list[int] = []
    others: list[int] = []
    for place, criterion in enumerate(spec.criteria, start=1):
        kinds = {kind for _, kind in criterion.facts}
        families = {fact_split(fact)[0] for fact, _ in criterion.facts}
        kept = days if kinds == {FactKind.DAYS} else ratings if families == {RATING} else others
        kept.append(place)
    same = " AND ".join(f"o.shares[{place}] = n.shares[{place}]" for place in others) or "true"
    same_ratings = " AND ".join(f"o.shares[{place}] = n.shares[{place}]" for place in ratings) or "true"
    fallen = " AND ".join(f"o.shares[{place}] >= n.shares[{place}]" for place in days) or "true"
    same_days = " AND ".join(f"o.shares[{place}] = n.shares[{place}]" for place in days) or "true"
    text = (
        "CASE WHEN o.id IS NULL THEN 'data' WHEN o.version_id <> %s THEN 'version'"
        f" WHEN {same} AND {same_ratings} AND {fallen} THEN 'decay'"
        f" WHEN {same} AND {same_days} THEN 'rating' ELSE 'data' END"
    )
    return Sql(text, (version_id,))
