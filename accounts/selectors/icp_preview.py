"""What a draft would do: both histograms, how many move, who moves most and why, and who crosses a line of the tiers.

Nothing is written. One set-based statement over the same compiled scores that publishing would write. Above ``MOST``
accounts an even sample is read, and the result says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from accounts.domain.icp import VersionSpec
from accounts.domain.icp_facts import Subject
from accounts.domain.icp_rules import outcome_decode
from accounts.domain.scoring import points_milli, score
from accounts.models import Account, Deal, DealScore, FitScore
from accounts.selectors.icp import version_specs
from accounts.selectors.icp_crossings import CROSSINGS, Crossing, crossing_keys, crossings, crossings_params
from accounts.selectors.score_lines import score_lines
from accounts.selectors.score_tables import SCORE_TABLES, ScoreTables
from accounts.selectors.scores_facts import Scope, facts_read, planned_for_many
from accounts.selectors.scores_sql import scores_select
from outbox.domain.ranges import ranges_merged
from tenancy.context import required_tenant_id

MOST = 100_000  # accounts a preview scores itself
SLICES = 100  # of the sample, evenly over the keys
BINS = 20  # of five points each
MOVERS = 10


class Part(NamedTuple):
    """What one criterion gives to a score: thousandths of a point, and the share of its weight (None: unknown)."""

    label: str
    milli: int
    share: int | None


@dataclass(frozen=True)
class Mover:
    """An account (or deal) that would move, with the criterion that moves it most."""

    pk: int
    public_id: str
    name: str
    old_milli: int
    new_milli: int
    excluded_before: bool
    excluded_after: bool
    reason: str  # the criterion's label; empty when the score stays
    reason_milli: int
    weighs_otherwise: bool  # the criterion judges as before; what it counts beside the others has changed

    @property
    def delta_milli(self) -> int:
        """New less old."""
        return self.new_milli - self.old_milli


@dataclass(frozen=True)
class Preview:
    """A draft against the scores as they stand. ``sampled``: only ``scored`` of ``total`` accounts were looked at."""

    total: int
    scored: int
    old: tuple[int, ...]
    new: tuple[int, ...]
    rising: int
    falling: int
    newly_excluded: int
    newly_included: int
    movers: tuple[Mover, ...]
    crossings: tuple[Crossing, ...] = ()  # of the tiers' lines; none where the profile ranks nobody

    @property
    def sampled(self) -> bool:
        """Whether the figures stand for a sample."""
        return self.scored < self.total

    @property
    def has_old(self) -> bool:
        """Whether any account has a score now to compare with."""
        return sum(self.old) > 0

    @property
    def staying(self) -> int:
        """How many compared accounts keep their score."""
        return sum(self.old) - self.rising - self.falling


def icp_preview(
    profile_id: int, spec: VersionSpec, *, now: datetime, movers: int = MOVERS, subject: Subject = Subject.ACCOUNT
) -> Preview:
    """This function will score a draft against the profile's present scores and tell what would change."""
    scope, total = _scope(subject)
    select = scores_select(spec, scope, now=now)
    where = scope.where("tenant_id", SCORE_TABLES[subject].key)
    statement = _statement(select.text, where.text, SCORE_TABLES[subject])
    lines = score_lines(profile_id)
    params = [*select.params, *where.params, profile_id, BINS - 1, BINS - 1, movers, *crossings_params(lines)]
    with connection.cursor() as cursor, planned_for_many(cursor):
        cursor.execute(statement, params)
        scored, new, old, counts, top, crossed = cursor.fetchone()
    return Preview(
        total=total,
        scored=scored,
        old=_bins(old),
        new=_bins(new),
        rising=counts["rising"],
        falling=counts["falling"],
        newly_excluded=counts["newly_excluded"],
        newly_included=counts["newly_included"],
        movers=_movers(profile_id, spec, top or [], now, subject),
        crossings=crossings(lines, crossed or [], _names(subject, crossing_keys(crossed or []))),
    )


def _statement(scores: str, where: str, tables: ScoreTables) -> str:
    return f"""
        WITH n AS MATERIALIZED (
            SELECT s.id, s.score_milli AS new, s.excluded_by IS NOT NULL AS out_new,
                   o.score_milli AS old, o.excluded_by IS NOT NULL AS out_old
              FROM ({scores}) s
              LEFT JOIN (SELECT {tables.key} AS key, score_milli, excluded_by FROM {tables.scores}
                          WHERE {where} AND profile_id = %s) o ON o.key = s.id)
        SELECT (SELECT count(*) FROM n),
               (SELECT json_object_agg(bin, many) FROM
                   (SELECT least(new / 5000, %s) AS bin, count(*) AS many FROM n GROUP BY 1) h),
               (SELECT json_object_agg(bin, many) FROM
                   (SELECT least(old / 5000, %s) AS bin, count(*) AS many FROM n WHERE old IS NOT NULL GROUP BY 1) h),
               (SELECT json_build_object(
                    'rising', count(*) FILTER (WHERE new > old), 'falling', count(*) FILTER (WHERE new < old),
                    'newly_excluded', count(*) FILTER (WHERE old IS NOT NULL AND out_new AND NOT out_old),
                    'newly_included', count(*) FILTER (WHERE out_old AND NOT out_new)) FROM n),
               (SELECT json_agg(m) FROM (
                    SELECT id, old, new, out_old, out_new FROM n
                     WHERE old IS NOT NULL AND (old <> new OR out_old <> out_new)
                     ORDER BY abs(new - old) DESC, id LIMIT %s) m),
               ({CROSSINGS})
    """  # noqa: S608 - fixed names only


