"""What a day begins with: what changed at the accounts one watches, what is due, what is planned."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Q

from accounts.models import Account, FitScore, Signal
from accounts.selectors.icp import primary_profile_id
from engagement.models import SalesSession
from engagement.selectors.next_steps import NextStep, next_steps_due, sessions_between
from personas.models import CommitteeSeat
from tenancy.context import required_tenant_id
from tiers.models import ProposedMove, TierAssignment
from tiers.selectors.policy import NoPolicyError, policy_current
from tiers.selectors.proposals import moves_waiting, moves_waiting_first
from tiers.selectors.reasons import leave_text, stay_text
from tiers.selectors.standings import head_length

WATCHED = 500
SHOWN = 25
MOVES_SHOWN = 5
EACH = 200


@dataclass(frozen=True, slots=True)
class News:
    """One thing that happened at an account; ``kind`` is score, tier, signal or seat."""

    kind: str
    at: datetime
    text: str = ""
    before_milli: int | None = None
    after_milli: int | None = None
    cause: str = ""
    rank: int | None = None
    reason: str = ""


@dataclass
class AccountNews:
    """An account with its news, newest first."""

    account: Account
    score_milli: int | None = None
    potential_milli: int | None = None
    news: list[News] = field(default_factory=list)

    @property
    def newest(self) -> datetime:
        """When something last happened."""
        return self.news[0].at


@dataclass(frozen=True)
class MyDay:
    """The whole page. ``more`` counts the accounts with news that are not shown, ``moves`` wait for the reader."""

    changed: Sequence[AccountNews]
    more: int
    watched: int
    steps: Sequence[NextStep]
    sessions: Sequence[SalesSession]
    moves: Sequence[ProposedMove]
    moves_waiting: int
    today: date


def my_day(*, user_id: int, mine: bool, zone: ZoneInfo, since: datetime, now: datetime) -> MyDay:
    """This function will collect a member's day, or with ``mine`` off the workspace's.

    Watched are the member's own accounts, or those in the ranked tiers, at most the 500 best. Next steps and
    waiting moves are the member's own either way. Fifteen queries at most, whatever the number of accounts.
    """
    today = now.astimezone(zone).date()
    begin = datetime.combine(today, time.min, zone)
    profile_id = primary_profile_id()
    watched = watched_ids(user_id=user_id if mine else None, profile_id=profile_id)
    changed = _news(watched, profile_id=profile_id, since=since)
    sessions = sessions_between(start=begin, end=begin + timedelta(days=1), user_id=user_id if mine else None)
    moves = moves_waiting_first(owner_id=user_id, size=MOVES_SHOWN)
    return MyDay(
        changed=changed[:SHOWN],
        more=max(0, len(changed) - SHOWN),
        watched=len(watched),
        steps=next_steps_due(user_id=user_id, until=today),
        sessions=list(sessions[:SHOWN]),
        moves=moves,
        moves_waiting=len(moves) if len(moves) < MOVES_SHOWN else moves_waiting(owner_id=user_id),
        today=today,
    )


def watched_ids(*, user_id: int | None, profile_id: int | None) -> list[int]:
    """This function will return the accounts whose changes matter: a member's own, or those of the ranked tiers."""
    if user_id is not None:
        scores = FitScore.objects.filter(profile_id=profile_id, account__owner_id=user_id)
        best = list(scores.order_by("-score_milli", "account_id").values_list("account_id", flat=True)[:WATCHED])
        if len(best) == WATCHED:
            return best
        own = Account.objects.filter(owner_id=user_id).order_by("pk").values_list("pk", flat=True)[:WATCHED]
        return list(dict.fromkeys([*best, *own]))[:WATCHED]
    try:
        policy = policy_current()
    except NoPolicyError:
        return []
    tiers = policy.tiers[: head_length(policy)] or policy.tiers[:1]
    stays = TierAssignment.objects.filter(left_at=None, tier__in=tiers).order_by("tier__position", "account_id")
    return list(stays.values_list("account_id", flat=True)[:WATCHED])


