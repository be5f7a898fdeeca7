"""How engaged accounts are: the list, and one account with every line that its points are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, F, OrderBy, OuterRef, Q, QuerySet, Subquery

from accounts.models import Account, Contact, Signal
from engagement.domain.kinds import kind_label
from engagement.domain.points import Engagement, Line, engagement
from engagement.domain.rules import FIT_SLACK_MILLI, PERCENT, SESSION, SIGNAL, TOUCH, EventRule
from engagement.models import EngagementScore, QualifiedSpell, SalesSession, Touch
from engagement.selectors.events import Among, events_read, own_domains
from engagement.selectors.standing import RulesInForce, Setting, rules_in_force, settings_of
from tiers.models import Tier, TierAssignment

SORTS = {"points": ("points_milli",), "people": ("people", "points_milli"), "last_event_at": ("last_event_at",)}
QUALIFIED, NOT_QUALIFIED = "qualified", "not_qualified"


@dataclass(frozen=True, slots=True)
class LineShown:
    """One line of an account's points, with the words for what happened."""

    line: Line
    rule: EventRule
    what: str  # data: a kind of touch or signal, a session's title
    person: str  # blank: nobody known


@dataclass(frozen=True, slots=True)
class Need:
    """One thing qualification asks for: what there is and what is needed now."""

    what: str  # points | people | fit
    have: int | None
    need: int

    @property
    def is_met(self) -> bool:
        """Whether there is enough."""
        return self.have is not None and self.have >= self.need


@dataclass(frozen=True, slots=True)
class EngagementView:
    """An account's engagement as last counted; the lines add up to the points."""

    score: EngagementScore
    standing: Engagement
    lines: Sequence[LineShown]
    people: Sequence[tuple[str, int]]  # name, points
    needs: Sequence[Need]
    person_points_milli: int  # what makes a person count for breadth
    spells: Sequence[QualifiedSpell]
    rules: RulesInForce

    @property
    def is_qualified(self) -> bool:
        """Whether a spell is open."""
        return any(spell.left_at is None for spell in self.spells)


def engaged_list(*, given: Mapping[str, Any], sort: str = "points", descending: bool = True) -> QuerySet[Any]:
    """This function will return accounts that ever had an event, with tier and the begin of an open spell.

    ``given``: ``state`` (qualified or not_qualified), ``temperature``, ``owner_id``, ``tier`` (a key).
    """
    open_spells = QualifiedSpell.objects.filter(account_id=OuterRef("account_id"), left_at=None)
    stays = TierAssignment.objects.filter(account_id=OuterRef("account_id"), left_at=None)
    rows: QuerySet[Any] = EngagementScore.objects.select_related("account").annotate(
        qualified_at=Subquery(open_spells.values("entered_at")[:1]),
        tier_name=Subquery(stays.values("tier__name")[:1]),
        tier_position=Subquery(stays.values("tier__position")[:1]),
    )
    if given.get("state") == QUALIFIED:
        rows = rows.filter(Exists(open_spells))
    elif given.get("state") == NOT_QUALIFIED:
        rows = rows.filter(~Exists(open_spells))
    if given.get("temperature"):
        rows = rows.filter(temperature=given["temperature"])
    if given.get("owner_id"):
        rows = rows.filter(account__owner_id=given["owner_id"])
    if given.get("tier"):
        # asked for first: by its number PostgreSQL knows how many are in the tier, and begins with the few
        tiers = list(Tier.objects.filter(key=given["tier"]).values_list("pk", flat=True))
        rows = rows.filter(Exists(stays.filter(tier_id__in=tiers)))
    return rows.order_by(
        *[_order(name, descending) for name in SORTS[sort]], "account_id" if descending else "-account_id"
    )


def _order(name: str, descending: bool) -> OrderBy:
    # "nulls last" only where there are any: an index without these words does not serve it
    nulls = {"nulls_last": True} if name == "last_event_at" else {}
    return F(name).desc(**nulls) if descending else F(name).asc(**nulls)


