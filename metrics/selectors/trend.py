"""A metric over the complete months, from its snapshots."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from metrics.models import MetricSnapshot
from tiers.models import Tier

MONTHS = 24


@dataclass(frozen=True, slots=True)
class TrendLine:
    """One group's values by month; ``label`` empty: the whole workspace."""

    label: str
    values: list[Decimal | None]

    @property
    def numbers(self) -> list[float | None]:
        """The values as a chart takes them."""
        return [None if value is None else float(value) for value in self.values]


@dataclass(frozen=True, slots=True)
class Trend:
    """The last two years of a metric, oldest month first."""

    months: list[str] = field(default_factory=list)
    lines: list[TrendLine] = field(default_factory=list)

    @property
    def rows(self) -> list[tuple[str, list[Decimal | None]]]:
        """The same as a table: a month, and a value a line."""
        return [(month, [line.values[place] for line in self.lines]) for place, month in enumerate(self.months)]


def trend(*, name: str) -> Trend:
    """This function will read a metric's last 24 months, the workspace's and each tier's, in two queries."""
    found: dict[str, dict[str, Decimal | None]] = defaultdict(dict)
    rows = MetricSnapshot.objects.filter(name=name).order_by("-month").values_list("group_key", "month", "value")
    for key, month, value in rows:
        found[key][month.strftime("%Y-%m")] = value
    months = sorted({month for values in found.values() for month in values})[-MONTHS:]
    tiers = [
        (key, label) for key, label in Tier.objects.order_by("position").values_list("key", "name") if key in found
    ]
    lines = [
        TrendLine(label, [found[key].get(month) for month in months])
        for key, label in [("", ""), *tiers]
        if any(found[key].get(month) is not None for month in months)
    ]
    return Trend(months, lines)
