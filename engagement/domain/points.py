"""Engagement points: which event counts how much today, for whom, and why; the lines add up to the points.

Source: docs/formulas.md#engagement-points. Every event counts once for each person who took part, by that person's
seniority; an event of nobody known counts once for the account and for no person: it is depth, never breadth.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.domain.icp_rules import FULL
from engagement.domain.rules import PERCENT, UNKNOWN_LEVEL, EngagementRules, EventRule

SCALE = PERCENT * PERCENT * FULL
WEEK_DAYS = 7


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who took part. ``is_ours``: one of our own staff or of an excluded domain; ``has_left``: the company."""

    id: int
    seniority: str = UNKNOWN_LEVEL
    is_ours: bool = False
    has_left: bool = False

    @property
    def counts(self) -> bool:
        """Whether what this person did speaks for the account."""
        return not (self.is_ours or self.has_left)


@dataclass(frozen=True, slots=True)
class Event:
    """Something an account did or took part in; ``key`` is unique, and an event met twice counts once."""

    key: tuple[str, int]  # source, id
    kind: str
    at: datetime
    direction: str = ""
    outcome: str = ""
    minutes: int | None = None
    is_bot: bool = False
    people: tuple[Person, ...] = ()

    @property
    def source(self) -> str:
        """Where the event is kept: touch, session or signal."""
        return self.key[0]


@dataclass(frozen=True, slots=True)
class Line:
    """One event counted under one rule for one person; ``person`` null: for nobody known."""

    event: tuple[str, int]
    rule: str
    person: int | None
    at: datetime
    full_milli: int  # weighted, before fading
    points_milli: int
    share: int  # what is left of it, per mille
    weight_percent: int
    length_unknown: bool = False


@dataclass(frozen=True, slots=True)
class Engagement:
    """The standing of one account. ``weeks``: points before fading by week, the oldest first, this week last."""

    points_milli: int
    unknown_milli: int
    people: tuple[tuple[int, int], ...]  # contact id, points; the most engaged first, ties to the lower id
    weeks: tuple[int, ...]
    last_at: datetime | None
    act_now_at: datetime | None  # the newest event that qualifies at once
    lines: tuple[Line, ...]

    def people_with(self, points_milli: int) -> int:
        """This function will count the people who have at least so many points."""
        return sum(points >= points_milli for _, points in self.people)


def engagement(rules: EngagementRules, events: Iterable[Event], *, tier: str, now: datetime) -> Engagement:
    """This function will count the events of one account. ``tier`` is its tier's key, blank without one.

    Events of the future, older than the window, of bots, of our own staff and met before count nothing.
    """
    known: dict[tuple[str, int], Event] = {}
    for event in events:
        if 0 <= (now - event.at).days < rules.window_days and event.at <= now and not event.is_bot:
            known.setdefault(event.key, event)
    tier_percent = rules.tier_percent.get(tier, PERCENT)
    lines: list[Line] = []
    act_now: list[datetime] = []
    for event in known.values():
        people: Sequence[Person | None] = [person for person in event.people if person.counts] or [None]
        if event.people and people == [None]:
            continue  # nobody of the account was there
        for rule in rules.events:
            if matches(rule, event):
                lines += [_line(rules, rule, event, person, tier_percent, now) for person in people]
                if rule.act_now:
                    act_now.append(event.at)
    return _standing(rules, lines, act_now, now)


def matches(rule: EventRule, event: Event) -> bool:
    """This function will tell whether an event counts under a rule."""
    return (
        rule.source == event.source
        and (not rule.kinds or event.kind in rule.kinds)
        and (not rule.direction or event.direction == rule.direction)
        and (not rule.outcomes or event.outcome in rule.outcomes)
    )


def _line(
    rules: EngagementRules, rule: EventRule, event: Event, person: Person | None, tier_percent: int, now: datetime
) -> Line:
    seniority = rules.seniority_percent.get(person.seniority, PERCENT) if person else PERCENT
    times = 1 if not rule.per_minute else event.minutes or 0
    share = rule.share((now - event.at).days)
    product = rule.points_milli * times * seniority * tier_percent
    return Line(
        event=event.key,
        rule=rule.key,
        person=person.id if person else None,
        at=event.at,
        full_milli=_half_up(product, PERCENT * PERCENT),
        points_milli=_half_up(product * share, SCALE),
        share=share,
        weight_percent=_half_up(seniority * tier_percent, PERCENT),
        length_unknown=rule.per_minute and event.minutes is None,
    )


def _half_up(value: int, divisor: int) -> int:
    return (2 * value + divisor) // (2 * divisor)


def _standing(rules: EngagementRules, lines: list[Line], act_now: list[datetime], now: datetime) -> Engagement:
    lines.sort(key=lambda line: (line.at, line.event, line.rule, line.person or 0), reverse=True)
    by_person: dict[int, int] = {}
    weeks = [0] * rules.weeks
    unknown = 0
    for line in lines:
        if line.person is None:
            unknown += line.points_milli
        else:
            by_person[line.person] = by_person.get(line.person, 0) + line.points_milli
        week = (now - line.at).days // WEEK_DAYS
        if week < len(weeks):
            weeks[-1 - week] += line.full_milli
    people = sorted(((who, points) for who, points in by_person.items() if points), key=lambda one: (-one[1], one[0]))
    return Engagement(
        points_milli=sum(by_person.values()) + unknown,
        unknown_milli=unknown,
        people=tuple(people),
        weeks=tuple(weeks),
        last_at=lines[0].at if lines else None,
        act_now_at=max(act_now, default=None),
        lines=tuple(lines),
    )


class Temperature:
    """How this week compares with the three before it."""

    NEW, HOT, WARM, COLD = "new", "hot", "warm", "cold"


def temperature(weeks: Sequence[int]) -> str:
    """This function will compare this week's points with the mean of the three weeks before.

    New: points after three silent weeks; hot: at least twice the mean; warm: at least the mean; else cold.
    """
    this, before = weeks[-1], sum(weeks[-4:-1])
    if this == 0:
        return Temperature.COLD
    if before == 0:
        return Temperature.NEW
    if this * 3 >= 2 * before:
        return Temperature.HOT
    return Temperature.WARM if this * 3 >= before else Temperature.COLD