def engagement_view(*, account: Account) -> EngagementView | None:
    """This function will explain an account's points as they were last counted; None when it never had an event.

    Events that came since are not in it yet: points and lines are of the same instant. Should something else have
    changed that has not been counted yet (a member joined, a person was renamed), the lines are of today.
    """
    score = EngagementScore.objects.filter(account_id=account.pk).first()
    current = rules_in_force()
    if score is None or current is None:
        return None
    rules, now = current.rules, score.scored_at
    ours = own_domains() | rules.excluded_domains
    since = now - timedelta(days=rules.window_days)
    events = events_read(Among(keys=(account.pk,)), since=since, now=now, ours=ours).get(account.pk, [])
    setting = settings_of([account.pk])[account.pk]
    standing = engagement(rules, events, tier=setting.tier, now=now)
    names = _names([pk for pk, _ in standing.people])
    spells = list(QualifiedSpell.objects.filter(account_id=account.pk).order_by("-entered_at"))
    qualified = any(spell.left_at is None for spell in spells)
    return EngagementView(
        score=score,
        standing=standing,
        lines=_lines(current, standing, names),
        people=[(names[pk], points) for pk, points in standing.people],
        needs=_needs(current, standing, setting, qualified=qualified),
        person_points_milli=_person_points(current, setting, qualified=qualified),
        spells=spells,
        rules=current,
    )


def qualified_spells(*, since: datetime | None = None, state: str = "") -> QuerySet[QualifiedSpell]:
    """This function will return spells with their accounts, the newest first; ``since``: that began or ended then or
    later; ``state``: ``qualified`` for those that last, ``not_qualified`` for those that ended.
    """
    rows: QuerySet[QualifiedSpell] = QualifiedSpell.objects.select_related("account").order_by(
        "-entered_at", "-public_id"
    )
    if state:
        rows = rows.filter(left_at__isnull=state == QUALIFIED)
    if since is not None:
        rows = rows.filter(Q(entered_at__gte=since) | Q(left_at__gte=since))
    return rows


def _percent(current: RulesInForce, *, qualified: bool) -> int:
    """Staying takes less than entering."""
    return current.rules.qualification.exit_percent if qualified else PERCENT


def _person_points(current: RulesInForce, setting: Setting, *, qualified: bool) -> int:
    threshold = current.rules.qualification.threshold_of(setting.tier)
    return threshold.person_points_milli * _percent(current, qualified=qualified) // PERCENT


def _needs(current: RulesInForce, standing: Engagement, setting: Setting, *, qualified: bool) -> list[Need]:
    rule = current.rules.qualification
    threshold = rule.threshold_of(setting.tier)
    gate = max(0, rule.fit_gate_milli - FIT_SLACK_MILLI) if qualified else rule.fit_gate_milli
    deep = standing.people_with(_person_points(current, setting, qualified=qualified))
    needs = [
        Need(
            "points", standing.points_milli, threshold.points_milli * _percent(current, qualified=qualified) // PERCENT
        ),
        Need("people", deep, threshold.people),
    ]
    return [*needs, Need("fit", setting.fit.score_milli, gate)] if gate else needs


def _names(contact_ids: Sequence[int]) -> dict[int, str]:
    people = Contact.objects.filter(pk__in=contact_ids).values_list("pk", "first_name", "last_name", "email")
    return {pk: f"{first} {last}".strip() or email for pk, first, last, email in people}


def _lines(current: RulesInForce, standing: Engagement, names: Mapping[int, str]) -> list[LineShown]:
    rules = {rule.key: rule for rule in current.rules.events}
    unnamed = {line.person for line in standing.lines if line.person is not None} - names.keys()
    known = {**names, **_names(sorted(unnamed))}
    what = _what_happened({line.event for line in standing.lines})
    return [
        LineShown(line, rules[line.rule], what.get(line.event, ""), known.get(line.person or 0, ""))
        for line in standing.lines
    ]


def _what_happened(events: set[tuple[str, int]]) -> dict[tuple[str, int], str]:
    def ids(source: str) -> list[int]:
        return [pk for kind, pk in events if kind == source]

    touches = Touch.objects.filter(pk__in=ids(TOUCH)).values_list("pk", "kind")
    sessions = SalesSession.objects.filter(pk__in=ids(SESSION)).values_list("pk", "title")
    signals = Signal.objects.filter(pk__in=ids(SIGNAL)).values_list("pk", "kind")
    return {
        **{(TOUCH, pk): kind_label(kind) for pk, kind in touches},
        **{(SESSION, pk): title for pk, title in sessions},
        **{(SIGNAL, pk): kind.replace("_", " ") for pk, kind in signals},
    }
