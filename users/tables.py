"""Tables of settings pages."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from common.tables import DataTable, InstantColumn
from common.templatetags.formats import instant
from common.templatetags.ui import icon
from users.models import Notification
from users.notices import KINDS, notice_link, notice_text


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
            " · ",
            '<bdi><span class="muted">{}</span> <bdi>{}</bdi></bdi>',
            ((key, ", ".join(map(str, part)) if isinstance(part, list) else str(part)) for key, part in value.items()),
        )

    def value_detail(self, value: dict[str, Any]) -> str:
        """Write what the action recorded."""
        return "; ".join(f"{key}={part}" for key, part in value.items())


class NotificationTable(DataTable):
    """The inbox. Its buttons belong to the form ``inbox-read`` beside the table, so they work without JavaScript."""

    created_at = InstantColumn(verbose_name=_("When"))
    text = tables.Column(verbose_name=_("What"), empty_values=(), attrs={"td": {"class": "cell-wide"}})
    kind = tables.Column(verbose_name=_("About"))
    read_at = InstantColumn(verbose_name=_("Read"), empty_values=())

    class Meta(DataTable.Meta):
        sequence = ("text", "kind", "created_at", "read_at")

    def render_text(self, record: Notification) -> SafeString:
        """Show the words: as a link once read, before that as a button that also marks it read."""
        link, words = notice_link(record), format_html("<bdi>{}</bdi>", notice_text(record))
        mark = icon(KINDS[record.kind].picture)
        if not link:
            return format_html('<span class="notice">{}{}</span>', mark, words)
        if record.read_at is not None:
            return format_html('<a class="notice" href="{}">{}{}</a>', link, mark, words)
        return format_html(
            '<button class="notice notice-new" form="inbox-read" name="open" value="{}">{}{}</button>',
            record.public_id,
            mark,
            words,
        )

    def value_text(self, record: Notification) -> str:
        """Write the words."""
        return notice_text(record)

    def render_kind(self, value: str) -> str:
        """Show the kind by its label."""
        return str(KINDS[value].label)

    def render_read_at(self, record: Notification) -> str | SafeString:
        """Show when it was read, or the button that marks it so."""
        if record.read_at is not None:
            return instant(record.read_at)
        return format_html(
            '<button class="btn btn-sm" form="inbox-read" name="read" value="{}">{}{}<span class="visually-hidden">'
            ": {}</span></button>",
            record.public_id,
            icon("check"),
            _("Mark read"),
            notice_text(record),
        )
