"""Engagement points and qualified spells, brought up to date from the events.

Computed under a lock of the workspace, so that an older reading never overwrites a newer one: single accounts take it
alone, key ranges share it, because they never overlap.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from accounts.domain.icp_facts import Subject
from accounts.models import Account
from accounts.selectors.scores import key_ranges
from accounts.services.measures import account_measures_set
from engagement.domain.mqa import Verdict, judge
from engagement.domain.points import Engagement, engagement, temperature
from engagement.models import EngagementScore, QualifiedSpell
from engagement.notices import QUALIFIED
from engagement.selectors.events import Among, events_read, own_domains
from engagement.selectors.standing import RulesInForce, Setting, rules_in_force, settings_of
from outbox.models import Job
from outbox.services import range_job_enqueue
from tenancy.context import required_tenant_id
from users.services.notifications import Notice, notifications_add

REFRESH = "engagement.refresh"
RANGE_SIZE = 10_000
SOURCE = "engagement"
POINTS, PEOPLE = "engagement_points", "engaged_people"  # the measures that profiles can read
ALONE = "select pg_advisory_xact_lock(hashtextextended('engagement:' || %s, 0))"
TOGETHER = "select pg_advisory_xact_lock_shared(hashtextextended('engagement:' || %s, 0))"
COMPARED = (
    "rules_number",
    "points_milli",
    "unknown_milli",
    "people",
    "deep_people",
    "weeks",
    "temperature",
    "last_event_at",
)


@dataclass(frozen=True)
class Refreshed:
    """What a pass did: accounts whose standing changed, and how many became qualified or ceased to be."""

    changed: int = 0
    entered: int = 0
    left: int = 0


@transaction.atomic
def engagement_refresh(*, account_ids: Iterable[int], now: datetime) -> Refreshed:
    """This function will bring the engagement of these accounts up to date.

    Idempotent. Side effects: takes the workspace's engagement lock; writes the measures that profiles read, which
    announces ``account.changed`` where they moved; tells the owners of accounts that became qualified.
    """
    return _refresh(Among(keys=tuple(sorted(set(account_ids)))), now, lock=ALONE)


@transaction.atomic
def engagement_refresh_range(*, lower: int, upper: int, now: datetime) -> Refreshed:
    """This function will do the same for the accounts in ``[lower, upper)``, beside other ranges."""
    return _refresh(Among(lower=lower, upper=upper), now, lock=TOGETHER)


@transaction.atomic
def engagement_refresh_enqueue(*, created_by_id: int | None = None) -> Job:
    """This function will ask for the engagement of every account to be looked at again, in key ranges."""
    ranges = key_ranges(Subject.ACCOUNT, size=RANGE_SIZE)
    return range_job_enqueue(kind=REFRESH, ranges=ranges, payload={}, created_by_id=created_by_id)


def _refresh(among: Among, now: datetime, *, lock: str) -> Refreshed:
    with connection.cursor() as cursor:
        cursor.execute(lock, [required_tenant_id()])
    current = rules_in_force()
    if current is None:
        return Refreshed()
    rules = current.rules
    ours = own_domains() | rules.excluded_domains
    events = events_read(among, since=now - timedelta(days=rules.window_days), now=now, ours=ours)
    known = {row.account_id: row for row in EngagementScore.objects.filter(among.q())}
    spells = {row.account_id: row for row in QualifiedSpell.objects.filter(among.q(), left_at=None)}
    wanted = sorted(events.keys() | known.keys() | spells.keys())
    settings = settings_of(wanted)
    standings = {pk: engagement(rules, events.get(pk, ()), tier=settings[pk].tier, now=now) for pk in wanted}
    changed = _scores_write(current, standings, settings, known, now)
    entered, left = _spells_write(current, standings, settings, spells, now)
    _measures_write({pk: standings[pk] for pk in changed}, now)
    return Refreshed(len(changed), entered, left)


def _scores_write(
    current: RulesInForce,
    standings: Mapping[int, Engagement],
    settings: Mapping[int, Setting],
    known: Mapping[int, EngagementScore],
    now: datetime,
) -> list[int]:
    """Write the standings that differ from what is stored; return their accounts."""
    rows = []
    for pk, standing in standings.items():
        threshold = current.rules.qualification.threshold_of(settings[pk].tier)
        row = EngagementScore(
            account_id=pk,
            rules_number=current.number,
            points_milli=standing.points_milli,
            unknown_milli=standing.unknown_milli,
            people=len(standing.people),
            deep_people=standing.people_with(threshold.person_points_milli),
            weeks=list(standing.weeks),
            temperature=temperature(standing.weeks),
            last_event_at=standing.last_at,
            scored_at=now,
        )
        before = known.get(pk)
        if before is None or any(getattr(before, name) != getattr(row, name) for name in COMPARED):
            rows.append(row)
    EngagementScore.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["tenant", "account"],
        update_fields=[*COMPARED, "scored_at"],
        batch_size=1_000,
    )
    return [row.account_id for row in rows]


def _measures_write(standings: Mapping[int, Engagement], now: datetime) -> None:
    points = {pk: (2 * standing.points_milli + 1_000) // 2_000 for pk, standing in standings.items()}
    people: dict[int, int | None] = {pk: len(standing.people) for pk, standing in standings.items()}
    account_measures_set(key=POINTS, values=points, source=SOURCE, now=now)
    account_measures_set(key=PEOPLE, values=people, source=SOURCE, now=now)


def _spells_write(
    current: RulesInForce,
    standings: Mapping[int, Engagement],
    settings: Mapping[int, Setting],
    open_spells: Mapping[int, QualifiedSpell],
    now: datetime,
) -> tuple[int, int]:
    """Open and close spells; return how many of each."""
    entered: list[QualifiedSpell] = []
    left: list[QualifiedSpell] = []
    for pk, standing in standings.items():
        setting, spell = settings[pk], open_spells.get(pk)
        verdict = judge(
            current.rules.qualification,
            standing,
            fit=setting.fit,
            tier=setting.tier,
            was_qualified=spell is not None,
            now=now,
        )
        people = len(standing.people)
        if spell is None and verdict.is_qualified:
            entered.append(_spell(pk, verdict, standing, people, setting, current.number, now))
        elif spell is not None and not verdict.is_qualified:
            spell.left_at, spell.left_cause = now, verdict.cause
            spell.left_points_milli, spell.left_people = standing.points_milli, people
            spell.left_fit_milli, spell.left_rules_number = setting.fit.score_milli, current.number
            left.append(spell)
    QualifiedSpell.objects.bulk_create(entered, batch_size=1_000)
    left_fields = [f"left_{name}" for name in ("at", "cause", "points_milli", "people", "fit_milli", "rules_number")]
    QualifiedSpell.objects.bulk_update(left, left_fields, batch_size=1_000)
    _owners_tell(entered, now)
    return len(entered), len(left)


def _spell(
    pk: int, verdict: Verdict, standing: Engagement, people: int, setting: Setting, number: int, now: datetime
) -> QualifiedSpell:
    return QualifiedSpell(
        account_id=pk,
        entered_at=now,
        entry_cause=verdict.cause,
        entry_points_milli=standing.points_milli,
        entry_people=people,
        entry_fit_milli=setting.fit.score_milli,
        entry_rules_number=number,
    )


def _owners_tell(spells: list[QualifiedSpell], now: datetime) -> None:
    """Each owner hears once of each account that became qualified."""
    causes = {spell.account_id: spell.entry_cause for spell in spells}
    owned = Account.objects.filter(pk__in=causes, owner__isnull=False).order_by("pk")
    notices = [
        Notice(
            kind=QUALIFIED,
            values={"account": name, "cause": causes[pk]},
            user_id=owner_id,
            about=public_id,
            dedupe_key=f"{public_id}:{now.isoformat()}",
        )
        for pk, public_id, name, owner_id in owned.values_list("pk", "public_id", "name", "owner_id")
    ]
    notifications_add(notices=notices, now=now)
