"""What changed at an account since a day, and why: score, tier, facts, signals, people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Account, Contact, Deal, FactChange, FitScoreChange, Signal
from dashboard.selectors.account_facts import fact_form, fact_label
from tiers.selectors.place import AccountPlace

WEEK = timedelta(days=7)
MOST = 30  # of each kind; a week with more is told by its newest


@dataclass(frozen=True, slots=True)
class ScoreMove:
    """How the fit score moved, and the last cause; ``before`` ``None``: first scored since then."""

    before: int | None
    after: int
    cause: str
    at: datetime

    @property
    def delta_milli(self) -> int:
        """This function will return the difference in thousandths of a point; 0 when there was no score before."""
        return 0 if self.before is None else self.after - self.before


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed. ``kind`` is fact, tier_in, tier_out, signal, contact or deal; the page words it."""

    kind: str
    at: datetime
    label: str
    old: Any = None
    new: Any = None
    form: str = "text"
    reason: str = ""
    source: str = ""
    is_correction: bool = False


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything since ``since``, newest first, and the score's move if it moved."""

    since: datetime
    score: ScoreMove | None
    lines: list[Change]

    @property
    def is_quiet(self) -> bool:
        """This function will tell whether nothing changed."""
        return self.score is None and not self.lines


def account_changes(*, account: Account, place: AccountPlace | None, profile_id: int | None, now: datetime) -> Changes:
    """This function will return what changed at an account in the last seven days.

    Six queries, seven of an account first scored since.
    """
    since = now - WEEK
    lines = [*_facts(account, since), *_tiers(place, since), *_signals(account, since), *_records(account, since)]
    return Changes(since, _score(account, profile_id, since), sorted(lines, key=lambda c: c.at, reverse=True))


def _score(account: Account, profile_id: int | None, since: datetime) -> ScoreMove | None:
    if profile_id is None:
        return None
    rows = FitScoreChange.objects.filter(profile_id=profile_id, account_id=account.pk)
    after = rows.filter(at__gt=since).order_by("-at", "-id").first()
    if after is None:
        return None
    before = rows.filter(at__lte=since).order_by("-at", "-id").first()
    if before is None:  # scored for the first time since
        before = rows.order_by("at", "id").first() or after
        if before.score_milli == after.score_milli:
            return ScoreMove(None, before.score_milli, before.cause, before.at)
    if before.score_milli == after.score_milli:
        return None
    return ScoreMove(before.score_milli, after.score_milli, after.cause, after.at)


def score_history(*, account: Account, profile_id: int | None, limit: int = 40) -> list[int]:
    """This function will return the account's last scores in thousandths, oldest first, for a small chart."""
    if profile_id is None:
        return []
    rows = FitScoreChange.objects.filter(profile_id=profile_id, account_id=account.pk).order_by("-at", "-id")
    return list(rows.values_list("score_milli", flat=True)[:limit])[::-1]


def _facts(account: Account, since: datetime) -> list[Change]:
    rows = FactChange.objects.filter(object_kind="account", object_id=account.pk, at__gt=since).order_by("-at", "-id")
    return [
        Change(
            "fact",
            row.at,
            fact_label(row.field),
            _told(row.field, row.old),
            _told(row.field, row.new),
            fact_form(row.field),
            source=row.source,
            is_correction=row.is_correction,
        )
        for row in rows[:MOST]
    ]


def _told(field: str, value: Any) -> Any:
    """A value of the history as people know it: a list as one writes it, a day, the name of a stage."""
    if isinstance(value, list):
        return ", ".join(str(part) for part in value)
    if isinstance(value, str) and fact_form(field) == "day":
        return date.fromisoformat(value)
    if field == "lifecycle" and value in Account.Lifecycle.values:
        return str(Account.Lifecycle(value).label)
    return value


def _tiers(place: AccountPlace | None, since: datetime) -> list[Change]:
    lines: list[Change] = []
    came = {line.stay.entered_at for line in place.stays} if place else set()
    for line in place.stays if place else ():
        stay = line.stay
        if stay.entered_at > since:
            lines.append(Change("tier_in", stay.entered_at, stay.tier.name, reason=line.came))
        if stay.left_at is not None and stay.left_at > since and stay.left_at not in came:  # else it moved: told above
            lines.append(Change("tier_out", stay.left_at, stay.tier.name, reason=line.went))
    return lines


def _signals(account: Account, since: datetime) -> list[Change]:
    rows = Signal.objects.filter(account_id=account.pk, occurred_at__gt=since).order_by("-occurred_at", "-id")
    return [Change("signal", row.occurred_at, row.kind.replace("_", " "), source=row.source) for row in rows[:MOST]]


def _records(account: Account, since: datetime) -> list[Change]:
    """New people, and deals that were opened, moved or closed. Of an account just imported its people are no news."""
    day = timezone.localtime(since).date()
    people = Contact.objects.filter(account_id=account.pk, created_at__gt=since).order_by("-created_at", "-id")
    known = people[:MOST] if account.created_at <= since else []
    moved = Q(created_on__gt=day) | Q(closed_on__gt=day) | Q(stage_changed_at__gt=since)
    deals = Deal.objects.filter(moved, account_id=account.pk).order_by("-created_on", "-id")[:MOST]
    return [
        *(
            Change("contact", c.created_at, f"{c.first_name} {c.last_name}".strip() or c.email, new=c.title)
            for c in known
        ),
        *(_deal(deal, day) for deal in deals),
    ]


def _deal(deal: Deal, day: date) -> Change:
    """A deal's newest news: its outcome, else its new stage, else that it was opened."""
    name = deal.name or deal.external_id
    if deal.closed_on is not None and deal.closed_on > day:
        return Change("deal", _noon(deal.closed_on), name, new=deal.get_status_display())
    if deal.stage_changed_at is not None and timezone.localtime(deal.stage_changed_at).date() > day:
        return Change("deal", deal.stage_changed_at, name, new=deal.stage)
    return Change("deal", _noon(deal.created_on or day), name, new=_("opened"))


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))
