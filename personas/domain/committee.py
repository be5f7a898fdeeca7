"""Who should sit on the buying committee, who does, and what one departure would cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

FULL_BP = 10_000
THREADS_WANTED = 2  # a deal that rests on one person is single-threaded


# The values of personas.models.BuyingRole and CommitteeSeat.Stance that mean resistance.
BLOCKER = "blocker"


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """One chair: a persona, a buying role, or both; ``need`` people fill it."""

    key: int
    persona_id: int | None
    role: str
    need: int
    weight: int


@dataclass(frozen=True, slots=True)
class Member:
    """One person of the account as far as the committee is concerned."""

    contact_id: int
    persona_id: int | None
    role: str
    is_active: bool = True
    last_contacted_on: date | None = None
    stance: str | None = None
    influence: int = 0


@dataclass(frozen=True, slots=True)
class Chair:
    """One template row with the people on it. ``cold`` ones were not contacted lately and do not count."""

    row: TemplateRow
    filled_by: tuple[int, ...]
    cold: tuple[int, ...]

    @property
    def missing(self) -> int:
        """This function will return how many people the chair still wants."""
        return max(self.row.need - len(self.filled_by), 0)


@dataclass(frozen=True, slots=True)
class Removal:
    """What coverage would be without one person. ``loss_bp`` is never negative."""

    contact_id: int
    coverage_bp: int
    loss_bp: int


@dataclass(frozen=True, slots=True)
class Committee:
    """The committee of an account or deal. ``coverage_bp`` is ``None`` with a ``reason`` when there is no template."""

    coverage_bp: int | None
    reason: str | None
    chairs: tuple[Chair, ...]
    removals: tuple[Removal, ...]
    blockers: tuple[int, ...]
    unplaced: tuple[int, ...]
    threads: int

    @property
    def gaps(self) -> tuple[Chair, ...]:
        """This function will return the chairs that want somebody, the heaviest first."""
        return tuple(sorted((c for c in self.chairs if c.missing), key=lambda c: (-c.row.weight, c.row.key)))

    @property
    def weakest(self) -> Removal | None:
        """This function will return the one person whose departure drops coverage most, if any would."""
        return self.removals[0] if self.removals and self.removals[0].loss_bp > 0 else None

    @property
    def is_single_threaded(self) -> bool:
        """This function will tell whether exactly one living contact carries the whole relationship."""
        return 0 < self.threads < THREADS_WANTED


def _warm(member: Member, on: date, stale_days: int | None) -> bool:
    if stale_days is None:
        return True
    seen = member.last_contacted_on
    return seen is not None and seen >= on - timedelta(days=stale_days)


def _row_for(member: Member, template: Sequence[TemplateRow], taken: dict[int, int]) -> TemplateRow | None:
    """One person sits on one chair: their persona's first, else the role's."""

    def preference(row: TemplateRow) -> tuple[bool, bool, int, int]:
        full = taken.get(row.key, 0) >= row.need
        return (full, row.role != member.role, -row.weight, row.key)

    by_persona = [r for r in template if r.persona_id is not None and r.persona_id == member.persona_id]
    by_role = [r for r in template if r.role and r.role == member.role]
    unowned = [r for r in by_role if r.persona_id is None]
    wanted = by_persona or unowned or by_role
    return min(wanted, key=preference, default=None)


def _coverage_bp(template: Sequence[TemplateRow], filled: dict[int, int]) -> int | None:
    """Sum of weight x min(filled / need, 1) over the sum of weights, in basis points, rounded half up, exactly."""
    total = sum(row.weight for row in template)
    if total == 0:
        return None
    covered = sum(
        (Fraction(row.weight * min(filled.get(row.key, 0), row.need), row.need) for row in template), Fraction(0)
    )
    return int(covered * FULL_BP / total + Fraction(1, 2))


def _seat(
    members: Sequence[Member], template: Sequence[TemplateRow], on: date, stale_days: int | None
) -> tuple[dict[int, list[int]], dict[int, list[int]], list[int]]:
    filled: dict[int, list[int]] = {}
    cold: dict[int, list[int]] = {}
    unplaced: list[int] = []
    taken: dict[int, int] = {}
    for member in sorted(members, key=lambda m: (not _warm(m, on, stale_days), -m.influence, m.contact_id)):
        row = _row_for(member, template, taken)
        if row is None:
            unplaced.append(member.contact_id)
        elif _warm(member, on, stale_days):
            filled.setdefault(row.key, []).append(member.contact_id)
            taken[row.key] = taken.get(row.key, 0) + 1
        else:
            cold.setdefault(row.key, []).append(member.contact_id)
    return filled, cold, unplaced


def _coverage_of(members: Sequence[Member], template: Sequence[TemplateRow], on: date, stale: int | None) -> int | None:
    filled, _, _ = _seat(members, template, on, stale)
    return _coverage_bp(template, {key: len(people) for key, people in filled.items()})


def committee_read(
    *, members: Sequence[Member], template: Sequence[TemplateRow], on: date, stale_days: int | None
) -> Committee:
    """This function will seat the people, measure coverage and forecast it without each of them.

    Only active people count. With ``stale_days``, only those contacted within that many days of ``on`` fill a chair;
    ``None`` asks for no contact. Source: docs/formulas.md#unit-economics-funnel-and-committee.
    """
    living = [member for member in members if member.is_active]
    rows = [row for row in template if row.need > 0]
    filled, cold, unplaced = _seat(living, rows, on, stale_days)
    coverage = _coverage_bp(rows, {key: len(people) for key, people in filled.items()})
    removals: list[Removal] = []
    if coverage is not None:
        for member in living:
            without = [m for m in living if m.contact_id != member.contact_id]
            left = _coverage_of(without, rows, on, stale_days) or 0
            removals.append(Removal(member.contact_id, left, max(coverage - left, 0)))
    return Committee(
        coverage_bp=coverage,
        reason=None if coverage is not None else "no_template",
        chairs=tuple(
            Chair(row, tuple(filled.get(row.key, ())), tuple(cold.get(row.key, ())))
            for row in sorted(rows, key=lambda r: (-r.weight, r.key))
        ),
        removals=tuple(sorted(removals, key=lambda r: (-r.loss_bp, r.contact_id))),
        blockers=tuple(m.contact_id for m in living if BLOCKER in (m.role, m.stance)),
        unplaced=tuple(unplaced),
        threads=sum(_warm(m, on, stale_days) for m in living),
    )
