"""A small profile for tests: industry 30, employees 20, a gambling knock-out."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from accounts.domain.icp_facts import Subject
from accounts.models import Account, IcpProfile, IcpVersion
from accounts.selectors.icp import version_get
from accounts.services.icp import criteria_replace, icp_profile_create
from accounts.services.icp_publish import icp_version_publish
from tests.factories import AccountFactory
from users.services.audit import Actor

NOW = datetime(2026, 5, 4, 12, 30, tzinfo=UTC)
ACTOR = Actor.of_command("test")

INDUSTRY: dict[str, Any] = {
    "key": "industry",
    "label": "Industry",
    "group": "firmographic",
    "fact": "industry",
    "weight": 30,
    "rule": {"kind": "one_of", "shares": {"software": 1000, "retail": 600}, "other": 0},
}
SIZE: dict[str, Any] = {
    "key": "size",
    "label": "Employees",
    "group": "firmographic",
    "fact": "employees",
    "weight": 20,
    "rule": {"kind": "range", "points": [[100, 0], [500, 1000]]},
}
GAMBLING: dict[str, Any] = {
    "key": "gambling",
    "label": "Gambling",
    "group": "values_match",
    "fact": "industry",
    "weight": 0,
    "rule": {"kind": "knock_out", "op": "in", "values": ["gambling"], "reason": "We do not sell to gambling"},
}
VISITS: dict[str, Any] = {
    "key": "visits",
    "label": "Visited us",
    "group": "behaviour",
    "fact": "signal.visit",
    "weight": 50,
    "rule": {"kind": "recency", "decay": "half_life", "days": 30},
}
CRITERIA = [INDUSTRY, SIZE, GAMBLING]


def profile_with(
    criteria: list[dict[str, Any]] = CRITERIA,
    *,
    publish: bool = True,
    name: str = "Best",
    subject: Subject = Subject.ACCOUNT,
) -> IcpProfile:
    """A profile whose first version has these criteria, published unless told otherwise."""
    profile = icp_profile_create(name=name, subject=subject, actor=ACTOR, now=NOW)
    version = version_get(profile, 1)
    criteria_replace(version=version, criteria=criteria, actor=ACTOR)
    if publish:
        icp_version_publish(version=version, note="", actor=ACTOR, now=NOW)
    return profile


def draft_with(profile: IcpProfile, criteria: list[dict[str, Any]]) -> IcpVersion:
    """A new draft of the profile with these criteria."""
    from accounts.services.icp import icp_draft_create

    draft = icp_draft_create(profile=profile, number=None, actor=ACTOR, now=NOW)
    criteria_replace(version=draft, criteria=criteria, actor=ACTOR)
    return draft


def new_account(**facts: Any) -> Account:
    """An account with these facts, not scored yet, read back with what the database filled in."""
    made: Any = AccountFactory(**facts)
    account: Account = made
    account.refresh_from_db()
    return account
