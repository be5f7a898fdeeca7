"""The table of engaged accounts."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.charts import sparkline
from common.formats import score_text
from common.tables import DataTable, DayColumn, InstantColumn, NameColumn, NumberColumn
from common.templatetags.ui import badge, tier_badge
from engagement.forms_rules import TEMPERATURES
from engagement.models import EngagementScore

TONES = {"new": "accent", "hot": "bad", "warm": "warn", "cold": "neutral"}


class EngagedTable(DataTable):
    """Accounts by their engagement."""

    account = NameColumn(
        verbose_name=gettext_lazy("Account"),
        accessor="account__name",
        linkify=("engagement:account", {"account": tables.A("account__public_id")}),
    )
    tier = tables.Column(verbose_name=gettext_lazy("Tier"), accessor="tier_name", empty_values=())
    points = NumberColumn(verbose_name=gettext_lazy("Points"), accessor="points_milli")
    people = NumberColumn(verbose_name=gettext_lazy("People"))
    temperature = tables.Column(verbose_name=gettext_lazy("Temperature"))
    weeks = tables.Column(verbose_name=gettext_lazy("By week"), empty_values=())
    qualified_at = DayColumn(verbose_name=gettext_lazy("Qualified since"), default="–")
    last_event_at = InstantColumn(verbose_name=gettext_lazy("Last event"), default="–")
    sortable = ("points", "people", "last_event_at")

    class Meta(DataTable.Meta):
        sequence = ("account", "tier", "points", "people", "temperature", "weeks", "qualified_at", "last_event_at")

    def render_tier(self, record: Any) -> SafeString:
        """The tier as a badge."""
        return tier_badge(record.tier_name, record.tier_position)

    def value_tier(self, record: Any) -> str | None:
        """Its name, for a file."""
        name: str | None = record.tier_name
        return name

    def render_points(self, value: int) -> str:
        """Points with one decimal."""
        return score_text(value)

    def value_points(self, record: EngagementScore) -> float:
        """Points, for a file."""
        return record.points_milli / 1000

    def render_temperature(self, value: str) -> SafeString:
        """This week against the three before it."""
        return badge(str(TEMPERATURES[value]), TONES[value])

    def value_temperature(self, value: str) -> str:
        """The code, for a file."""
        return value

    def render_weeks(self, record: EngagementScore) -> SafeString:
        """Points by week, before fading."""
        return sparkline(record.weeks, title=_("Points by week"))

    def value_weeks(self, record: EngagementScore) -> str:
        """The same, for a file."""
        return " ".join(str(milli / 1000) for milli in record.weeks)

    def value_last_event_at(self, record: EngagementScore) -> object:
        """The instant, for a file."""
        return record.last_event_at
