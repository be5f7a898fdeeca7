"""The rules a criterion can have: each turns fact values into a share between 0 and 1000 per mille.

Source: docs/fit.md#score. Integers only, so that PostgreSQL and Python agree to the last digit
(``accounts/services/scoring_sql.py`` says the same in SQL).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from functools import cached_property, lru_cache
from typing import ClassVar, NamedTuple

from accounts.domain.icp_facts import FactKind, FactValue, fact_kinds, fold, spellings

FULL = 1000  # the largest share, per mille


class Outcome(NamedTuple):
    """What a rule said. ``unknown`` counts ``share`` as proven and the rule's largest share as possible."""

    share: int
    unknown: bool = False


UNKNOWN = Outcome(0, True)


def outcome_encode(outcome: Outcome) -> int:
    """This function will write an outcome as one smallint: −1 is unknown, −1 − s an unknown level that scores s."""
    return -1 - outcome.share if outcome.unknown else outcome.share


def outcome_decode(stored: int) -> Outcome:
    """This function will read an outcome back from its smallint."""
    return Outcome(-1 - stored, True) if stored < 0 else Outcome(stored)


def _as_int(value: FactValue) -> int:
    if not isinstance(value, int):
        raise TypeError(f"a number is read here, not {value!r}")
    return value


def _as_text(value: FactValue) -> str:
    if not isinstance(value, str):
        raise TypeError(f"a text is read here, not {value!r}")
    return fold(value)


def _as_set(value: FactValue) -> frozenset[str]:
    if not isinstance(value, tuple):
        raise TypeError(f"a list is read here, not {value!r}")
    return frozenset(fold(item) for item in value)


@dataclass(frozen=True)
class OneOf:
    """A value earns its share; every other known value earns ``other``."""

    kind: ClassVar[str] = "one_of"
    reads: ClassVar[tuple[FactKind, ...]] = (FactKind.TEXT,)
    shares: tuple[tuple[str, int], ...]
    other: int = 0

    @cached_property
    def _table(self) -> dict[str, int]:
        return {form: share for value, share in self.shares for form in spellings(value)}

    @property
    def max_share(self) -> int:
        return max([self.other, *(share for _, share in self.shares)])

    def outcome(self, value: FactValue) -> Outcome:
        return UNKNOWN if value is None else Outcome(self._table.get(_as_text(value), self.other))


@dataclass(frozen=True)
class Range:
    """Straight lines between points (x in the stored unit, share); the end shares hold outside."""

    kind: ClassVar[str] = "range"
    reads: ClassVar[tuple[FactKind, ...]] = (FactKind.INT,)
    points: tuple[tuple[int, int], ...]

    @property
    def max_share(self) -> int:
        return max(share for _, share in self.points)

    def outcome(self, value: FactValue) -> Outcome:
        if value is None:
            return UNKNOWN
        x = _as_int(value)
        previous: tuple[int, int] | None = None
        for point in self.points:
            if x <= point[0]:
                return Outcome(point[1] if previous is None else interpolate(previous, point, x))
            previous = point
        return Outcome(self.points[-1][1])


def interpolate(left: tuple[int, int], right: tuple[int, int], x: int) -> int:
    """This function will read the line between two points at ``x``, half away from the left share.

    s₀ ± (2·|Δs|·(x − x₀) + Δx) div 2Δx.
    """
    (x0, s0), (x1, s1) = left, right
    step = (2 * abs(s1 - s0) * (x - x0) + (x1 - x0)) // (2 * (x1 - x0))
    return s0 + step if s1 >= s0 else s0 - step


@dataclass(frozen=True)
class Has:
    """Any or all of some values in a list earn ``share``, otherwise ``other``; an empty list is known."""

    kind: ClassVar[str] = "has"
    reads: ClassVar[tuple[FactKind, ...]] = (FactKind.SET,)
    mode: str  # any | all
    values: tuple[str, ...]
    share: int = FULL
    other: int = 0

    @property
    def max_share(self) -> int:
        return max(self.share, self.other)

    def outcome(self, value: FactValue) -> Outcome:
        if value is None:
            return UNKNOWN
        return Outcome(self.share if has_values(self.mode, self.values, _as_set(value)) else self.other)


