"""Engagement rules from and to JSON, as they are stored, edited and sent over the API.

{"window_days": 90, "excluded_domains": ["agency.example"],
 "events": [{"key": "meeting", "label": "Meetings", "source": "session", "kinds": [], "direction": "",
             "outcomes": [], "points_milli": 1000, "per_minute": true, "decay": "linear", "days": 90,
             "act_now": false}],
 "seniority_percent": {"c_level": 200}, "tier_percent": {"tier-1": 150},
 "qualification": {"points_milli": 100000, "people": 2, "person_points_milli": 20000, "fit_gate_milli": 50000,
                   "exit_percent": 70, "act_now_days": 14,
                   "by_tier": {"tier-1": {"points_milli": 60000, "people": 2, "person_points_milli": 15000}}}}
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from accounts.domain.icp_parse import MAX_DAYS, MAX_HALF_LIFE
from accounts.domain.icp_reader import Reader
from engagement.domain.rules import (
    DECAYS,
    HALF_LIFE,
    NONE,
    SOURCES,
    UNKNOWN_LEVEL,
    EngagementRules,
    EventRule,
    Qualification,
    Threshold,
)
from personas.domain.departments import Seniority

MOST_EVENTS = 64
MOST_POINTS_MILLI = 1_000_000
MOST_PERCENT = 1_000
MOST_PEOPLE = 100
LONGEST_WINDOW, SHORTEST_WINDOW = 365, 28  # a month shows how this week compares with those before
TOP_MILLI = 100_000
LEVELS = (*(str(level) for level in Seniority), UNKNOWN_LEVEL)
KEY = re.compile(r"[a-z][a-z0-9_]{0,59}")
DOMAIN = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")
EVENT_FIELDS = {
    "key",
    "label",
    "source",
    "kinds",
    "direction",
    "outcomes",
    "points_milli",
    "per_minute",
    "decay",
    "days",
    "act_now",
}
THRESHOLD_FIELDS = {"points_milli", "people", "person_points_milli"}
QUALIFICATION_FIELDS = {*THRESHOLD_FIELDS, "fit_gate_milli", "exit_percent", "act_now_days", "by_tier"}
RULES_FIELDS = {"window_days", "excluded_domains", "events", "seniority_percent", "tier_percent", "qualification"}


def rules_parse(given: object) -> EngagementRules:
    """This function will read rules and check everything that needs no database.

    :raises SpecError: with every fault and its path, when they cannot be used.
    """
    reader = Reader()
    data = reader.mapping("rules", given, known=RULES_FIELDS) or {}
    rules = EngagementRules(
        events=_events(reader, data.get("events")),
        qualification=_qualification(reader, data.get("qualification")),
        seniority_percent=_percents(reader, "seniority_percent", data.get("seniority_percent", {}), LEVELS),
        tier_percent=_percents(reader, "tier_percent", data.get("tier_percent", {})),
        window_days=reader.integer("window_days", data.get("window_days"), SHORTEST_WINDOW, LONGEST_WINDOW),
        excluded_domains=_domains(reader, data.get("excluded_domains", [])),
    )
    reader.raise_problems()
    return rules


def rules_format(rules: EngagementRules) -> dict[str, Any]:
    """This function will write rules as JSON; ``rules_parse`` reads them back unchanged."""
    qualification = rules.qualification
    return {
        "window_days": rules.window_days,
        "excluded_domains": sorted(rules.excluded_domains),
        "events": [{name: _plain(value) for name, value in asdict(event).items()} for event in rules.events],
        "seniority_percent": dict(rules.seniority_percent),
        "tier_percent": dict(rules.tier_percent),
        "qualification": {
            **asdict(qualification.threshold),
            "fit_gate_milli": qualification.fit_gate_milli,
            "exit_percent": qualification.exit_percent,
            "act_now_days": qualification.act_now_days,
            "by_tier": {tier: asdict(threshold) for tier, threshold in qualification.by_tier.items()},
        },
    }


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _events(reader: Reader, given: object) -> tuple[EventRule, ...]:
    events = []
    seen: set[str] = set()
    for place, item in enumerate(reader.items("events", given, 1, MOST_EVENTS)):
        path = f"events.{place}"
        data = reader.mapping(path, item, known=EVENT_FIELDS)
        if data is None:
            continue
        event = _event(reader, path, data)
        if event.key in seen:
            reader.problem(f"{path}.key", "duplicate", value=event.key)
        seen.add(event.key)
        events.append(event)
    return tuple(events)


def _event(reader: Reader, path: str, data: Mapping[str, object]) -> EventRule:
    key = reader.text(f"{path}.key", data.get("key"), limit=60)
    if key and not KEY.fullmatch(key):
        reader.problem(f"{path}.key", "bad_key")
    decay = reader.choice(f"{path}.decay", data.get("decay"), DECAYS)
    direction = data.get("direction", "")
    longest = MAX_HALF_LIFE if decay == HALF_LIFE else MAX_DAYS
    return EventRule(
        key=key,
        label=reader.text(f"{path}.label", data.get("label"), limit=120),
        source=reader.choice(f"{path}.source", data.get("source"), SOURCES),
        points_milli=reader.integer(f"{path}.points_milli", data.get("points_milli"), 0, MOST_POINTS_MILLI),
        kinds=_names(reader, f"{path}.kinds", data.get("kinds", [])),
        direction=reader.choice(f"{path}.direction", direction, ("inbound", "outbound")) if direction else "",
        outcomes=_names(reader, f"{path}.outcomes", data.get("outcomes", [])),
        per_minute=reader.flag(f"{path}.per_minute", data.get("per_minute", False)),
        decay=decay,
        days=1 if decay == NONE else reader.integer(f"{path}.days", data.get("days"), 1, longest),
        act_now=reader.flag(f"{path}.act_now", data.get("act_now", False)),
    )


def _names(reader: Reader, path: str, given: object) -> tuple[str, ...]:
    items = reader.items(path, given, 0, 50)
    return tuple(reader.text(f"{path}.{place}", item, limit=60) for place, item in enumerate(items))


def _percents(reader: Reader, path: str, given: object, known: tuple[str, ...] | None = None) -> dict[str, int]:
    data = reader.mapping(path, given, known=set(known) if known else None) or {}
    return {name: reader.integer(f"{path}.{name}", value, 0, MOST_PERCENT) for name, value in data.items()}


def _domains(reader: Reader, given: object) -> frozenset[str]:
    found = set()
    for place, item in enumerate(reader.items("excluded_domains", given, 0, 200)):
        text = reader.text(f"excluded_domains.{place}", item, limit=253).lower()
        if text and not DOMAIN.fullmatch(text):
            reader.problem(f"excluded_domains.{place}", "bad_domain", value=text)
        found.add(text)
    return frozenset(found)


def _threshold(reader: Reader, path: str, data: Mapping[str, object]) -> Threshold:
    return Threshold(
        points_milli=reader.integer(f"{path}.points_milli", data.get("points_milli"), 1, MOST_POINTS_MILLI),
        people=reader.integer(f"{path}.people", data.get("people"), 0, MOST_PEOPLE),
        person_points_milli=reader.integer(
            f"{path}.person_points_milli", data.get("person_points_milli"), 1, MOST_POINTS_MILLI
        ),
    )


def _qualification(reader: Reader, given: object) -> Qualification:
    path = "qualification"
    data = reader.mapping(path, given, known=QUALIFICATION_FIELDS) or {}
    by_tier = reader.mapping(f"{path}.by_tier", data.get("by_tier", {})) or {}
    tiers = {}
    for tier, item in by_tier.items():
        entry = reader.mapping(f"{path}.by_tier.{tier}", item, known=THRESHOLD_FIELDS)
        if entry is not None:
            tiers[tier] = _threshold(reader, f"{path}.by_tier.{tier}", entry)
    return Qualification(
        threshold=_threshold(reader, path, data),
        by_tier=tiers,
        fit_gate_milli=reader.integer(f"{path}.fit_gate_milli", data.get("fit_gate_milli"), 0, TOP_MILLI),
        exit_percent=reader.integer(f"{path}.exit_percent", data.get("exit_percent"), 1, 100),
        act_now_days=reader.integer(f"{path}.act_now_days", data.get("act_now_days"), 1, LONGEST_WINDOW),
    )
