"""``/api/v1/signals``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from rest_framework import serializers

from accounts.api.records import RecordApi, RecordOut
from accounts.api.shapes import facts_in, facts_out
from accounts.domain.facts import SIGNAL
from accounts.selectors.deals import signal_list
from accounts.services.deletion import signal_delete
from common.api.query import ListQuery


class _SignalOut(RecordOut):
    of = SIGNAL

    def linked(self, row: Any) -> dict[str, Any]:
        """Person."""
        return {"contact_external_id": row.contact.external_id if row.contact_id else None}


class SignalQuery(ListQuery):
    """Filters of the list: equality of a field."""

    source = forms.CharField(required=False, max_length=40)
    external_id = forms.CharField(required=False, max_length=200)
    account_external_id = forms.CharField(required=False, max_length=200)
    kind = forms.CharField(required=False, max_length=60)
    domain = forms.CharField(required=False, max_length=253)


EXTRA = {"contact_external_id": serializers.CharField(allow_null=True)}


class SignalApi(RecordApi):
    """Signals: what companies did, at one instant each."""

    required_scope = kind = "signals"
    out, into, query = facts_out(SIGNAL, _SignalOut, "Signal", EXTRA), facts_in(SIGNAL, "SignalIn"), SignalQuery
    sorts: ClassVar[Mapping[str, str]] = {"id": "public_id", "occurred_at": "occurred_at", "updated_at": "updated_at"}

    def rows(self) -> QuerySet[Any]:
        """All signals."""
        return signal_list()

    def erase(self, record: Any, *, now: datetime) -> None:
        """Delete a signal."""
        signal_delete(signal_id=record.pk, actor=self.actor)
