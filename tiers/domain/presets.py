"""The two ready-made policies, with the sizes the sources of account-based selling name; every value is editable."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How personally a tier is worked."""

    ONE_TO_ONE = "one_to_one"
    ONE_TO_FEW = "one_to_few"
    ONE_TO_MANY = "one_to_many"


@dataclass(frozen=True)
class TierPreset:
    """One tier of a preset. Lines are thousandths of a point; ``capacity`` None means the rest."""

    name: str
    level: Level
    promote_milli: int
    stay_milli: int
    minimum: int
    capacity: int | None
    dwell_days: int
    minutes_per_week: int
    involved: tuple[str, ...]
    personalisation: str
    channels: tuple[str, ...]
    cadence: str


_EVERYONE = ("Account executive", "SDR", "Marketer", "Executive sponsor")

#: Preset by name. "tiers_123" is what a new workspace starts with.
PRESETS: dict[str, tuple[TierPreset, ...]] = {
    "tiers_123": (
        TierPreset(
            "Tier 1",
            Level.ONE_TO_ONE,
            75_000,
            65_000,
            20,
            50,
            90,
            180,
            _EVERYONE,
            "Deep research, one-to-one personal outreach",
            ("Executive meeting", "Phone", "E-mail", "Direct mail", "Workshop"),
            "Two personal touches a week, an executive meeting each quarter",
        ),
        TierPreset(
            "Tier 2",
            Level.ONE_TO_FEW,
            55_000,
            45_000,
            50,
            200,
            60,
            40,
            ("Account executive", "SDR", "Marketer"),
            "By industry and persona",
            ("Phone", "E-mail", "Social", "Advertising", "Event"),
            "Multi-touch over six weeks",
        ),
        TierPreset(
            "Tier 3",
            Level.ONE_TO_MANY,
            0,
            0,
            0,
            None,
            0,
            2,
            ("Marketer", "SDR"),
            "Name and company",
            ("E-mail", "Advertising", "Webinar"),
            "Automated, monthly",
        ),
    ),
    "strategic": (
        TierPreset(
            "Strategic",
            Level.ONE_TO_ONE,
            80_000,
            70_000,
            5,
            10,
            180,
            480,
            _EVERYONE,
            "Each account its own segment and plan",
            ("Executive meeting", "Workshop", "Direct mail", "Phone"),
            "Weekly account meeting, a business review each quarter",
        ),
        TierPreset(
            "Lite",
            Level.ONE_TO_FEW,
            60_000,
            50_000,
            20,
            40,
            90,
            90,
            ("Account executive", "SDR", "Marketer"),
            "By cluster of shared need, industry, size or geography",
            ("Phone", "E-mail", "Event", "Social"),
            "Multi-touch over eight weeks",
        ),
        TierPreset(
            "Programmatic",
            Level.ONE_TO_MANY,
            35_000,
            25_000,
            100,
            None,
            30,
            5,
            ("Marketer", "SDR"),
            "Name and company, by rules",
            ("E-mail", "Advertising", "Webinar"),
            "Automated, twice a month",
        ),
    ),
}
STARTER_PRESET = "tiers_123"
