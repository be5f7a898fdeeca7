"""``/api/v1/spend``."""

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
from metrics.domain.facts import SPEND
from metrics.selectors.ledger import spend_list
from metrics.services import spend_delete, spend_upsert
from users.services import Actor

COLUMNS = writers(SPEND)


class _SpendOut(FactsOut):
    def row(self, row: Any, shared: Any) -> dict[str, Any]:
        """The cost and what it was for."""
        values = row.__dict__
        return {
            "id": str(row.public_id),
            "source": row.source,
            **{name: value_out(kind, values[column]) for name, column, kind in COLUMNS},
            "account_external_id": row.account.external_id if row.account_id else None,
            "version": row.version,
            "created_at": instant_out(row.created_at),
            "updated_at": instant_out(row.updated_at),
        }


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


FILTERS = {name: name for name in SpendQuery.base_fields if name not in ListQuery.base_fields} | {
    "account_external_id": "account__external_id",
    "tier": "tier_key",
    "segment": "segment_key",
}
EXTRA = {"account_external_id": serializers.CharField(allow_null=True)}


class SpendApi(ResourceView):
    """The spend ledger."""

    required_scope = "spend"
    out, into, query = facts_out(SPEND, _SpendOut, "Spend", EXTRA), facts_in(SPEND, "SpendIn"), SpendQuery
    sorts: ClassVar[Mapping[str, str]] = {"id": "public_id", "spent_on": "spent_on", "updated_at": "updated_at"}
    default_sort = "id"

    def rows(self) -> QuerySet[Any]:
        """All costs."""
        return spend_list().order_by()

    def filtered(self, rows: QuerySet[Any], given: Mapping[str, Any]) -> QuerySet[Any]:
        """Narrow by equality."""
        return rows.filter(**{column: given[name] for name, column in FILTERS.items() if given[name]})

    def upsert(self, records: Sequence[Record], *, now: datetime) -> Sequence[Outcome]:
        """Merge each record into its cost, or create it."""
        actor = Actor.of_request(self.request._request)
        return outcomes(spend_upsert(rows=records, source=SOURCE, now=now, actor=actor, options=MERGE))

    def erase(self, record: Any, *, now: datetime) -> None:
        """Take a cost out of the ledger."""
        spend_delete(spend_id=record.pk, actor=Actor.of_request(self.request._request))