def has_values(mode: str, values: tuple[str, ...], present: frozenset[str]) -> bool:
    """This function will tell whether any or all of ``values`` are among folded ``present`` ones."""
    found = (not present.isdisjoint(spellings(value)) for value in values)
    return all(found) if mode == "all" else any(found)


@dataclass(frozen=True)
class Recency:
    """How fresh the newest event of a kind is: linear to nought at the horizon, or by half-life."""

    kind: ClassVar[str] = "recency"
    reads: ClassVar[tuple[FactKind, ...]] = (FactKind.DAYS,)
    max_share: ClassVar[int] = FULL
    decay: str  # linear | half_life
    days: int  # the horizon, or the half-life
    table: tuple[int, ...] = ()  # half_life: the share of each age from day 0; beyond it 0

    def outcome(self, value: FactValue) -> Outcome:
        if value is None:
            return Outcome(0)
        age = _as_int(value)
        if self.decay == "half_life":
            return Outcome(self.table[age] if age < len(self.table) else 0)
        return Outcome(max(0, FULL - FULL * age // self.days))


@lru_cache(maxsize=64)
def half_life_table(days: int) -> tuple[int, ...]:
    """This function will give 1000 · 2^(−age/days), half up, for each whole day until it is nought.

    Decimal arithmetic, so that every machine writes the same table.
    """
    with localcontext() as context:
        context.prec = 40
        length = math.ceil(days * 11) + 1
        shares = [int(FULL * Decimal(2) ** (Decimal(-age) / days) + Decimal("0.5")) for age in range(length)]
    return tuple(share for share in shares if share > 0)


@dataclass(frozen=True)
class Flag:
    """Yes earns one share, no another."""

    kind: ClassVar[str] = "flag"
    reads: ClassVar[tuple[FactKind, ...]] = (FactKind.BOOL,)
    when_true: int = FULL
    when_false: int = 0

    @property
    def max_share(self) -> int:
        return max(self.when_true, self.when_false)

    def outcome(self, value: FactValue) -> Outcome:
        if value is None:
            return UNKNOWN
        return Outcome(self.when_true if value else self.when_false)


@dataclass(frozen=True)
class Axis:
    """One side of a table: bins of a number (level i = how many edges are ≤ x) or categories, others, unknown.

    Days since a signal are a number; their last level is *never*, which is known. Of a list the first category counts
    that has a value in it. ``is_list``: a field of one's own that could be a text as well is read as a list.
    """

    fact: str
    edges: tuple[int, ...] = ()
    categories: tuple[tuple[str, ...], ...] = ()
    is_list: bool = False

    @property
    def reads(self) -> FactKind:
        kinds = fact_kinds(self.fact)
        if self.categories:
            return FactKind.SET if self.is_list or kinds == (FactKind.SET,) else FactKind.TEXT
        return FactKind.DAYS if kinds == (FactKind.DAYS,) else FactKind.INT

    def is_unknown(self, level: int) -> bool:
        """This function will tell whether a level stands for an unknown fact."""
        return level == self.levels - 1 and self.reads is not FactKind.DAYS

    @property
    def levels(self) -> int:
        """The number of levels with *unknown*, which is the last; categories have *others* before it."""
        return len(self.categories or self.edges) + 2

    @cached_property
    def _forms(self) -> dict[str, int]:
        groups = enumerate(self.categories)
        return {form: level for level, group in groups for value in group for form in spellings(value)}

    def level(self, value: FactValue) -> int:
        """This function will find the level of a value; unknown is the last one."""
        if value is None:
            return self.levels - 1
        others = len(self.categories)
        if self.reads is FactKind.SET:
            return min((self._forms.get(item, others) for item in _as_set(value)), default=others)
        if self.categories:
            return self._forms.get(_as_text(value), others)
        x = _as_int(value)
        return sum(edge <= x for edge in self.edges)


@dataclass(frozen=True)
class Table:
    """Shares by the levels of one or two facts, row by row; the form a learned criterion takes."""

    kind: ClassVar[str] = "table"
    axes: tuple[Axis, ...]
    shares: tuple[int, ...]  # level of the first axis × levels of the second + level of the second

    @property
    def max_share(self) -> int:
        return max(self.shares)

    def cell(self, *values: FactValue) -> int:
        """This function will find the place of the values in ``shares``."""
        place = 0
        for axis, value in zip(self.axes, values, strict=True):
            place = place * axis.levels + axis.level(value)
        return place

    def outcome(self, *values: FactValue) -> Outcome:
        levels = [axis.level(value) for axis, value in zip(self.axes, values, strict=True)]
        unknown = any(axis.is_unknown(level) for axis, level in zip(self.axes, levels, strict=True))
        return Outcome(self.shares[self.cell(*values)], unknown)


@dataclass(frozen=True)
class KnockOut:
    """A disqualifier without weight: where it holds, the account is excluded. Unknown never holds."""

    kind: ClassVar[str] = "knock_out"
    max_share: ClassVar[int] = 0
    op: str
    values: tuple[str, ...] = ()
    bound: int = 0
    reason: str = ""

    _READS: ClassVar[dict[str, FactKind]] = {
        "in": FactKind.TEXT,
        "not_in": FactKind.TEXT,
        "below": FactKind.INT,
        "above": FactKind.INT,
        "is_true": FactKind.BOOL,
        "is_false": FactKind.BOOL,
        "has_any": FactKind.SET,
        "has_all": FactKind.SET,
        "within_days": FactKind.DAYS,
    }

    @property
    def reads(self) -> tuple[FactKind, ...]:
        return (self._READS[self.op],)

    def holds(self, value: FactValue) -> bool:
        """This function will tell whether the account is excluded by this."""
        if value is None:
            return False
        match self.op:
            case "in" | "not_in":
                listed = _as_text(value) in frozenset().union(*map(spellings, self.values))
                return listed == (self.op == "in")
            case "below":
                return _as_int(value) < self.bound
            case "above":
                return _as_int(value) > self.bound
            case "within_days":
                return _as_int(value) <= self.bound
            case "is_true" | "is_false":
                return value is (self.op == "is_true")
        return has_values("all" if self.op == "has_all" else "any", self.values, _as_set(value))

    def outcome(self, value: FactValue) -> Outcome:
        """Stored as 1 where it holds, which enters no sum; unknown only where the fact is."""
        if value is None and self.reads != (FactKind.DAYS,):
            return UNKNOWN
        return Outcome(int(self.holds(value)))


Rule = OneOf | Range | Has | Recency | Flag | Table | KnockOut
RULES: dict[str, type[Rule]] = {rule.kind: rule for rule in (OneOf, Range, Has, Recency, Flag, Table, KnockOut)}
KNOCK_OUT_OPS = tuple(KnockOut._READS)


@dataclass(frozen=True)
class Criterion:
    """One line of a profile version. A knock-out has weight 0; a table's facts stand on its axes."""

    key: str
    label: str
    group: str
    weight: int
    rule: Rule
    fact: str = ""
    note: str = field(default="", compare=False)

    @property
    def facts(self) -> tuple[tuple[str, FactKind], ...]:
        """The facts it reads, with the kind it reads them as."""
        if isinstance(self.rule, Table):
            return tuple((axis.fact, axis.reads) for axis in self.rule.axes)
        return ((self.fact, self.rule.reads[0]),)

    @property
    def is_knock_out(self) -> bool:
        return isinstance(self.rule, KnockOut)
