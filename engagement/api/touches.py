"""``/api/v1/touches``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from rest_framework import serializers

from accounts.api.records import RecordApi, RecordOut
from accounts.api.shapes import facts_in, facts_out
from accounts.services.upsert import RecordResult
from common.api.query import ListQuery
from common.api.resource import Record
from engagement.domain.facts import TOUCH
from engagement.selectors.touches import touch_list
from engagement.services import touch_delete, touch_upsert


class _TouchOut(RecordOut):
    of = TOUCH

    def linked(self, row: Any) -> dict[str, Any]:
        """People, and what was sent or shown."""
        return {
            "contact_external_ids": [link.contact.external_id for link in row.touch_contacts.all()],
            "asset": str(row.asset.public_id) if row.asset else None,
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
    asset = forms.UUIDField(required=False)


EXTRA = {
    "account_external_id": serializers.CharField(allow_null=True),
    "contact_external_ids": serializers.ListField(child=serializers.CharField()),
    "asset": serializers.UUIDField(allow_null=True, help_text="the id of what was sent or shown"),
}


class TouchApi(RecordApi):
    """Touches: mails, calls, meetings and whatever else reached an account."""

    required_scope = "touches"
    out, into, query = facts_out(TOUCH, _TouchOut, "Touch", EXTRA), facts_in(TOUCH, "TouchIn"), TouchQuery
    sorts: ClassVar[Mapping[str, str]] = {"id": "public_id", "occurred_at": "occurred_at", "updated_at": "updated_at"}
    elsewhere: ClassVar[Mapping[str, str]] = {**RecordApi.elsewhere, "asset": "asset__public_id"}

    def rows(self) -> QuerySet[Any]:
        """All touches."""
        return touch_list().order_by()

    def store(self, records: Sequence[Record], **how: Any) -> list[RecordResult]:
        """Hand the records to their service."""
        return touch_upsert(rows=records, **how)

    def erase(self, record: Any, *, now: datetime) -> None:
        """Delete a touch."""
        touch_delete(touch_id=record.pk, actor=self.actor)
