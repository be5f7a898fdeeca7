"""Tables of the engagement room."""

from __future__ import annotations

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.tables import DataTable, InstantColumn, NameColumn, NumberColumn
from common.templatetags.ui import badge
from engagement.domain.kinds import kind_label
from engagement.forms import DIRECTIONS, SESSION_OUTCOMES, STATUSES, touch_outcome_label
from engagement.models import SalesSession, Touch

OUTCOME_TONES = {"advanced": "good", "won": "good", "set_back": "warn", "lost": "bad"}
ACCOUNT = NameColumn(
    verbose_name=gettext_lazy("Account"),
    accessor="account__name",
    linkify=("accounts:detail", {"account": tables.A("account__public_id")}),
    default="–",
)


class SessionTable(DataTable):
    """Sessions."""

    starts_at = InstantColumn(verbose_name=gettext_lazy("Begins"))
    title = NameColumn(
        verbose_name=gettext_lazy("Session"), linkify=("engagement:session", {"public_id": tables.A("public_id")})
    )
    account = ACCOUNT
    status = tables.Column(verbose_name=gettext_lazy("Status"))
    outcome = tables.Column(verbose_name=gettext_lazy("Outcome"), default="–")
    people = NumberColumn(verbose_name=gettext_lazy("People"))
    shown = NumberColumn(verbose_name=gettext_lazy("Shown"))
    next_step = tables.Column(verbose_name=gettext_lazy("Next step"), default="–", attrs={"td": {"class": "cell-wide"}})

    class Meta(DataTable.Meta):
        sequence = ("starts_at", "title", "account", "status", "outcome", "people", "shown", "next_step")

    def render_status(self, record: SalesSession) -> SafeString:
        """The status as a badge."""
        tone = {"planned": "info", "held": "neutral", "cancelled": "warn"}[record.status]
        return badge(str(STATUSES[record.status]), tone)

    def value_status(self, record: SalesSession) -> str:
        """The code, for a file."""
        return record.status

    def render_outcome(self, record: SalesSession) -> SafeString:
        """The outcome as a badge."""
        outcome = record.outcome or ""
        return badge(str(SESSION_OUTCOMES[outcome]), OUTCOME_TONES.get(outcome, "neutral"))

    def value_outcome(self, record: SalesSession) -> str | None:
        """The code, for a file."""
        return record.outcome

    def value_starts_at(self, record: SalesSession) -> object:
        """The instant, for a file."""
        return record.starts_at


class TouchTable(DataTable):
    """Touches."""

    occurred_at = InstantColumn(verbose_name=gettext_lazy("When"))
    kind = tables.Column(verbose_name=gettext_lazy("Kind"))
    account = ACCOUNT
    people = tables.Column(verbose_name=gettext_lazy("With"), accessor="pk")
    direction = tables.Column(verbose_name=gettext_lazy("Direction"))
    outcome = tables.Column(verbose_name=gettext_lazy("Outcome"), default="–")
    owner_email = tables.Column(verbose_name=gettext_lazy("By"), default="–")
    next_step = tables.Column(verbose_name=gettext_lazy("Next step"), default="–", attrs={"td": {"class": "cell-wide"}})

    class Meta(DataTable.Meta):
        sequence = ("occurred_at", "kind", "account", "people", "direction", "outcome", "owner_email", "next_step")

    def render_kind(self, value: str) -> str:
        """The kind in words."""
        return _(kind_label(value))

    def value_kind(self, value: str) -> str:
        """The code, for a file."""
        return value

    def render_people(self, record: Touch) -> SafeString | str:
        """Who was touched."""
        names = self.value_people(record)
        return format_html("<bdi>{}</bdi>", names) if names else "–"

    def value_people(self, record: Touch) -> str:
        """The same for a file."""
        people = [link.contact for link in record.touch_contacts.all()]
        return ", ".join(f"{person.first_name} {person.last_name}".strip() or person.email for person in people)

    def render_direction(self, record: Touch) -> str:
        """The direction in words."""
        return str(DIRECTIONS[record.direction])

    def value_direction(self, record: Touch) -> str:
        """The code, for a file."""
        return record.direction

    def render_outcome(self, record: Touch) -> str:
        """The outcome in words."""
        return touch_outcome_label(record)

    def value_outcome(self, record: Touch) -> str | None:
        """The code, for a file."""
        return record.outcome