def _scope(subject: Subject) -> tuple[Scope, int]:
    """All accounts (or deals), or slices of them spread evenly over the keys."""
    tenant_id = required_tenant_id()
    total = Deal.objects.count() if subject is Subject.DEAL else Account.objects.count()
    if total <= MOST:
        return Scope(tenant_id, subject=subject), total
    table = SCORE_TABLES[subject].objects
    statement = (
        f"WITH b AS (SELECT min(id) AS lower, max(id) AS upper FROM {table} WHERE tenant_id = %s)"  # noqa: S608
        f" SELECT g.start, (SELECT max(id) FROM (SELECT id FROM {table} WHERE tenant_id = %s AND id >= g.start"
        " ORDER BY id LIMIT %s) slice) + 1 FROM b, LATERAL"
        " (SELECT b.lower + (b.upper - b.lower) * i / %s AS start FROM generate_series(0, %s) i) g"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [tenant_id, tenant_id, MOST // SLICES, SLICES, SLICES - 1])
        slices = [(start, end) for start, end in cursor.fetchall() if end is not None]
    return Scope(tenant_id, ranges=tuple(ranges_merged(slices)), subject=subject), total


def _bins(counts: dict[str, int] | None) -> tuple[int, ...]:
    return tuple((counts or {}).get(str(place), 0) for place in range(BINS))


def _movers(
    profile_id: int, spec: VersionSpec, top: Sequence[dict[str, Any]], now: datetime, subject: Subject
) -> tuple[Mover, ...]:
    keys = tuple(row["id"] for row in top)
    if not keys:
        return ()
    names = _names(subject, list(keys))
    before = _points_before(profile_id, keys, subject)
    facts = facts_read(spec.reads, Scope(required_tenant_id(), keys=keys, subject=subject), now=now)
    movers = []
    for row in top:
        result = score(spec, facts[row["id"]])
        shares = [outcome.share for outcome in result.outcomes]
        points = points_milli(spec, shares)
        after = {
            c.key: Part(c.label, part, share) for c, part, share in zip(spec.criteria, points, shares, strict=True)
        }
        public_id, name = names[row["id"]]
        moves = (row["old"], row["new"], row["out_old"], row["out_new"])
        movers.append(Mover(row["id"], public_id, name, *moves, *_reason(before[row["id"]], after)))
    return tuple(movers)


def _names(subject: Subject, keys: list[int]) -> dict[int, tuple[str, str]]:
    """Public id and name by key."""
    if not keys:
        return {}
    if subject is Subject.DEAL:
        deals = Deal.objects.filter(pk__in=keys).only("public_id", "name", "external_id")
        return {deal.pk: (str(deal.public_id), deal.name or deal.external_id) for deal in deals}
    accounts = Account.objects.filter(pk__in=keys).only("public_id", "name")
    return {account.pk: (str(account.public_id), account.name) for account in accounts}


def _points_before(profile_id: int, keys: Sequence[int], subject: Subject) -> dict[int, dict[str, Part]]:
    rows: list[Any]
    if subject is Subject.DEAL:
        rows = list(DealScore.objects.filter(profile_id=profile_id, deal_id__in=keys))
    else:
        rows = list(FitScore.objects.filter(profile_id=profile_id, account_id__in=keys))
    specs = version_specs(row.version_id for row in rows)
    before: dict[int, dict[str, Part]] = {}
    for row in rows:
        spec = specs[row.version_id]
        shares = [outcome_decode(share).share for share in row.shares]
        points = points_milli(spec, shares)
        key = row.deal_id if subject is Subject.DEAL else row.account_id
        parts = zip(spec.criteria, points, shares, strict=True)
        before[key] = {c.key: Part(c.label, part, share) for c, part, share in parts}
    return before


def _reason(before: dict[str, Part], after: dict[str, Part]) -> tuple[str, int, bool]:
    """The criterion whose points change most, by how much, and whether only its weight among the others did that."""
    nothing = Part("", 0, None)
    pairs = {key: (before.get(key, nothing), after.get(key, nothing)) for key in {**before, **after}}
    deltas = {key: new.milli - old.milli for key, (old, new) in pairs.items()}
    if not any(deltas.values()):
        return "", 0, False
    key = max(deltas, key=lambda name: (abs(deltas[name]), name))
    old, new = pairs[key]
    return new.label or old.label, deltas[key], key in before and key in after and old.share == new.share
