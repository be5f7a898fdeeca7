"""The demo's profile of deals: what speaks for winning a sale, so that every deal has a win score to take apart."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from accounts.domain.icp_facts import Subject
from accounts.selectors.icp import version_get
from accounts.services.icp import criteria_replace, icp_profile_create
from accounts.services.icp_publish import icp_version_publish
from users.services import Actor

ACTOR = Actor.of_command("load_demo")


def _range(*points: tuple[int, int]) -> dict[str, Any]:
    return {"kind": "range", "points": [list(point) for point in points]}


# fact, label, group, weight, rule
CRITERIA: tuple[tuple[str, str, str, int, dict[str, Any]], ...] = (
    ("deal.amount", "Amount", "value", 25, _range((0, 300), (2_000_000, 1000), (20_000_000, 300))),
    ("deal.age_days", "Age of the deal", "behaviour", 30, _range((0, 1000), (60, 800), (270, 0))),
    ("employees", "Employees", "firmographic", 25, _range((20, 0), (400, 1000), (5_000, 600))),
    (
        "signal.hiring",
        "They are hiring",
        "behaviour",
        20,
        {"kind": "recency", "decay": "half_life", "days": 60},
    ),
)


def win_profile_load(*, now: datetime) -> None:
    """This function will make and publish the demo's profile of deals; what is stored after it is scored by it."""
    profile = icp_profile_create(name="Chance to win", subject=Subject.DEAL, actor=ACTOR, now=now)
    version = version_get(profile, 1)
    criteria = [
        {"key": f"c{place}", "label": label, "group": group, "fact": fact, "weight": weight, "rule": rule}
        for place, (fact, label, group, weight, rule) in enumerate(CRITERIA, start=1)
    ]
    criteria_replace(version=version, criteria=criteria, actor=ACTOR)
    icp_version_publish(version=version, note="From what our sellers say", actor=ACTOR, now=now)
