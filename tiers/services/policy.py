"""The policy's rules: what a new workspace starts with, and every edit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from common.errors import AbsError, ConflictError
from tiers.domain.policy import Policy, Problem, TierRule, policy_problems
from tiers.domain.presets import PRESETS, STARTER_PRESET
from tiers.models import Tier, TierPin, TierPolicy
from tiers.selectors.policy import PolicyInUse, policy_current, ranking_profiles
from tiers.services.run import run_request
from users.services.audit import Actor, audit_append


class PolicyRefusedError(AbsError):
    """The policy cannot be used as it is; ``problems`` and ``fields`` (``tiers.<position>.<field>``) say where."""

    code = "policy_refused"

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(
            _("This policy cannot be used yet."),
            fields={problem_place(problem): problem_text(problem) for problem in reversed(problems)},
        )
        self.problems = tuple(problems)


class PolicyChangedError(ConflictError):
    """Somebody else saved the policy since this form was opened."""

    code = "policy_changed"


@dataclass(frozen=True, kw_only=True)
class TierSpec:
    """One tier as a person writes it. Lines in thousandths of a point, hours in hundredths; null capacity: the rest."""

    name: str
    level: str
    promote_milli: int
    stay_milli: int
    minimum: int = 0
    capacity: int | None = None
    dwell_days: int = 0
    hours_per_week_hundredths: int | None = None
    involved: tuple[str, ...] = ()
    personalisation: str = ""
    channels: tuple[str, ...] = ()
    cadence: str = ""

    @classmethod
    def of(cls, tier: Tier) -> TierSpec:
        """Return a stored tier as it is written."""
        values = {field.name: getattr(tier, field.name) for field in fields(cls)}
        return cls(**values | {"involved": tuple(tier.involved), "channels": tuple(tier.channels)})

    @property
    def key(self) -> str:
        """The name as it stands in addresses and files; tiers are recognised by it from one edit to the next."""
        return slugify(self.name, allow_unicode=True)[:40]

    def rule(self) -> TierRule:
        """Return the numbers as the value the rules work with."""
        return TierRule(
            key=self.key,
            promote_milli=self.promote_milli,
            stay_milli=self.stay_milli,
            capacity=self.capacity,
            minimum=self.minimum,
            dwell_days=self.dwell_days,
            hours_hundredths=self.hours_per_week_hundredths or 0,
        )


@dataclass(frozen=True, kw_only=True)
class PolicySettings:
    """What belongs to the policy as a whole. Hours in hundredths; null: not said, for the profile the primary one."""

    approval: str = TierPolicy.Approval.AUTO.value
    profile_id: int | None = None
    team_hours_per_week_hundredths: int | None = None
    hours_per_person_hundredths: int | None = None
    sdr_count: int | None = None
    ae_count: int | None = None

    @classmethod
    def of(cls, row: TierPolicy) -> PolicySettings:
        """Return the settings a policy has."""
        return cls(**{field.name: getattr(row, field.name) for field in fields(cls)})

    def apply(self, row: TierPolicy) -> list[str]:
        """Put the settings into a policy's row and return the names of its columns."""
        for field in fields(self):
            setattr(row, field.name, getattr(self, field.name))
        return [field.name for field in fields(self)]


def preset_specs(preset: str) -> tuple[TierSpec, ...]:
    """This function will return the tiers of a preset, ready to be edited."""
    specs = []
    for tier in PRESETS[preset]:
        values = asdict(tier)
        values["level"] = str(tier.level)
        values["hours_per_week_hundredths"] = values.pop("hours_hundredths")
        specs.append(TierSpec(**values))
    return tuple(specs)


@transaction.atomic
def starter_policy_create(*, now: datetime) -> TierPolicy:
    """This function will give a new workspace the tier 1/2/3 policy, which moves accounts without asking for
    approval.
    """
    row: TierPolicy = TierPolicy.objects.create(name="Target accounts", preset=STARTER_PRESET, updated_at=now)
    tiers_write(PolicyInUse(row, ()), preset_specs(STARTER_PRESET))
    return row


