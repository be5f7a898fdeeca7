"""The demo's plans: what the departments said, a draft under way, clusters, hours, and what each month is to bring."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import cycle
from typing import Any

from abs_platform.demo.words import COMPLEMENTS
from accounts.domain.icp_facts import Subject
from accounts.models import IcpProfile, Segment
from accounts.selectors.icp import primary_profile, win_profile
from accounts.services.icp import criterion_save, icp_draft_create, icp_profile_update
from accounts.services.icp_reviews import icp_review_record
from accounts.services.learning import LearnOrder, icp_learn
from accounts.services.workshop import icp_answer_record
from metrics.services.settings import target_set
from tiers.models import Tier
from tiers.selectors.policy import policy_current
from tiers.services.clusters import cluster_bind
from tiers.services.policy import PolicySettings, TierSpec, policy_update
from users.models import User
from users.services import Actor

ACTOR = Actor.of_command("load_demo")

# days ago, question, what was said, what was named; each was asked by the next of the team
ANSWERS: tuple[tuple[int, str, str, dict[str, Any]], ...] = (
    (
        96,
        "easiest_to_sell",
        "Software and IT firms of a few hundred people: they know the problem and decide within a quarter.",
        {"industry": ["software", "it services"], "employees": [200, 2_000]},
    ),
    (94, "least_support", "Those who run Salesforce already; our connector does the rest.", {}),
    (94, "most_success", "Finance in Western Europe, once compliance has signed.", {"industry": ["finance"]}),
    (90, "pain_points", "Sales and marketing work from two lists and argue about whose leads are good.", {}),
    (
        90,
        "popular_offer",
        "Planner, with firms that have just raised money.",
        {"industry": ["software"], "signal": ["funding"]},
    ),
    (88, "most_revenue", "The largest tenth, nearly all above a thousand people.", {"employees": [1_000, 50_000]}),
    (81, "cycle", "Shortest with software, about twelve weeks.", {"industry": ["software"], "number": 84}),
)
CLUSTERS = (
    ("it-central-europe", ("industry", "geography", "size"), ""),
    ("finance-western-europe", ("industry", "geography"), "Evidence for the auditor takes weeks to collect"),
)
HOURS_PER_PERSON = 4_000  # hundredths a week
HOURS_PER_ACCOUNT = (200, 25)  # hundredths a week, of the first tiers
SDRS, AES = 2, 4
MONTHS = 18  # with a target, the last of them three months ahead
FIRST_TARGET_CENTS, GROWTH_CENTS = 14_000_000, 1_000_000


def plans_load(*, team: Sequence[str], now: datetime) -> None:
    """This function will record what a team would have planned by ``now``; accounts, deals and tiers must be there.

    ``team``: addresses of the members who did so, at least one.
    Asks for a tier run and for the metrics' snapshots.
    """
    profile = primary_profile()
    if profile is not None:
        _interviews_load(profile, _people(team), now)
        _draft_load(profile, now)
    _learned_load(now)
    _clusters_load(now)
    _hours_load(now)
    _targets_load(now.date())


def _people(team: Sequence[str]) -> list[Actor]:
    keys = dict(User.objects.filter(email__in=team).values_list("email", "pk"))
    return [Actor("user", "", email, keys[email]) for email in team]


def _interviews_load(profile: IcpProfile, people: Sequence[Actor], now: datetime) -> None:
    for (days, question, text, picks), actor in zip(ANSWERS, cycle(people)):
        at = now - timedelta(days=days)
        icp_answer_record(profile=profile, question=question, text=text, picks=picks, actor=actor, now=at)
    icp_profile_update(
        profile=profile, name=profile.name, review_on=None, is_primary=True, actor=people[0], review_months=3
    )
    at = now - timedelta(days=60)
    note = "Checked against the wins of the quarter. Technologies come next."
    icp_review_record(profile=profile, note=note, next_on=None, actor=people[0], now=at, today=at.date())


def _draft_load(profile: IcpProfile, now: datetime) -> None:
    draft = icp_draft_create(profile=profile, number=None, actor=ACTOR, now=now - timedelta(days=6))
    rule = {"kind": "has", "mode": "any", "values": list(COMPLEMENTS), "share": 1000, "other": 0}
    criterion = {
        "key": "complements",
        "label": "Works with what they use",
        "group": "technographic",
        "fact": "technologies",
        "weight": 15,
        "rule": rule,
    }
    criterion_save(version=draft, criterion=criterion, replaces=None, actor=ACTOR)


def _learned_load(now: datetime) -> None:
    profile = win_profile()
    if profile is not None:
        icp_learn(profile=profile, order=LearnOrder(subject=Subject.DEAL), actor=ACTOR, now=now)


def _clusters_load(now: datetime) -> None:
    tier = Tier.objects.filter(level=Tier.Level.ONE_TO_FEW, position__isnull=False).order_by("position").first()
    segments = {segment.key: segment for segment in Segment.objects.all()}
    if tier is None:
        return
    for key, shared, problem in CLUSTERS:
        cluster_bind(tier=tier, segment=segments[key], shared=shared, problem=problem, actor=ACTOR, now=now)


def _hours_load(now: datetime) -> None:
    policy = policy_current()
    settings = replace(
        PolicySettings.of(policy.row), hours_per_person_hundredths=HOURS_PER_PERSON, sdr_count=SDRS, ae_count=AES
    )
    specs = [TierSpec.of(tier) for tier in policy.tiers]
    for place, hours in enumerate(HOURS_PER_ACCOUNT):
        specs[place] = replace(specs[place], hours_per_week_hundredths=hours)
    policy_update(specs=specs, settings=settings, actor=ACTOR, now=now)


def _targets_load(today: date) -> None:
    place = today.year * 12 + today.month - 1 + 3 - (MONTHS - 1)
    for step in range(MONTHS):
        year, month = divmod(place + step, 12)
        target_set(month=date(year, month + 1, 1), amount_cents=FIRST_TARGET_CENTS + step * GROWTH_CENTS, actor=ACTOR)
