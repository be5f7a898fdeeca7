"""A profile version as a value: its criteria in order, what makes it sound, and what its weights mean."""

from __future__ import annotations

from dataclasses import dataclass, field

from accounts.domain.icp_facts import EXCLUDED, SCORE, FactRead, fact_ages, fact_split, gettext_noop
from accounts.domain.icp_rules import Criterion

MAX_CRITERIA = 64
MAX_WEIGHT = 1000

GROUPS: dict[str, str] = {
    "firmographic": gettext_noop("Firmographic"),
    "technographic": gettext_noop("Technology"),
    "internal": gettext_noop("Our own data"),
    "team_input": gettext_noop("Team input"),
    "behaviour": gettext_noop("Behaviour and trigger events"),
    "value": gettext_noop("Value"),
    "product_fit": gettext_noop("Product fit"),
    "growth": gettext_noop("Growth"),
    "values_match": gettext_noop("Values match"),
    "predictive": gettext_noop("Predictive"),
}


@dataclass(frozen=True)
class Problem:
    """One fault of a submitted profile: where (``criteria.2.rule.points.1``), what, and the numbers the text needs."""

    path: str
    code: str
    params: dict[str, object] = field(default_factory=dict)


class SpecError(ValueError):
    """A profile that cannot be; carries every problem found, not only the first."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(f"{problem.path}: {problem.code}" for problem in problems))
        self.problems = problems


@dataclass(frozen=True)
class VersionSpec:
    """The criteria of one version, in order."""

    criteria: tuple[Criterion, ...]

    @property
    def total_weight(self) -> int:
        """W, the sum of the weights; knock-outs have none."""
        return sum(criterion.weight for criterion in self.criteria)

    @property
    def reads(self) -> tuple[FactRead, ...]:
        """Every fact any criterion reads, once, in the order of first use."""
        seen = dict.fromkeys(FactRead(*fact) for criterion in self.criteria for fact in criterion.facts)
        return tuple(seen)

    @property
    def profiles_read(self) -> frozenset[str]:
        """The keys of the profiles whose scores or exclusions this one reads."""
        named = (fact_split(read.key) for read in self.reads)
        return frozenset(name for family, name in named if family in (SCORE, EXCLUDED))

    @property
    def decays(self) -> bool:
        """Whether scores move by themselves as days pass."""
        return any(fact_ages(read.key) for read in self.reads)


def problems_before_publish(spec: VersionSpec) -> list[Problem]:
    """This function will list what keeps a parsed version from being published."""
    if spec.total_weight == 0:
        return [Problem("criteria", "no_weight")]
    return []
