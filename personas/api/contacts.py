"""``/api/v1/contacts``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from rest_framework import serializers

from accounts.api.shapes import MERGE, SOURCE, FactsOut, facts_in, facts_out, outcomes
from accounts.domain.facts import CONTACT
from accounts.domain.facts_out import instant_out, value_out, writers
from accounts.models import Contact
from common.api.batch import Outcome
from common.api.query import ListQuery
from common.api.resource import Record, ResourceView
from personas.domain.facts import PERSON
from personas.models import BuyingRole
from personas.selectors.contacts import contact_rows
from personas.services.records import contact_delete, contact_records_upsert
from users.services import Actor

COLUMNS = writers(CONTACT)
EXTRA = {
    "account_external_id": serializers.CharField(allow_null=True),
    "persona": serializers.CharField(allow_null=True, help_text="the persona's key"),
    "buying_role": serializers.ChoiceField(choices=BuyingRole.choices, allow_null=True),
}


class _ContactOut(FactsOut):
    def row(self, row: Any, shared: Any) -> dict[str, Any]:
        """The person, the account, persona and role."""
        values = row.__dict__
        return {
            "id": str(row.public_id),
            "source": row.source,
            **{name: value_out(kind, values[column]) for name, column, kind in COLUMNS},
            "account_external_id": row.account.external_id if row.account_id else None,
            "persona": row.known_personas[0].persona.key if row.known_personas else None,
            "buying_role": row.account_seats[0].buying_role if row.account_seats else None,
            "version": row.version,
            "created_at": instant_out(row.created_at),
            "updated_at": instant_out(row.updated_at),
        }


class ContactQuery(ListQuery):
    """Filters of the list: equality of a field."""

    source = forms.CharField(required=False, max_length=40)
    external_id = forms.CharField(required=False, max_length=200)
    account_external_id = forms.CharField(required=False, max_length=200)
    email = forms.CharField(required=False, max_length=254)
    status = forms.ChoiceField(required=False, choices=Contact.Status.choices)
    persona = forms.CharField(required=False, max_length=60)
    department = forms.CharField(required=False, max_length=60)


FILTERS = {
    "source": "source",
    "external_id": "external_id",
    "account_external_id": "account__external_id",
    "status": "status",
    "persona": "contact_personas__persona__key",
    "department": "department",
}


class ContactApi(ResourceView):
    """People with their persona and their role on the account's committee."""

    required_scope = "contacts"
    out, into, query = facts_out(CONTACT, _ContactOut, "Contact", EXTRA), facts_in(PERSON, "ContactIn"), ContactQuery
    sorts: ClassVar[Mapping[str, str]] = {"id": "public_id", "name": "name_key", "updated_at": "updated_at"}
    default_sort = "id"

    def rows(self) -> QuerySet[Any]:
        """All contacts."""
        return contact_rows()

    def filtered(self, rows: QuerySet[Any], given: Mapping[str, Any]) -> QuerySet[Any]:
        """Narrow by equality; an e-mail whatever its letters' case."""
        rows = rows.filter(**{column: given[name] for name, column in FILTERS.items() if given[name]})
        return rows.filter(email_key=given["email"].lower()) if given["email"] else rows

    def upsert(self, records: Sequence[Record], *, now: datetime) -> Sequence[Outcome]:
        """Merge each record into its contact, or create it."""
        actor = Actor.of_request(self.request._request)
        found = contact_records_upsert(records=records, source=SOURCE, now=now, actor=actor, options=MERGE)
        return outcomes(found)

    def erase(self, record: Any, *, now: datetime) -> None:
        """Delete a contact."""
        contact_delete(contact_id=record.pk, actor=Actor.of_request(self.request._request), now=now)
