"""Tables of the committee room."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import Contact
from common.tables import DataTable, NameColumn
from common.templatetags.formats import unknown_html
from personas.models import BuyingRole


class ContactTable(DataTable):
    """Contacts with the persona and how it is known."""

    sortable = ("name",)

    name = NameColumn(accessor="name_key", verbose_name=_("Name"))
    title = tables.Column(verbose_name=_("Title"))
    account = tables.Column(accessor="account__name", verbose_name=_("Account"), default="")
    persona = tables.Column(accessor="pk", verbose_name=_("Persona"))
    role = tables.Column(accessor="pk", verbose_name=_("Buying role"))
    email = tables.Column(verbose_name=_("E-mail"))
    status = tables.Column(accessor="get_status_display", verbose_name=_("Status"))

    def render_name(self, record: Contact) -> SafeString:
        """Link the person."""
        href = reverse("personas:contact", args=[record.public_id])
        return format_html('<a href="{}"><bdi>{}</bdi></a>', href, self.value_name(record))

    def value_name(self, record: Contact) -> str:
        """Return the name to show: the given one, else the address."""
        return f"{record.first_name} {record.last_name}".strip() or record.email or record.external_id

    def render_title(self, value: str) -> SafeString:
        """Isolate the title's direction."""
        return format_html("<bdi>{}</bdi>", value)

    def value_title(self, value: str) -> str:
        """Return the title for a file."""
        return value

    def value_account(self, value: str) -> str:
        """Return the company's name for a file."""
        return value

    def render_account(self, record: Contact) -> SafeString:
        """Link the company."""
        account = record.account
        if account is None:
            return unknown_html()
        return format_html(
            '<a href="{}"><bdi>{}</bdi></a>', reverse("accounts:detail", args=[account.public_id]), account.name
        )

    def render_persona(self, record: Any) -> SafeString:
        """Show the persona; the words that decided are its title."""
        known = record.known_personas
        if not known:
            return unknown_html(str(_("No rule recognises this title")))
        why = known[0].evidence or known[0].get_method_display()
        return format_html('<span title="{}">{}</span>', why, known[0].persona.name)

    def value_persona(self, record: Any) -> str:
        """Return the persona's name for a file."""
        return record.known_personas[0].persona.name if record.known_personas else ""

    def render_role(self, record: Any) -> str:
        """Show the role on the account's committee."""
        return self.value_role(record) or "–"

    def value_role(self, record: Any) -> str:
        """Return the role for a file."""
        return str(BuyingRole(record.account_seats[0].buying_role).label) if record.account_seats else ""
