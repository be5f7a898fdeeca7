"""Tables of the content room."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from common.formats import number_text
from common.tables import DataTable, DayColumn, NameColumn
from common.templatetags.languages import language_name
from common.templatetags.ui import badge
from content.forms import KIND_LABELS
from content.models import Asset, Placement

TONES = {Asset.Status.APPROVED: "good", Asset.Status.DRAFT: "warn", Asset.Status.RETIRED: "neutral"}


def placement_text(placement: Placement) -> str:
    """This function will say one placement in words."""
    parts = [
        placement.persona.name if placement.persona else "",
        placement.stage.name if placement.stage else "",
        placement.segment.name if placement.segment else "",
        placement.product.name if placement.product else "",
    ]
    return " · ".join(part for part in parts if part) or _g("everybody, every stage")


class AssetTable(DataTable):
    """The library."""

    today: date | None = None

    title = NameColumn(verbose_name=_("Title"))
    kind = tables.Column(verbose_name=_("Kind"))
    status = tables.Column(verbose_name=_("Status"))
    placed = tables.Column(accessor="pk", verbose_name=_("Placed for"), attrs={"td": {"class": "cell-wrap"}})
    effort = tables.Column(accessor="get_effort_display", verbose_name=_("Effort"))
    language = tables.Column(verbose_name=_("Language"))
    owner = tables.Column(verbose_name=_("Owner"), default="–", attrs={"td": {"class": "cell-wrap"}})
    expires_on = DayColumn(verbose_name=_("Last day"), default="–")

    def render_title(self, record: Asset) -> SafeString:
        """Link the asset."""
        return format_html(
            '<a href="{}"><bdi>{}</bdi></a>', reverse("content:asset", args=[record.public_id]), record.title
        )

    def value_title(self, value: str) -> str:
        """Return the title for a file."""
        return value

    def render_language(self, value: str) -> str:
        """Name the language."""
        return language_name(value)

    def value_language(self, value: str) -> str:
        """Return the code for a file."""
        return value

    def render_kind(self, value: str) -> str:
        """Say the kind in words."""
        return str(KIND_LABELS.get(value, value))

    def render_placed(self, record: Any) -> SafeString:
        """Show the first placements."""
        placements = list(record.placements.all())
        shown = format_html_join(
            " ", '<span class="tag tag-neutral"><bdi>{}</bdi></span>', ((placement_text(p),) for p in placements[:2])
        )
        if not placements:
            return format_html('<span class="tag tag-none">{}</span>', _("nowhere"))
        return (
            format_html("{} <bdi>+{}</bdi>", shown, number_text(len(placements) - 2)) if len(placements) > 2 else shown
        )

    def value_placed(self, record: Any) -> str:
        """Return every placement for a file."""
        return "; ".join(placement_text(p) for p in record.placements.all())

    def render_owner(self, value: Any) -> SafeString:
        """Name the owner."""
        return format_html("<bdi>{}</bdi>", value.get_full_name())

    def value_owner(self, value: Any) -> str:
        """Name the owner for a file."""
        return str(value.get_full_name())

    def render_status(self, record: Asset) -> SafeString:
        """Show the status, or that the asset is past its last day."""
        if (
            self.today
            and record.expires_on
            and record.expires_on < self.today
            and record.status != Asset.Status.RETIRED
        ):
            return badge(_g("Expired"), "bad")
        return badge(record.get_status_display(), TONES[Asset.Status(record.status)])

    def value_status(self, value: str) -> str:
        """Return the status for a file."""
        return value
