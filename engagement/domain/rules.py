"""The rules of engagement of a workspace: what counts how much, how it fades, and when an account is qualified.

Points are in thousandths, so that small events may count for little (the peers go down to 0.1 of a point and less).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from accounts.domain.icp_rules import FULL, half_life_table

TOUCH, SESSION, SIGNAL = "touch", "session", "signal"
SOURCES = (TOUCH, SESSION, SIGNAL)
NONE, LINEAR, HALF_LIFE = "none", "linear", "half_life"
DECAYS = (NONE, LINEAR, HALF_LIFE)
PERCENT = 100  # an unweighted event
UNKNOWN_LEVEL = "unknown"  # of a person whose seniority nothing says


@dataclass(frozen=True)
class EventRule:
    """Events that count. Empty ``kinds`` or ``outcomes`` take any; points of 0 record an event without counting it."""

    key: str
    label: str
    source: str
    points_milli: int  # of one event, or of one minute of it
    kinds: tuple[str, ...] = ()
    direction: str = ""  # of a touch; blank: both
    outcomes: tuple[str, ...] = ()
    per_minute: bool = False  # an event of unknown length then counts nothing, and says so
    decay: str = LINEAR
    days: int = 90  # the horizon, or the half-life
    act_now: bool = False  # one such event qualifies at once

    def share(self, age: int) -> int:
        """This function will tell how much of an event is left after ``age`` whole days, per mille."""
        if self.decay == NONE:
            return FULL
        if self.decay == LINEAR:
            return max(0, FULL - FULL * age // self.days)
        table = half_life_table(self.days)
        return table[age] if age < len(table) else 0


@dataclass(frozen=True)
class Threshold:
    """Depth (points of the account) and breadth (people with points of their own) that qualify."""

    points_milli: int
    people: int
    person_points_milli: int


@dataclass(frozen=True)
class Qualification:
    """When an account is qualified (MQA), and when it no longer is.

    ``fit_gate_milli`` is inclusive; a qualified account stays down to ``exit_percent`` of the thresholds and to the
    gate less ``FIT_SLACK_MILLI``, so that it does not flicker round a line.
    """

    threshold: Threshold
    by_tier: Mapping[str, Threshold] = field(default_factory=dict)  # tier key -> its own threshold
    fit_gate_milli: int = 0
    exit_percent: int = 70
    act_now_days: int = 14

    def threshold_of(self, tier: str) -> Threshold:
        """This function will return the threshold for accounts of a tier; blank: in none."""
        return self.by_tier.get(tier, self.threshold)


FIT_SLACK_MILLI = 5_000  # as far as a tier's stay line is from its promote line, at least


@dataclass(frozen=True)
class EngagementRules:
    """One version of the rules. Weights are per cent and multiply; a level or tier that is not named weighs 100."""

    events: tuple[EventRule, ...]
    qualification: Qualification
    seniority_percent: Mapping[str, int] = field(default_factory=dict)
    tier_percent: Mapping[str, int] = field(default_factory=dict)
    window_days: int = 90
    excluded_domains: frozenset[str] = frozenset()  # mail domains whose people never count: agencies, partners

    @property
    def weeks(self) -> int:
        """How many whole weeks the window shows."""
        return self.window_days // 7
