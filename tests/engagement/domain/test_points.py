"""Engagement points: every line can be checked by hand, and the lines add up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement.domain.points import Engagement, Event, Person, engagement, temperature
from engagement.domain.rules import EngagementRules, EventRule, Qualification, Threshold
from engagement.domain.rules_starter import STARTER_RULES

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
QUALIFICATION = Qualification(Threshold(100_000, 2, 20_000))
CALL = EventRule("call", "Calls", "touch", 10_000, kinds=("call",), days=100)
MINUTES = EventRule("minutes", "Minutes", "session", 1_000, per_minute=True, decay="none")
ANN, BOB = Person(1, "c_level"), Person(2)


def rules(*events: EventRule, **more: object) -> EngagementRules:
    return EngagementRules(events=events or (CALL, MINUTES), qualification=QUALIFICATION, **more)  # type: ignore[arg-type]


def call(number: int = 1, *people: Person, days: int = 0, **more: object) -> Event:
    return Event(("touch", number), "call", NOW - timedelta(days=days), people=people, **more)  # type: ignore[arg-type]


def counted(*events: Event, given_rules: EngagementRules | None = None, tier: str = "") -> Engagement:
    return engagement(given_rules or rules(), events, tier=tier, now=NOW)


def test_an_event_counts_for_each_person_by_seniority_and_tier():
    weighted = rules(CALL, seniority_percent={"c_level": 200}, tier_percent={"tier-1": 150})

    found = counted(call(1, ANN, BOB), given_rules=weighted, tier="tier-1")

    assert found.people == ((1, 30_000), (2, 15_000))
    assert (found.points_milli, found.unknown_milli) == (45_000, 0)
    assert [line.weight_percent for line in found.lines] == [150, 300]


def test_a_linear_event_fades_to_nothing_at_its_horizon():
    fading = rules(EventRule("call", "Calls", "touch", 10_000, days=10))
    points = [counted(call(1, BOB, days=days), given_rules=fading).points_milli for days in (0, 1, 5, 9, 10)]

    assert points == [10_000, 9_000, 5_000, 1_000, 0]


def test_a_half_life_halves():
    halving = rules(EventRule("call", "Calls", "touch", 10_000, decay="half_life", days=14))
    points = [counted(call(1, BOB, days=days), given_rules=halving).points_milli for days in (0, 14, 28)]

    assert points == [10_000, 5_000, 2_500]


def test_hubspots_linear_example_leaves_half_after_a_month():
    monthly = rules(EventRule("call", "Calls", "touch", 10_000, days=60))  # 50 % a month of thirty days

    assert counted(call(1, BOB, days=30), given_rules=monthly).points_milli == 5_000


def test_an_event_of_nobody_known_is_depth_without_breadth():
    found = counted(call(1))

    assert (found.points_milli, found.unknown_milli, found.people) == (10_000, 10_000, ())


@pytest.mark.parametrize(
    "event",
    [
        call(1, BOB, days=-1),
        call(1, BOB, days=90),
        call(1, BOB, is_bot=True),
        call(1, Person(3, is_ours=True)),
        call(1, Person(3, has_left=True)),
        Event(("touch", 1), "email", NOW, people=(BOB,)),
    ],
    ids=["future", "older than the window", "bot", "our own staff", "left the company", "no rule"],
)
def test_these_count_nothing(event):
    assert counted(event).points_milli == 0


def test_our_own_people_beside_theirs_do_not_count():
    assert counted(call(1, BOB, Person(3, is_ours=True))).people == ((2, 10_000),)


def test_an_event_met_twice_counts_once():
    assert counted(call(7, BOB), call(7, BOB)).points_milli == 10_000


def test_an_event_that_several_rules_match_counts_under_each():
    both = rules(CALL, EventRule("inbound", "Inbound", "touch", 5_000, direction="inbound"))

    found = counted(call(1, BOB, direction="inbound"), given_rules=both)

    assert sorted((line.rule, line.points_milli) for line in found.lines) == [("call", 10_000), ("inbound", 5_000)]


def test_minutes_count_and_an_unknown_length_says_so():
    known = counted(Event(("session", 1), "", NOW, minutes=45, people=(BOB,)))
    unknown = counted(Event(("session", 1), "", NOW, people=(BOB,)))

    assert (known.points_milli, known.lines[0].length_unknown) == (45_000, False)
    assert (unknown.points_milli, unknown.lines[0].length_unknown) == (0, True)


def test_weeks_hold_points_before_fading():
    found = counted(call(1, BOB), call(2, BOB, days=6), call(3, BOB, days=7), call(4, BOB, days=84))

    assert len(found.weeks) == 12
    assert found.weeks[-2:] == (10_000, 20_000)
    assert sum(found.weeks) == 30_000  # the oldest lies in the window's last days, which are no whole week


@pytest.mark.parametrize(
    ("weeks", "expected"),
    [
        ((0, 0, 0, 0), "cold"),
        ((0, 0, 0, 5), "new"),
        ((3, 3, 3, 6), "hot"),
        ((3, 3, 3, 5), "warm"),
        ((3, 3, 3, 3), "warm"),
        ((3, 3, 3, 2), "cold"),
    ],
)
def test_temperature_compares_this_week_with_the_three_before(weeks, expected):
    assert temperature(weeks) == expected


EVENTS = st.builds(
    Event,
    key=st.tuples(st.sampled_from(["touch", "session", "signal"]), st.integers(1, 30)),
    kind=st.sampled_from(["call", "email", "event", "web_visit", "demo_request"]),
    at=st.integers(-5, 120).map(lambda days: NOW - timedelta(days=days, hours=3)),
    direction=st.sampled_from(["", "inbound", "outbound"]),
    outcome=st.sampled_from(["", "attempt", "conversation", "meeting"]),
    minutes=st.none() | st.integers(0, 300),
    people=st.lists(
        st.builds(Person, st.integers(1, 6), st.sampled_from(["c_level", "junior", "unknown"]), st.booleans()),
        max_size=3,
        unique_by=lambda person: person.id,
    ).map(tuple),
)


@given(st.lists(EVENTS, max_size=20))
def test_the_lines_the_people_and_the_points_add_up(events):
    found = engagement(STARTER_RULES, events, tier="", now=NOW)

    assert sum(line.points_milli for line in found.lines) == found.points_milli
    assert sum(points for _, points in found.people) + found.unknown_milli == found.points_milli


@given(st.lists(EVENTS, max_size=20, unique_by=lambda event: event.key))
def test_the_order_of_events_does_not_matter(events):
    there = engagement(STARTER_RULES, events, tier="", now=NOW)

    assert engagement(STARTER_RULES, events[::-1], tier="", now=NOW) == there
