"""Writes scores and their history: one statement per profile and scope, which touches only what changed.

One statement for both subjects, whose tables have the same columns; ``deal_scoring`` says when deals are scored.

Raw SQL, because a million rows are computed, compared, written and logged in one pass. Scores are computed under the
workspace's scoring lock: without it a slower transaction with older facts could overwrite a newer score. Ranges share
it, because they never overlap; single accounts take it alone, and wait at most for the ranges that run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.db import connection, transaction

from accounts.domain.icp import VersionSpec
from accounts.domain.icp_facts import CUSTOM, DEAL, DEAL_CUSTOM, RATING, FactKind, Subject, fact_ages, fact_split
from accounts.selectors.icp import LiveVersion, live_versions, version_specs
from accounts.selectors.score_tables import SCORE_TABLES
from accounts.selectors.scores import key_ranges
from accounts.selectors.scores_facts import Scope, Sql, planned_for_many
from accounts.selectors.scores_sql import scores_select
from outbox.models import Job
from outbox.services import message_append, range_job_enqueue
from tenancy.context import required_tenant_id

RESCORE = "accounts.rescore"
RESCORE_KINDS = {Subject.ACCOUNT: RESCORE, Subject.DEAL: "accounts.rescore_deals"}
RANGE_SIZE = 10_000  # accounts in one transaction: a fraction of a second, which is how long a single change may wait
MOST_ANNOUNCED = 1_000
CORRECTED_FAMILIES = frozenset({"account", CUSTOM, DEAL, DEAL_CUSTOM})  # facts whose changes are kept one by one
ALONE = "SELECT set_config('jit', 'off', true), pg_advisory_xact_lock(hashtextextended(%s, 0))"
TOGETHER = "SELECT set_config('jit', 'off', true), pg_advisory_xact_lock_shared(hashtextextended(%s, 0))"


@dataclass(frozen=True)
class Refreshed:
    """What one pass did: rows written, the accounts whose score, potential or exclusion moved, and those that it left
    for an older version to score first.
    """

    changed: int
    moved: tuple[int, ...]
    waiting: tuple[int, ...] = ()


@transaction.atomic
def fit_refresh(*, keys: Sequence[int], now: datetime) -> Refreshed:
    """This function will bring the fit of these accounts up to date under every published profile.

    Side effects: history rows, ``fit.changed`` for the accounts that moved. Takes the scoring lock alone.
    """
    scope = Scope(required_tenant_id(), keys=tuple(sorted(set(keys))))
    done = scores_refresh(scope, now=now, alone=True)
    message_append(topic="fit.changed", keys=done.moved[:MOST_ANNOUNCED])
    return done


@transaction.atomic
def fit_refresh_range(*, lower: int, upper: int, now: datetime) -> Refreshed:
    """This function will bring the fit of the accounts in ``[lower, upper)`` up to date under every published profile.

    Announces nothing: ``fit_announce`` does, once, when all ranges are done. Shares the scoring lock.
    """
    scope = Scope(required_tenant_id(), ranges=((lower, upper),))
    return scores_refresh(scope, now=now, alone=False)


@transaction.atomic
def rescore_enqueue(*, reason: str, created_by_id: int | None = None, subject: Subject = Subject.ACCOUNT) -> Job:
    """This function will ask for every account (or deal) to be scored again, in key ranges, and return the job.

    A newer request supersedes an older one that is still running: each range reads the published versions when it runs.
    """
    return range_job_enqueue(
        kind=RESCORE_KINDS[subject],
        ranges=key_ranges(subject, size=RANGE_SIZE),
        payload={"reason": reason},
        created_by_id=created_by_id,
    )


@transaction.atomic
def fit_announce(*, job_id: int) -> dict[str, int]:
    """This function will announce once what a finished re-scoring moved, and return what it did in all.

    Few accounts are named by ``fit.changed``; many are announced by ``fits.rescored``, a summons to look at everybody.
    """
    totals = ranges_total(job_id=job_id)
    named = [key for result in _results(job_id) for key in result.get("named", [])]
    if totals["moved"] > min(len(named), MOST_ANNOUNCED):
        message_append(topic="fits.rescored", keys=[0])
    else:
        message_append(topic="fit.changed", keys=named)
    return totals


def ranges_total(*, job_id: int) -> dict[str, int]:
    """This function will add up what the ranges of a re-scoring did."""
    return {name: sum(result.get(name, 0) for result in _results(job_id)) for name in ("changed", "moved")}


def _results(job_id: int) -> list[dict[str, Any]]:
    return [row or {} for row in Job.objects.filter(parent_id=job_id).values_list("result", flat=True)]


def scores_refresh(scope: Scope, *, now: datetime, alone: bool) -> Refreshed:
    """This function will bring the scores of a scope up to date under every published profile of its subject.

    What waited to be scored under an older version is scored under it first, so that a publish explains itself. Takes
    the subject's scoring lock to the end of the transaction, alone or shared with other ranges.
    """
    scoring_lock(scope, shared=not alone)
    changed = 0
    moved: dict[int, None] = {}
    for live in live_versions(scope.subject):
        for done in _live_write(live, scope, now):
            changed += done.changed
            moved.update(dict.fromkeys(done.moved))
    return Refreshed(changed, tuple(moved))


def _live_write(live: LiveVersion, scope: Scope, now: datetime) -> Iterator[Refreshed]:
    """Score under the published version; whoever waits under an older one, and they are few, under that first."""
    ids = _older_versions(live, scope)
    older = version_specs(ids) if ids else {}
    done = _write(live.profile_id, live.version_id, live.spec, scope, now, older=older)
    yield done
    if done.waiting:
        waiting = replace(scope, keys=done.waiting)
        for version_id, spec in older.items():
            yield _write(live.profile_id, version_id, spec, waiting, now, settle=True)
        yield _write(live.profile_id, live.version_id, live.spec, waiting, now)


def scoring_lock(scope: Scope, *, shared: bool) -> None:
    """This function will take the subject's scoring lock to the end of the transaction.

    It also keeps PostgreSQL from compiling long expressions.
    """
    with connection.cursor() as cursor:
        name = f"{SCORE_TABLES[scope.subject].lock}:{scope.tenant_id}"
        cursor.execute(TOGETHER if shared else ALONE, [name])


def _older_versions(live: LiveVersion, scope: Scope) -> list[int]:
    tables = SCORE_TABLES[scope.subject]
    where = scope.where("tenant_id", tables.key)
    statement = (
        f"SELECT DISTINCT version_id FROM {tables.scores} WHERE {where.text}"  # noqa: S608 - fixed names only
        " AND profile_id = %s AND version_id <> %s ORDER BY 1"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*where.params, live.profile_id, live.version_id])
        return [version_id for (version_id,) in cursor.fetchall()]


def _write(
    profile_id: int,
    version_id: int,
    spec: VersionSpec,
    scope: Scope,
    now: datetime,
    *,
    settle: bool = False,
    older: Mapping[int, VersionSpec] = MappingProxyType({}),
) -> Refreshed:
    """Score a scope under one version. ``settle``: only the rows that this version scored before. Rows that an
    ``older`` version scored, and would score otherwise by now, are left as they are and returned as waiting: so the
    facts of all the others are read once for both versions.

    Rows known and new are written by one upsert: a join to the scores as they are would be planned on statistics that
    a first score or a publish has just made wrong.
    """
    changed = _changed(profile_id, version_id, spec, scope, now, settle=settle, older=older)
    tenant, to = scope.tenant_id, SCORE_TABLES[scope.subject]
    statement = f"""
        WITH changed AS MATERIALIZED ({changed.text}),
        written AS (
            INSERT INTO {to.scores} (tenant_id, profile_id, {to.key}, version_id, score_milli, potential_milli, shares,
                                     excluded_by, scored_at)
            SELECT %s, %s, id, %s, score_milli, potential_milli, shares, excluded_by, %s FROM changed WHERE NOT waits
                ON CONFLICT (tenant_id, {to.key}, profile_id) DO UPDATE
               SET version_id = excluded.version_id, score_milli = excluded.score_milli,
                   potential_milli = excluded.potential_milli, shares = excluded.shares,
                   excluded_by = excluded.excluded_by, scored_at = excluded.scored_at),
        logged AS (
            INSERT INTO {to.changes} (tenant_id, profile_id, {to.key}, version_id, at, cause, score_milli,
                                      potential_milli, shares, excluded_by)
            SELECT %s, %s, id, %s, %s, cause, score_milli, potential_milli, shares, excluded_by FROM changed
             WHERE NOT waits)
        SELECT count(*) FILTER (WHERE NOT waits),
               coalesce(array_agg(id ORDER BY id) FILTER (WHERE moved AND NOT waits), '{{}}'),
               coalesce(array_agg(id ORDER BY id) FILTER (WHERE waits), '{{}}')
          FROM changed
    """  # noqa: S608 - fixed names only
    row = (tenant, profile_id, version_id, now)
    with connection.cursor() as cursor, planned_for_many(cursor) if scope.keys is None else nullcontext():
        cursor.execute(statement, [*changed.params, *row, *row])
        count, moved, waiting = cursor.fetchone()
    return Refreshed(count, tuple(moved), tuple(waiting))


def _changed(
    profile_id: int,
    version_id: int,
    spec: VersionSpec,
    scope: Scope,
    now: datetime,
    *,
    settle: bool,
    older: Mapping[int, VersionSpec],
) -> Sql:
    """The rows to write: score and exclusion follow from version and shares, so those alone are compared."""
    scores = scores_select(spec, scope, now=now, beside=tuple(older.values()))
    tables = SCORE_TABLES[scope.subject]
    where = scope.where("tenant_id", tables.key)
    cause = _cause(spec, version_id, scope)
    kept = "o.version_id = %s AND o.shares <> n.shares" if settle else "o.version_id IS DISTINCT FROM %s"
    kept = kept if settle else f"({kept} OR o.shares <> n.shares)"
    waits = "".join(f" WHEN %s THEN o.shares <> n.shares_{place}" for place in range(len(older)))
    waits = f"coalesce(CASE o.version_id{waits} END, false)" if older else "false"
    text = f"""
        SELECT n.id, n.score_milli, n.potential_milli, n.shares, n.excluded_by, {cause.text} AS cause,
               (o.id IS NULL OR o.score_milli <> n.score_milli OR o.potential_milli <> n.potential_milli
                OR o.excluded_by IS DISTINCT FROM n.excluded_by) AS moved, {waits} AS waits
          FROM ({scores.text}) n
          {"JOIN" if settle else "LEFT JOIN"} (
               SELECT id, {tables.key}, version_id, score_milli, potential_milli, shares, excluded_by, scored_at
                 FROM {tables.scores} WHERE {where.text} AND profile_id = %s) o ON o.{tables.key} = n.id
         WHERE {kept}
    """  # noqa: S608 - fixed names only
    return Sql(text, (*cause.params, *older, *scores.params, *where.params, profile_id, version_id))


def _cause(spec: VersionSpec, version_id: int, scope: Scope) -> Sql:
    """Why a row changes: the version, else days alone (shares that can only fall), else ratings alone, else data.

    Ages of a deal may raise a share as well as lower it, so there the deal itself must not have been touched since.
    Where fields alone moved, and every change of them since was a correction, so is this. That is asked for single
    objects only: people correct by hand, and a million rows would be asked for nothing.
    """
    days: list[int] = []
    ages: list[int] = []
    ratings: list[int] = []
    others: list[int] = []
    fields: list[int] = []
    for place, criterion in enumerate(spec.criteria, start=1):
        kinds = {kind for _, kind in criterion.facts}
        families = {fact_split(fact)[0] for fact, _ in criterion.facts}
        aging = any(fact_ages(fact) for fact, kind in criterion.facts if kind is not FactKind.DAYS)
        kept = days if kinds == {FactKind.DAYS} else ratings if families == {RATING} else ages if aging else others
        kept.append(place)
        fields += [place] if kept is others and families <= CORRECTED_FAMILIES else []
    same, same_ratings, same_days, same_ages = (_same(places) for places in (others, ratings, days, ages))
    fallen = " AND ".join(f"o.shares[{place}] >= n.shares[{place}]" for place in days) or "true"
    untouched = "(SELECT d.updated_at <= o.scored_at FROM deal d WHERE d.tenant_id = %s AND d.id = n.id)"
    aged = f" AND ({same_ages} OR {untouched})" if ages else ""
    text = (
        "CASE WHEN o.id IS NULL THEN 'data' WHEN o.version_id <> %s THEN 'version'"
        f" WHEN {same} AND {same_ratings} AND {fallen}{aged} THEN 'decay'"
        f" WHEN {same} AND {same_days} AND {same_ages} THEN 'rating'"
    )
    params = (version_id, scope.tenant_id) if ages else (version_id,)
    if scope.keys is None:
        return Sql(f"{text} ELSE 'data' END", params)
    rest = (
        f"{_same([place for place in others if place not in fields])} AND {same_ratings} AND {same_ages} AND {fallen}"
    )
    corrected = _corrected(scope)
    return Sql(
        f"{text} WHEN {rest} AND {corrected.text} THEN 'correction' ELSE 'data' END", (*params, *corrected.params)
    )


def _corrected(scope: Scope) -> Sql:
    """Whether the object's facts have changed since it was scored, by corrections alone."""
    whose, params = "object_kind = 'account' AND object_id = n.id", [scope.tenant_id]
    if scope.subject is Subject.DEAL:
        account = "(SELECT d.account_id FROM deal d WHERE d.tenant_id = %s AND d.id = n.id)"
        whose = f"(object_kind = 'deal' AND object_id = n.id OR object_kind = 'account' AND object_id = {account})"
        params.append(scope.tenant_id)
    return Sql(
        "coalesce((SELECT bool_and(is_correction) FROM fact_change"  # noqa: S608 - fixed names only
        f" WHERE tenant_id = %s AND {whose} AND at > o.scored_at), false)",
        tuple(params),
    )


def _same(places: Sequence[int]) -> str:
    return " AND ".join(f"o.shares[{place}] = n.shares[{place}]" for place in places) or "true"
