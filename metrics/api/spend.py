"""``/api/v1/spend``."""

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
from metrics.domain.facts import SPEND
from metrics.selectors.ledger import spend_list
from metrics.services import spend_delete, spend_upsert


class _SpendOut(RecordOut):
    of = SPEND


class SpendQuery(ListQuery):
    """Filters of the list: equality of a field."""

    source = forms.CharField(required=False, max_length=40)
    external_id = forms.CharField(required=False, max_length=200)
    account_external_id = forms.CharField(required=False, max_length=200)
    spent_on = forms.DateField(required=False)
    category = forms.CharField(required=False, max_length=60)
    department = forms.CharField(required=False, max_length=60)
    currency = forms.CharField(required=False, max_length=3)
    tier = forms.CharField(required=False, max_length=40)
    segment = forms.CharField(required=False, max_length=60)
    campaign = forms.CharField(required=False, max_length=120)


EXTRA = {"account_external_id": serializers.CharField(allow_null=True)}


class SpendApi(RecordApi):
    """The spend ledger."""

    required_scope = "spend"
    out, into, query = facts_out(SPEND, _SpendOut, "Spend", EXTRA), facts_in(SPEND, "SpendIn"), SpendQuery
    sorts: ClassVar[Mapping[str, str]] = {"id": "public_id", "spent_on": "spent_on", "updated_at": "updated_at"}
    elsewhere: ClassVar[Mapping[str, str]] = {**RecordApi.elsewhere, "tier": "tier_key", "segment": "segment_key"}

    def rows(self) -> QuerySet[Any]:
        """All costs."""
        return spend_list().order_by()

    def store(self, records: Sequence[Record], **how: Any) -> list[RecordResult]:
        """Hand the records to their service."""
        return spend_upsert(rows=records, **how)

    def erase(self, record: Any, *, now: datetime) -> None:
        """Take a cost out of the ledger."""
        spend_delete(spend_id=record.pk, actor=self.actor)
