"""The table of the times in which accounts were qualified."""

from __future__ import annotations

import django_tables2 as tables
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from common.formats import number_text, score_text
from common.tables import DataTable, DayColumn, NameColumn, NumberColumn
from engagement.models import QualifiedSpell
from engagement.templatetags.engagement import spell_words


class SpellTable(DataTable):
    """Accounts that became qualified, and those that no longer are."""

    account = NameColumn(
        verbose_name=gettext_lazy("Account"),
        accessor="account__name",
        linkify=("engagement:account", {"account": tables.A("account__public_id")}),
    )
    entered_at = DayColumn(verbose_name=gettext_lazy("Entered"))
    entry_points_milli = NumberColumn(verbose_name=gettext_lazy("Points then"))
    entry_people = NumberColumn(verbose_name=gettext_lazy("People then"))
    entry_fit_milli = NumberColumn(verbose_name=gettext_lazy("Fit then"))
    left_at = DayColumn(verbose_name=gettext_lazy("Left"), default="–")
    left_points_milli = NumberColumn(verbose_name=gettext_lazy("Points when left"), default="–")
    entry_rules_number = NumberColumn(verbose_name=gettext_lazy("Rules"))
    why = tables.Column(verbose_name=gettext_lazy("Why"), empty_values=(), attrs={"td": {"class": "cell-wide"}})
    sortable = ()

    def render_why(self, record: QualifiedSpell) -> str:
        """Why it entered, and why it left."""
        return spell_words(record)

    def value_why(self, record: QualifiedSpell) -> str:
        """The codes, for a file."""
        return " ".join(code for code in (record.entry_cause, record.left_cause) if code)

    def render_entry_points_milli(self, value: int) -> str:
        """Points with one decimal."""
        return score_text(value)

    def value_entry_points_milli(self, value: int) -> float:
        """Points, for a file."""
        return value / 1000

    def render_entry_fit_milli(self, value: int) -> str:
        """The score with one decimal."""
        return score_text(value)

    def value_entry_fit_milli(self, value: int) -> float:
        """The score, for a file."""
        return value / 1000

    def render_left_points_milli(self, value: int) -> str:
        """Points with one decimal."""
        return score_text(value)

    def value_left_points_milli(self, value: int) -> float:
        """Points, for a file."""
        return value / 1000

    def render_entry_rules_number(self, record: QualifiedSpell) -> SafeString:
        """The version it entered under, and the one it left under."""
        numbers = dict.fromkeys(n for n in (record.entry_rules_number, record.left_rules_number) if n)
        arrow = format_html(' <span class="arrow">{}</span> ', "→")
        return format_html_join(arrow, "{}", ((number_text(number),) for number in numbers))
