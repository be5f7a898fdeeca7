"""The two ready-made policies, with the sizes the sources of account-based selling name; every value is editable."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How personally a tier is worked."""

    ONE_TO_ONE = "one_to_one"
    ONE_TO_FEW = "one_to_few"
    ONE_TO_MANY = "one_to_many"


@dataclass(frozen=True, kw_only=True)
class TierPreset:
    """One tier of a preset. Lines are thousandths of a point, hours hundredths; ``capacity`` None means the rest."""

    name: str
    level: Level
    promote_milli: int
    stay_milli: int
    minimum: int
    capacity: int | None
    dwell_days: int
    hours_hundredths: int
    involved: tuple[str, ...]
    personalisation: str
    channels: tuple[str, ...]
    cadence: str


_SALES = ("Account executive", "SDR", "Marketer")

_TIERS_123 = (
    TierPreset(
        name="Tier 1",
        level=Level.ONE_TO_ONE,
        promote_milli=75_000,
        stay_milli=65_000,
        minimum=20,
        capacity=50,
        dwell_days=90,
        hours_hundredths=300,
        involved=(*_SALES, "Executive sponsor"),
        personalisation="Deep research, one-to-one personal outreach",
        channels=("Executive meeting", "Phone", "E-mail", "Direct mail", "Workshop"),
        cadence="Two personal touches a week, an executive meeting each quarter",
    ),
    TierPreset(
        name="Tier 2",
        level=Level.ONE_TO_FEW,
        promote_milli=55_000,
        stay_milli=45_000,
        minimum=50,
        capacity=200,
        dwell_days=60,
        hours_hundredths=50,
        involved=_SALES,
        personalisation="By industry and persona",
        channels=("Phone", "E-mail", "Social", "Advertising", "Event"),
        cadence="Multi-touch over six weeks",
    ),
    TierPreset(
        name="Tier 3",
        level=Level.ONE_TO_MANY,
        promote_milli=0,
        stay_milli=0,
        minimum=0,
        capacity=None,
        dwell_days=0,
        hours_hundredths=1,
        involved=("Marketer", "SDR"),
        personalisation="Name and company",
        channels=("E-mail", "Advertising", "Webinar"),
        cadence="Automated, monthly",
    ),
)

_STRATEGIC = (
    TierPreset(
        name="Strategic",
        level=Level.ONE_TO_ONE,
        promote_milli=80_000,
        stay_milli=70_000,
        minimum=5,
        capacity=10,
        dwell_days=180,
        hours_hundredths=800,
        involved=(*_SALES, "Executive sponsor"),
        personalisation="Each account its own segment and plan",
        channels=("Executive meeting", "Workshop", "Direct mail", "Phone"),
        cadence="Weekly account meeting, a business review each quarter",
    ),
    TierPreset(
        name="Lite",
        level=Level.ONE_TO_FEW,
        promote_milli=60_000,
        stay_milli=50_000,
        minimum=20,
        capacity=40,
        dwell_days=90,
        hours_hundredths=150,
        involved=_SALES,
        personalisation="By cluster of shared need, industry, size or geography",
        channels=("Phone", "E-mail", "Event", "Social"),
        cadence="Multi-touch over eight weeks",
    ),
    TierPreset(
        name="Programmatic",
        level=Level.ONE_TO_MANY,
        promote_milli=35_000,
        stay_milli=25_000,
        minimum=100,
        capacity=None,
        dwell_days=30,
        hours_hundredths=5,
        involved=("Marketer", "SDR"),
        personalisation="Name and company, by rules",
        channels=("E-mail", "Advertising", "Webinar"),
        cadence="Automated, twice a month",
    ),
)

#: Preset by name. "tiers_123" is what a new workspace starts with.
PRESETS: dict[str, tuple[TierPreset, ...]] = {"tiers_123": _TIERS_123, "strategic": _STRATEGIC}
STARTER_PRESET = "tiers_123"
