"""Tables of the metrics room."""

from __future__ import annotations

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.tables import DataTable, DayColumn, MoneyColumn
from metrics.models import Spend


class SpendTable(DataTable):
    """The ledger."""

    spent_on = DayColumn(
        verbose_name=gettext_lazy("Day"), linkify=("metrics:spend_edit", {"public_id": tables.A("public_id")})
    )
    amount_cents = MoneyColumn(verbose_name=gettext_lazy("Amount"))
    category = tables.Column(verbose_name=gettext_lazy("Category"), default="–")
    department = tables.Column(verbose_name=gettext_lazy("Department"), default="–")
    booked = tables.Column(verbose_name=gettext_lazy("For"), accessor="pk")
    note = tables.Column(verbose_name=gettext_lazy("Note"), default="")
    source = tables.Column(verbose_name=gettext_lazy("Source"))

    class Meta(DataTable.Meta):
        sequence = ("spent_on", "amount_cents", "category", "department", "booked", "note", "source")

    def render_booked(self, record: Spend) -> SafeString:
        """What the cost is for; nothing named: shared."""
        return format_html("<bdi>{}</bdi>", self.value_booked(record))

    def value_booked(self, record: Spend) -> str:
        """The same for a file."""
        named = (record.account.name if record.account else "", record.tier_key, record.segment_key, record.campaign)
        return next((name for name in named if name), _("shared"))
