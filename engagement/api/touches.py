"""``/api/v1/touches``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from rest_framework import serializers

from accounts.api.shapes import MERGE, SOURCE, FactsOut, facts_in, facts_out, outcomes
from accounts.domain.facts_out import instant_out, value_out, writers
from common.api.batch import Outcome
from common.api.query import ListQuery
from common.api.resource import Record, ResourceView
from engagement.domain.facts import TOUCH
from engagement.selectors.touches import touch_list
from engagement.services import touch_delete, touch_upsert
from users.services import Actor

COLUMNS = writers(TOUCH)


class _TouchOut(FactsOut):
    def row(self, row: Any, shared: Any) -> dict[str, Any]:
        """The touch, its account and its people."""
        values = row.__dict__
        return {
            "id": str(row.public_id),
            "source": row.source,
            **{name: value_out(kind, values[column]) for name, column, kind in COLUMNS},
            "account_external_id": row.account.external_id if row.account_id else None,
            "contact_external_ids": [link.contact.external_id for link in row.touch_contacts.all()],
            "version": row.version,
            "created_at": instant_out(row.created_at),
            "updated_at": instant_out(row.updated_at),
        }


class TouchQuery(ListQuery):
    """Filters of the list: equality of a field."""

    source = forms.CharField(required=False, max_length=40)
    external_id = forms.CharField(required=False, max_length=200)
    account_external_id = forms.CharField(required=False, max_length=200)
    kind = forms.CharField(required=False, max_length=30)
    direction = forms.CharField(required=False, max_length=8)
    outcome = forms.CharField(required=False, max_length=12)
    owner_email = forms.CharField(required=False, max_length=254)


FILTERS = {name: name for name in TouchQuery.base_fields if name not in ListQuery.base_fields} | {
    "account_external_id": "account__external_id"
}
EXTRA = {
    "account_external_id": serializers.CharField(allow_null=True),
    "contact_external_ids": serializers.ListField(child=serializers.CharField()),
}


class TouchApi(ResourceView):
    """Touches: mails, calls, meetings and whatever else reached an account."""

    required_scope = "touches"
    out, into, query = facts_out(TOUCH, _TouchOut, "Touch", EXTRA), facts_in(TOUCH, "TouchIn"), TouchQuery
    sorts: ClassVar[Mapping[str, str]] = {"id": "public_id", "occurred_at": "occurred_at", "updated_at": "updated_at"}
    default_sort = "id"

    def rows(self) -> QuerySet[Any]:
        """All touches."""
        return touch_list().order_by()

    def filtered(self, rows: QuerySet[Any], given: Mapping[str, Any]) -> QuerySet[Any]:
        """Narrow by equality."""
        return rows.filter(**{column: given[name] for name, column in FILTERS.items() if given[name]})

    def upsert(self, records: Sequence[Record], *, now: datetime) -> Sequence[Outcome]:
        """Merge each record into its touch, or create it."""
        actor = Actor.of_request(self.request._request)
        return outcomes(touch_upsert(rows=records, source=SOURCE, now=now, actor=actor, options=MERGE))

    def erase(self, record: Any, *, now: datetime) -> None:
        """Delete a touch."""
        touch_delete(touch_id=record.pk, actor=Actor.of_request(self.request._request))
