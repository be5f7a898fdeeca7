"""One account, everything a seller needs on one page: the market of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Case, F, When
from django.utils import timezone

from accounts.models import Account, AccountMeasure, AccountTeamMember, Deal, Segment
from accounts.selectors.score_explain import Explanation, score_explain
from accounts.selectors.win_chances import WinStanding, win_standings
from common.errors import NotFoundError
from content.selectors.recommendations import AccountRecommendations, account_recommendations
from dashboard.selectors.account_changes import Changes, account_changes, score_history
from dashboard.selectors.account_facts import FactLine, fact_label, fact_lines, measures
from dashboard.selectors.account_measures import measure_lines
from dashboard.selectors.next_action import NextAction, next_action
from engagement.models import SalesSession, Touch
from engagement.selectors.next_steps import NextStep, next_steps_of_account
from engagement.selectors.preparing import shown_to
from engagement.selectors.timeline import KINDS, TimelinePage, timeline
from personas.selectors.committee import CommitteeView, committee_of_account
from personas.selectors.deal_committees import DealCommittee, deal_committees
from tiers.selectors.place import AccountPlace, account_place
from tiers.selectors.policy import NoPolicyError

DEALS = 10  # the open ones first: they are what a call is about
FAMILY = 20
GROUPS = {
    "touches": ("touch",),
    "sessions": ("session",),
    "deals": ("deal_opened", "deal_closed"),
    "signals": ("signal",),
    "tiers": ("score", "tier_entered", "tier_left"),
}


@dataclass(frozen=True, slots=True)
class DealSummary:
    """The newest deals and how many there are of each outcome."""

    rows: Sequence[Deal]
    total: int
    open_count: int
    won_count: int
    lost_count: int
    win_standings: Mapping[int, WinStanding]  # by deal; empty where no profile scores deals
    committees: dict[int, DealCommittee]

    @property
    def lines(self) -> list[tuple[Deal, DealCommittee | None]]:
        """This function will return the deals, each with its committee if it has one."""
        return [(deal, self.committees.get(deal.pk)) for deal in self.rows]


@dataclass(frozen=True, slots=True)
class AccountPage:
    """What the account page shows; nothing of it is read lazily by the template."""

    account: Account
    facts: list[FactLine]
    measures: dict[str, AccountMeasure]
    worked_out: list[FactLine]
    subsidiaries: list[Account]
    segments: list[Segment]
    team: list[AccountTeamMember]
    explanation: Explanation | None
    history: list[int]
    place: AccountPlace | None
    changes: Changes
    committee: CommitteeView
    recommendations: AccountRecommendations
    deals: DealSummary
    steps: list[NextStep]
    action: NextAction | None
    timeline: TimelinePage


def account_find(*, public_id: UUID) -> Account:
    """This function will return an account with its parent and owner.

    :raises NotFoundError: when the workspace has none such.
    """
    account: Account | None = Account.objects.select_related("parent", "owner").filter(public_id=public_id).first()
    if account is None:
        raise NotFoundError("There is no such account.")
    return account


def account_timeline(*, account: Account, zone: str, after: str = "", group: str = "") -> TimelinePage:
    """This function will return a page of the account's timeline, maybe of one group of kinds."""
    return timeline(account=account, zone=zone, after=after, kinds=GROUPS.get(group, KINDS))


def account_page(*, account: Account, zone: str, now: datetime, group: str = "") -> AccountPage:
    """This function will gather the account page. The number of queries depends on kinds of things, not on how many."""
    explanation = score_explain(account.pk, now)
    profile_id = explanation.profile.pk if explanation else None
    place = _place(account, now)
    committee = committee_of_account(account_id=account.pk, now=now)
    recommendations = account_recommendations(account=account, shown=shown_to(account), now=now, committee=committee)
    steps = next_steps_of_account(account=account)
    known = measures(account=account)
    return AccountPage(
        account=account,
        facts=fact_lines(account=account),
        measures=known,
        worked_out=measure_lines(known),
        subsidiaries=list(Account.objects.filter(parent_id=account.pk).order_by("name_key", "id")[:FAMILY]),
        segments=list(Segment.objects.filter(members__account_id=account.pk).order_by("name")),
        team=list(AccountTeamMember.objects.filter(account_id=account.pk).select_related("user").order_by("id")),
        explanation=explanation,
        history=score_history(account=account, profile_id=profile_id),
        place=place,
        changes=account_changes(account=account, place=place, profile_id=profile_id, now=now),
        committee=committee,
        recommendations=recommendations,
        deals=_deals(account, committee, now),
        steps=steps,
        action=next_action(
            steps=steps,
            committee=committee,
            recommendations=recommendations,
            best_fact=_best_fact(explanation),
            last_touch_at=_last_met(account, now),
            now=now,
            today=timezone.localtime(now).date(),
        ),
        timeline=account_timeline(account=account, zone=zone, group=group),
    )


def _last_met(account: Account, now: datetime) -> datetime | None:
    """When somebody of ours last touched the account or held a session there."""
    touches = Touch.objects.filter(account_id=account.pk, occurred_at__lte=now).order_by("-occurred_at", "-id")
    held = SalesSession.objects.filter(account_id=account.pk, status=SalesSession.Status.HELD, starts_at__lte=now)
    found = [
        touches.values_list("occurred_at", flat=True).first(),
        held.order_by("-starts_at", "-id").values_list("starts_at", flat=True).first(),
    ]
    return max((at for at in found if at is not None), default=None)


def _place(account: Account, now: datetime) -> AccountPlace | None:
    try:
        return account_place(account, now=now)
    except NoPolicyError:
        return None


def _best_fact(explanation: Explanation | None) -> tuple[str, int] | None:
    if explanation is None or explanation.best_next is None:
        return None
    return fact_label(explanation.best_next.fact), explanation.best_next.gain_milli


def _deals(account: Account, committee: CommitteeView, now: datetime) -> DealSummary:
    statuses = list(Deal.objects.filter(account_id=account.pk).values_list("status", flat=True))
    is_closed = Case(When(status=Deal.Status.OPEN, then=0), default=1)
    newest = F("created_on").desc(nulls_last=True)
    rows = Deal.objects.filter(account_id=account.pk).order_by(is_closed, newest, "-id")[:DEALS]
    newest_rows = list(rows)
    return DealSummary(
        rows=newest_rows,
        total=len(statuses),
        open_count=statuses.count(Deal.Status.OPEN),
        won_count=statuses.count(Deal.Status.WON),
        lost_count=statuses.count(Deal.Status.LOST),
        win_standings=win_standings([deal.pk for deal in newest_rows]),
        committees=deal_committees(account_id=account.pk, own=committee, now=now) if statuses else {},
    )
