"""``/api/v1/signals``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from rest_framework import serializers

from accounts.api.shapes import MERGE, SOURCE, FactsOut, facts_in, facts_out, outcomes
from accounts.domain.facts import SIGNAL
from accounts.domain.facts_out import instant_out, value_out, writers
from accounts.selectors.deals import signal_list
from accounts.services.deletion import signal_delete
from accounts.services.upsert import records_upsert
from common.api.batch import Outcome
from common.api.query import ListQuery
from common.api.resource import Record, ResourceView
from users.services import Actor

COLUMNS = writers(SIGNAL)


class _SignalOut(FactsOut):
    def row(self, row: Any, shared: Any) -> dict[str, Any]:
        """Facts, account and person."""
        values = row.__dict__
        return {
            "id": str(row.public_id),
            "source": row.source,
            **{name: value_out(kind, values[column]) for name, column, kind in COLUMNS},
            "account_external_id": row.account.external_id if row.account_id else None,
            "contact_external_id": row.contact.external_id if row.contact_id else None,
            "version": row.version,
            "created_at": instant_out(row.created_at),
            "updated_at": instant_out(row.updated_at),
        }


class SignalQuery(ListQuery):
    """Filters of the list: equality of a field."""

    source = forms.CharField(required=False, max_length=40)
    external_id = forms.CharField(required=False, max_length=200)
    account_external_id = forms.CharField(required=False, max_length=200)
    kind = forms.CharField(required=False, max_length=60)
    domain = forms.CharField(required=False, max_length=253)


FILTERS = tuple(name for name in SignalQuery.base_fields if name not in ListQuery.base_fields)
EXTRA = {"contact_external_id": serializers.CharField(allow_null=True)}


class SignalApi(ResourceView):
    """Signals: what companies did, at one instant each."""

    required_scope = "signals"
    out, into, query = facts_out(SIGNAL, _SignalOut, "Signal", EXTRA), facts_in(SIGNAL, "SignalIn"), SignalQuery
    sorts: ClassVar[Mapping[str, str]] = {"id": "public_id", "occurred_at": "occurred_at", "updated_at": "updated_at"}
    default_sort = "id"

    def rows(self) -> QuerySet[Any]:
        """All signals."""
        return signal_list()

    def filtered(self, rows: QuerySet[Any], given: Mapping[str, Any]) -> QuerySet[Any]:
        """Narrow by equality."""
        return signal_list(filters={name: given[name] for name in FILTERS})

    def upsert(self, records: Sequence[Record], *, now: datetime) -> Sequence[Outcome]:
        """Merge each record into its signal, or create it."""
        actor = Actor.of_request(self.request._request)
        return outcomes(records_upsert("signals", records=records, source=SOURCE, now=now, actor=actor, options=MERGE))

    def erase(self, record: Any, *, now: datetime) -> None:
        """Delete a signal."""
        signal_delete(signal_id=record.pk, actor=Actor.of_request(self.request._request))
