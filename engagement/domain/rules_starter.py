"""The engagement rules a new workspace starts with.

After the peers' published defaults (docs/formulas.md#mqa): meetings count their minutes, talks and replies a few
points, our own attempts next to nothing; 100 points in 90 days from at least two people with 20 each.
"""

from __future__ import annotations

from engagement.domain.kinds import N_
from engagement.domain.rules import (
    HALF_LIFE,
    SESSION,
    SIGNAL,
    TOUCH,
    EngagementRules,
    EventRule,
    Qualification,
    Threshold,
)

STARTER_RULES = EngagementRules(
    events=(
        EventRule("session_minutes", N_("Sales sessions held, a point a minute"), SESSION, 1_000, per_minute=True),
        EventRule("meeting", N_("Meetings agreed or held"), TOUCH, 25_000, outcomes=("meeting",), direction=""),
        EventRule("conversation", N_("Conversations"), TOUCH, 10_000, outcomes=("conversation",)),
        EventRule("inbound", N_("Wrote or called us"), TOUCH, 8_000, direction="inbound"),
        EventRule("event_visit", N_("Came to an event or webinar"), TOUCH, 15_000, kinds=("event", "webinar")),
        EventRule(
            "attempt", N_("Our attempts"), TOUCH, 100, direction="outbound", outcomes=("attempt", "no_reply"), days=30
        ),
        EventRule("demo_request", N_("Asked for a demo"), SIGNAL, 40_000, kinds=("demo_request",), act_now=True),
        EventRule(
            "web_visit",
            N_("Visited our site"),
            SIGNAL,
            2_000,
            kinds=("web_visit", "pricing_page_visit", "whitepaper_download"),
            decay=HALF_LIFE,
            days=14,
        ),
    ),
    qualification=Qualification(
        threshold=Threshold(points_milli=100_000, people=2, person_points_milli=20_000),
        fit_gate_milli=50_000,
        exit_percent=70,
        act_now_days=14,
    ),
    seniority_percent={"c_level": 200, "vp": 150, "director": 125, "head": 125, "junior": 75},
)