def _news(watched: Sequence[int], *, profile_id: int | None, since: datetime) -> list[AccountNews]:
    by_account: dict[int, list[News]] = defaultdict(list)
    if watched:
        _add_scores(by_account, watched, profile_id, since)
        _add_tiers(by_account, watched, since)
        _add_signals(by_account, watched, since)
        _add_seats(by_account, watched, since)
    rows = Account.objects.filter(pk__in=by_account).only("pk", "public_id", "name", "tenant_id")
    current = FitScore.objects.filter(profile_id=profile_id, account_id__in=by_account)
    scores = {row.account_id: (row.score_milli, row.potential_milli) for row in current.defer("shares")}
    found = []
    for row in rows:
        score, potential = scores.get(row.pk, (None, None))
        newest_first = sorted(by_account[row.pk], key=lambda news: news.at, reverse=True)
        found.append(AccountNews(row, score, potential, newest_first))
    return sorted(found, key=_newest_then_best, reverse=True)


def _newest_then_best(entry: AccountNews) -> tuple[datetime, int, int]:
    """An import or a new profile moves many at one moment: of those the best fit comes first."""
    return entry.newest, -1 if entry.score_milli is None else entry.score_milli, -entry.account.pk


def _add_scores(
    by_account: dict[int, list[News]], watched: Sequence[int], profile_id: int | None, since: datetime
) -> None:
    # by hand: the last change and the one before the day began, of each account, are two index probes a piece
    with connection.cursor() as cursor:
        cursor.execute(
            """
            select k.id, c.at, c.score_milli, c.cause, b.score_milli
              from unnest(%(keys)s::bigint[]) as k (id)
              join lateral (select at, score_milli, cause from fit_score_change
                             where tenant_id = %(tenant)s and profile_id = %(profile)s and account_id = k.id
                               and at > %(since)s order by at desc, id desc limit 1) c on true
              join lateral (select score_milli from fit_score_change
                             where tenant_id = %(tenant)s and profile_id = %(profile)s and account_id = k.id
                               and at <= %(since)s order by at desc, id desc limit 1) b on true
             where c.score_milli <> b.score_milli
            """,
            {"keys": list(watched), "tenant": required_tenant_id(), "profile": profile_id, "since": since},
        )
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    for account_id, at, after, cause, before in rows:
        by_account[account_id].append(News("score", at, before_milli=before, after_milli=after, cause=cause))


def _add_tiers(by_account: dict[int, list[News]], watched: Sequence[int], since: datetime) -> None:
    stays = TierAssignment.objects.filter(
        Q(entered_at__gt=since) | Q(left_at__gt=since), account_id__in=watched
    ).select_related("tier")
    came = {}
    for stay in stays:
        if stay.entered_at > since:
            came[stay.account_id, stay.entered_at] = stay
            news = News("tier", stay.entered_at, stay.tier.name, rank=stay.tier.position, reason=stay_text(stay))
            by_account[stay.account_id].append(news)
    for stay in stays:
        if stay.left_at is not None and stay.left_at > since and (stay.account_id, stay.left_at) not in came:
            by_account[stay.account_id].append(News("tier", stay.left_at, reason=leave_text(stay)))


def _add_signals(by_account: dict[int, list[News]], watched: Sequence[int], since: datetime) -> None:
    rows = Signal.objects.filter(account_id__in=watched, occurred_at__gt=since).order_by("-occurred_at", "-pk")
    for account_id, at, kind in rows.values_list("account_id", "occurred_at", "kind")[:EACH]:
        by_account[account_id].append(News("signal", at, kind.replace("_", " ")))


def _add_seats(by_account: dict[int, list[News]], watched: Sequence[int], since: datetime) -> None:
    rows = CommitteeSeat.objects.filter(account_id__in=watched, deal=None, updated_at__gt=since)
    for seat in rows.select_related("contact").order_by("-updated_at", "-pk")[:EACH]:
        name = f"{seat.contact.first_name} {seat.contact.last_name}".strip() or seat.contact.email
        role = seat.get_buying_role_display()
        stance = seat.get_stance_display() if seat.stance else ""
        by_account[seat.account_id].append(News("seat", seat.updated_at, name, reason=str(role), cause=str(stance)))
