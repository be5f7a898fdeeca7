"""When an account is marketing-qualified (MQA): deep enough and broad enough, or an event that calls for action now,
behind a fit gate; leaving takes more than entering.

Source: docs/formulas.md#mqa.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from engagement.domain.points import Engagement
from engagement.domain.rules import FIT_SLACK_MILLI, PERCENT, Qualification, Threshold


class Entry(StrEnum):
    """Why an account became qualified."""

    DEPTH_AND_BREADTH = "depth_and_breadth"
    ACT_NOW = "act_now"


class Exit(StrEnum):
    """Why an account is no longer qualified: the first of these that holds."""

    EXCLUDED = "excluded"  # by a knock-out of its profile
    FIT_FELL = "fit_fell"
    POINTS_FELL = "points_fell"
    PEOPLE_FELL = "people_fell"


@dataclass(frozen=True, slots=True)
class Fit:
    """The account's standing under the primary profile; null: not scored, which passes no gate above nought."""

    score_milli: int | None
    is_excluded: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the account is qualified now; ``cause`` is an ``Entry`` or an ``Exit`` when that changed, else blank."""

    is_qualified: bool
    cause: str = ""


def judge(
    rule: Qualification, standing: Engagement, *, fit: Fit, tier: str, was_qualified: bool, now: datetime
) -> Verdict:
    """This function will tell whether an account is qualified at ``now``, given whether it was just before."""
    threshold = rule.threshold_of(tier)
    hot = standing.act_now_at is not None and (now - standing.act_now_at).days < rule.act_now_days
    if was_qualified:
        fault = _stay_fault(rule, _lowered(threshold, rule.exit_percent), standing, fit, hot=hot)
        return Verdict(fault is None, fault or "")
    if fit.is_excluded or not _passes(fit, rule.fit_gate_milli):
        return Verdict(False)
    if standing.points_milli >= threshold.points_milli and _is_broad(threshold, standing):
        return Verdict(True, Entry.DEPTH_AND_BREADTH)
    return Verdict(hot, Entry.ACT_NOW if hot else "")


def _stay_fault(rule: Qualification, threshold: Threshold, standing: Engagement, fit: Fit, *, hot: bool) -> Exit | None:
    if fit.is_excluded:
        return Exit.EXCLUDED
    if not _passes(fit, max(0, rule.fit_gate_milli - FIT_SLACK_MILLI)):
        return Exit.FIT_FELL
    if hot:
        return None
    if standing.points_milli < threshold.points_milli:
        return Exit.POINTS_FELL
    return None if _is_broad(threshold, standing) else Exit.PEOPLE_FELL


def _passes(fit: Fit, gate_milli: int) -> bool:
    return gate_milli == 0 or (fit.score_milli is not None and fit.score_milli >= gate_milli)


def _is_broad(threshold: Threshold, standing: Engagement) -> bool:
    return standing.people_with(threshold.person_points_milli) >= threshold.people


def _lowered(threshold: Threshold, percent: int) -> Threshold:
    """The same people are asked for, with fewer points each."""
    return Threshold(
        points_milli=threshold.points_milli * percent // PERCENT,
        people=threshold.people,
        person_points_milli=threshold.person_points_milli * percent // PERCENT,
    )
