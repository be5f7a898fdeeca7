"""Tables of settings pages."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from common.tables import DataTable, InstantColumn


class AuditTable(DataTable):
    """The audit log."""

    at = InstantColumn(verbose_name=_("When"))
    actor_label = tables.Column(verbose_name=_("Who"))
    action = tables.Column(verbose_name=_("Action"))
    object_type = tables.Column(verbose_name=_("On"), empty_values=())
    detail = tables.Column(verbose_name=_("Detail"), attrs={"td": {"class": "cell-wide"}})
    ip = tables.Column(verbose_name=_("From"), default="")

    class Meta(DataTable.Meta):
        sequence = ("at", "actor_label", "action", "object_type", "detail", "ip")

    def render_actor_label(self, value: str) -> SafeString:
        """Show the actor apart from the text direction around it."""
        return format_html("<bdi>{}</bdi>", value)

    def value_actor_label(self, value: str) -> str:
        """Write the actor as it is."""
        return value

    def render_action(self, value: str) -> SafeString:
        """Show the action as a code."""
        return format_html("<code>{}</code>", value)

    def value_action(self, value: str) -> str:
        """Write the action as it is."""
        return value

    def render_object_type(self, record: Any) -> str:
        """Show what the action was done to."""
        return " ".join(part for part in (record.object_type, record.object_id[:8]) if part)

    def value_object_type(self, record: Any) -> str:
        """Write kind and full id of what the action was done to."""
        return f"{record.object_type} {record.object_id}".strip()

    def render_detail(self, value: dict[str, Any]) -> SafeString:
        """Show what the action recorded, a word and its value each."""
        return format_html_join(
            " ", '<span class="muted">{}</span> <bdi>{}</bdi>', ((key, str(part)) for key, part in value.items())
        )

    def value_detail(self, value: dict[str, Any]) -> str:
        """Write what the action recorded."""
        return "; ".join(f"{key}={part}" for key, part in value.items())
