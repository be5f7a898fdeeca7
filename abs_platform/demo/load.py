"""Filling a workspace with the demo, through the same services that files, pages and REST use."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.db import transaction

from abs_platform.demo.library import SEGMENTS
from abs_platform.demo.load_content import content_load
from abs_platform.demo.load_plans import plans_load
from abs_platform.demo.load_priority import priority_load
from abs_platform.demo.load_win import win_profile_load
from abs_platform.demo.load_work import committees_load, engagement_load, sessions_load, tiers_load
from abs_platform.demo.past import past_record, past_steps
from abs_platform.demo.world import World, world_make
from accounts.models import Account
from accounts.services.ratings import rating_set
from accounts.services.segments import segment_save
from accounts.services.upsert import Options, records_upsert
from common.errors import ConflictError
from engagement.services.touches import touch_upsert
from metrics.services.rates import RateGiven, rates_set
from metrics.services.spend import spend_upsert
from outbox.services import outbox_drain
from tenancy.models import Tenant
from tenancy.statistics import statistics_refresh
from users.models import Membership, Role, User
from users.services import Actor, membership_set

SOURCE = "demo"
BATCH = 1_000
REPS = (("Mara Lind", "mara"), ("Jonas Weber", "jonas"), ("Réka Tóth", "reka"))
ACTOR = Actor.of_command("load_demo")
Tell = Callable[[str, int], None]


class WorkspaceNotEmptyError(ConflictError):
    """The demo goes into an empty workspace only, so that it can never be mixed with real data."""

    code = "workspace_not_empty"


def _batches(records: Sequence[dict[str, Any]]) -> Iterator[Sequence[dict[str, Any]]]:
    for start in range(0, len(records), BATCH):
        yield records[start : start + BATCH]


def _store(kind: str, records: Sequence[dict[str, Any]], now: datetime) -> None:
    for batch in _batches(records):
        records_upsert(kind, records=batch, source=SOURCE, now=now, options=Options(all_or_none=True))


def reps_create(*, tenant: Tenant) -> list[str]:
    """This function will make sure of three sales reps beside the first admin and return the addresses of all four.

    The reps have no password: they own accounts, an admin signs in.
    """
    admin = Membership.objects.select_related("user").filter(tenant=tenant, role=Role.ADMIN).order_by("pk").first()
    found = [admin.user.email] if admin else []
    for name, login in REPS:
        address = f"{login}@{tenant.slug}.demo.test"
        user = User.objects.filter(email=address).first() or User.objects.create_user(address, None, name=name)
        membership_set(tenant=tenant, user=user, role=Role.REP, actor=ACTOR)
        found.append(address)
    return found


@transaction.atomic
def demo_load(*, tenant: Tenant, accounts: int, seed: int, now: datetime, tell: Tell) -> World:
    """This function will fill the bound, empty workspace with the demo world of ``seed``, all or nothing.

    The accounts come in as they were known a year ago and change in steps until ``now``, each scored and tiered at its
    time, so that histories have something to tell. ``tell(what, count)`` hears of each step.

    :raises WorkspaceNotEmptyError: when the workspace holds accounts already.
    """
    if Account.objects.exists():
        raise WorkspaceNotEmptyError("this workspace holds accounts already; create another one for the demo")
    owners = reps_create(tenant=tenant)
    world = world_make(accounts=accounts, seed=seed, today=now.date(), owners=owners)
    stages = content_load(now=now)
    rates_set(
        tenant=tenant, rates=[RateGiven(*rate) for rate in world.rates if rate[0] != tenant.currency], actor=ACTOR
    )
    _accounts_load(world, seed, now)
    tell("accounts", len(world.accounts))
    _store("contacts", world.contacts, now - timedelta(days=150))
    statistics_refresh()  # what is stored so far is in this transaction, where autovacuum cannot see it
    outbox_drain(now=now - timedelta(days=150))
    tell("contacts", len(world.contacts))
    win_profile_load(now=now - timedelta(days=150))
    for kind, records in (("deals", world.deals), ("contracts", world.contracts), ("signals", world.signals)):
        _store(kind, records, now)
        statistics_refresh()
        tell(kind, len(records))
    _ratings_load(world)
    for batch in _batches(world.spend):
        spend_upsert(rows=batch, source=SOURCE, now=now, options=Options(all_or_none=True))
    outbox_drain(now=now)
    committees_load(seed=seed, now=now)
    for batch in _batches(world.touches):
        touch_upsert(rows=batch, source=SOURCE, now=now, options=Options(all_or_none=True))
    tell("touches", len(world.touches))
    tell("sessions", sessions_load(world, stages=stages, now=now))
    engagement_load(now=now)
    tiers_load(now=now)
    plans_load(team=owners, now=now)
    statistics_refresh()
    outbox_drain(now=now)
    priority_load(now=now)
    return world


def _accounts_load(world: World, seed: int, now: datetime) -> None:
    rng = Random(f"{seed}-past")  # noqa: S311 - a demo has no secrets
    past = {record["external_id"]: past_record(rng, record) for record in world.accounts}
    start = now - timedelta(days=365)
    _store("accounts", list(past.values()), start)
    for key, name, rule in SEGMENTS:
        segment_save(segment_id=None, key=key, name=name, rule=rule, actor=ACTOR, now=start)
    statistics_refresh()
    outbox_drain(now=start)
    changed = [record for record in world.accounts if record != past[record["external_id"]]]
    for days, share in past_steps(rng, changed):
        _store("accounts", share, now - timedelta(days=days))
        outbox_drain(now=now - timedelta(days=days))


def _ratings_load(world: World) -> None:
    accounts = {account.external_id: account for account in Account.objects.all()}
    for rating in world.ratings:
        rating_set(
            account=accounts[rating["account_external_id"]],
            department=rating["department"],
            score=rating["score"],
            actor=ACTOR,
            now=datetime.fromisoformat(rating["rated_at"]),
            rated_by=rating["rated_by_email"],
        )