@transaction.atomic
def policy_update(
    *,
    specs: Sequence[TierSpec],
    settings: PolicySettings,
    preset: str = "",
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> TierPolicy:
    """This function will replace the policy's tiers and ask for a run.

    A tier is recognised by its name's key; one that is no longer there is retired: its accounts are judged anew, its
    pins go, its history stays. ``version`` is the one the editor saw, None to overwrite. Side effects: locks the
    policy's row, one audit entry, a run afterwards.

    :raises PolicyRefusedError: when the tiers break a rule.
    :raises PolicyChangedError: when the policy is no longer at ``version``.
    """
    current = policy_current(lock=True)
    if version is not None and version != current.row.version:
        raise PolicyChangedError(_("Somebody else has changed the policy since you opened it. Look at it again first."))
    problems = specs_problems(specs, settings)
    if problems:
        raise PolicyRefusedError(problems)
    tiers_write(current, specs)
    row = current.row
    row.preset = preset if preset in PRESETS and tuple(specs) == preset_specs(preset) else ""
    columns = settings.apply(row)
    row.version += 1
    row.updated_at = now
    row.save(update_fields=["preset", "version", "updated_at", *columns])
    detail = {"tiers": [asdict(spec) for spec in specs], "version": row.version} | asdict(settings)
    audit_append(
        actor=actor, action="tier_policy.update", object_type="tier_policy", object_id=str(row.public_id), detail=detail
    )
    run_request()
    return row


def specs_problems(specs: Sequence[TierSpec], settings: PolicySettings) -> list[Problem]:
    """This function will list what keeps these tiers from being used."""
    rules = tuple(spec.rule() for spec in specs)
    problems = policy_problems(
        Policy(rules, settings.team_hours_per_week_hundredths, settings.sdr_count, settings.ae_count)
    )
    if settings.approval not in TierPolicy.Approval.values:
        problems.append(Problem("not_a_choice", "approval"))
    if settings.profile_id is not None and settings.profile_id not in {one.pk for one in ranking_profiles()}:
        problems.append(Problem("profile_unpublished", "profile"))
    problems += [Problem("name_missing", "name", index) for index, spec in enumerate(specs) if not spec.key]
    return problems


def problem_place(problem: Problem) -> str:
    """This function will name the field a problem stands at: ``tiers.<position>.<field>``, or the field alone."""
    return problem.field if problem.tier is None else f"tiers.{problem.tier}.{problem.field}"


def problem_text(problem: Problem) -> str:
    """This function will say what is wrong and what would be right."""
    points = None if problem.limit is None else f"{problem.limit / 1000:g}"
    texts = {
        "no_tiers": _("Add at least one tier."),
        "too_many_tiers": _("Use at most %(limit)s tiers.") % {"limit": problem.limit},
        "duplicate_name": _("Two tiers have the same name."),
        "name_missing": _("Give the tier a name with letters or digits."),
        "line_out_of_range": _("A line lies between 0 and %(points)s.") % {"points": points},
        "stay_too_high": _("The stay line must be %(points)s or lower: at least 5 points under the promote line.")
        % {"points": points},
        "capacity_too_small": _("A capacity is at least 1; leave it empty for a tier without limit."),
        "minimum_over_capacity": _("The minimum lies between 0 and the capacity."),
        "negative": _("This cannot be negative."),
        "not_a_choice": _("Choose one of the offered ways."),
        "profile_unpublished": _("Only a profile of accounts with a published version has scores to rank by."),
        "line_above_better_tier": _("This line is above that of the tier before, which is %(points)s.")
        % {"points": points},
        "lines_too_close": _("Two tiers' lines must be equal or at least %(points)s points apart.")
        % {"points": points},
    }
    return texts[problem.code]


def tiers_write(current: PolicyInUse, specs: Sequence[TierSpec]) -> None:
    """This function will bring the tiers' rows to the specs: update by key, revive, create, retire the rest.

    Part of ``policy_update`` and of its preview, which hold the policy's row.
    """
    rows: dict[str, Tier] = {tier.key: tier for tier in Tier.objects.filter(policy=current.row)}
    kept = {spec.key for spec in specs}
    gone = [tier for key, tier in rows.items() if key not in kept and tier.position is not None]
    if gone:
        Tier.objects.filter(pk__in=[tier.pk for tier in gone]).update(position=None)
        TierPin.objects.filter(tier_id__in=[tier.pk for tier in gone]).delete()
    for position, spec in enumerate(specs, start=1):
        tier = rows.get(spec.key) or Tier(policy=current.row, key=spec.key)
        values: dict[str, Any] = asdict(spec) | {"involved": list(spec.involved), "channels": list(spec.channels)}
        for name, value in values.items():
            setattr(tier, name, value)
        tier.position = position
        tier.save()
