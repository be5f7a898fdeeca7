"""``/api/v1/deals`` and ``/api/v1/contracts``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet

from accounts.api.shapes import MERGE, SOURCE, FactsOut, facts_in, facts_out, outcomes
from accounts.domain.facts import CONTRACT, DEAL
from accounts.domain.facts_out import instant_out, value_out, writers
from accounts.models import Deal
from accounts.selectors.deals import contract_list, deal_list
from accounts.services.deletion import contract_delete, deal_delete
from accounts.services.upsert import records_upsert
from common.api.batch import Outcome
from common.api.query import ListQuery
from common.api.resource import Record, ResourceView
from users.services import Actor

DEAL_COLUMNS = writers(DEAL)
CONTRACT_COLUMNS = writers(CONTRACT)


def _facts(row: Any, columns: list[Any]) -> dict[str, Any]:
    values = row.__dict__
    return {
        "id": str(row.public_id),
        "source": row.source,
        **{name: value_out(kind, values[column]) for name, column, kind in columns},
        "version": row.version,
        "created_at": instant_out(row.created_at),
        "updated_at": instant_out(row.updated_at),
    }


class _DealOut(FactsOut):
    def row(self, row: Any, shared: Any) -> dict[str, Any]:
        """Facts, account and people."""
        return {
            **_facts(row, DEAL_COLUMNS),
            "account_external_id": row.account.external_id if row.account_id else None,
            "contacts": [
                {"contact_external_id": link.contact.external_id, "buying_role": link.buying_role or None}
                for link in row.deal_contacts.all()
            ],
        }


class _ContractOut(FactsOut):
    def row(self, row: Any, shared: Any) -> dict[str, Any]:
        """Facts, account and deal."""
        return {
            **_facts(row, CONTRACT_COLUMNS),
            "account_external_id": row.account.external_id,
            "deal_external_id": row.deal.external_id if row.deal_id else None,
        }


class DealQuery(ListQuery):
    """Filters of the list: equality of a field."""

    source = forms.CharField(required=False, max_length=40)
    external_id = forms.CharField(required=False, max_length=200)
    account_external_id = forms.CharField(required=False, max_length=200)
    status = forms.ChoiceField(required=False, choices=Deal.Status.choices)
    stage = forms.CharField(required=False, max_length=120)
    type = forms.ChoiceField(required=False, choices=Deal.Type.choices)
    owner_email = forms.CharField(required=False, max_length=254)
    created_on = forms.DateField(required=False)
    closed_on = forms.DateField(required=False)


class ContractQuery(ListQuery):
    """Filters of the list: equality of a field."""

    source = forms.CharField(required=False, max_length=40)
    external_id = forms.CharField(required=False, max_length=200)
    account_external_id = forms.CharField(required=False, max_length=200)
    starts_on = forms.DateField(required=False)


def _filters(query: type[ListQuery], given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: given[name] for name in query.base_fields if name not in ListQuery.base_fields}


class DealApi(ResourceView):
    """Deals with the people in them."""

    required_scope = "deals"
    out, into, query = facts_out(DEAL, _DealOut, "Deal", {}), facts_in(DEAL, "DealIn"), DealQuery
    sorts: ClassVar[Mapping[str, str]] = {
        "id": "public_id",
        "created_on": "created_on",
        "closed_on": "closed_on",
        "amount": "amount_cents",
        "updated_at": "updated_at",
    }
    default_sort = "id"

    def rows(self) -> QuerySet[Any]:
        """All deals."""
        return deal_list()

    def filtered(self, rows: QuerySet[Any], given: Mapping[str, Any]) -> QuerySet[Any]:
        """Narrow by equality."""
        return deal_list(filters=_filters(DealQuery, given))

    def upsert(self, records: Sequence[Record], *, now: datetime) -> Sequence[Outcome]:
        """Merge each record into its deal, or create it."""
        actor = Actor.of_request(self.request._request)
        return outcomes(records_upsert("deals", records=records, source=SOURCE, now=now, actor=actor, options=MERGE))

    def erase(self, record: Any, *, now: datetime) -> None:
        """Delete a deal."""
        deal_delete(deal_id=record.pk, actor=Actor.of_request(self.request._request))


class ContractApi(ResourceView):
    """Contracts."""

    required_scope = "contracts"
    out, into, query = (
        facts_out(CONTRACT, _ContractOut, "Contract", {}),
        facts_in(CONTRACT, "ContractIn"),
        ContractQuery,
    )
    sorts: ClassVar[Mapping[str, str]] = {"id": "public_id", "starts_on": "starts_on", "updated_at": "updated_at"}
    default_sort = "id"

    def rows(self) -> QuerySet[Any]:
        """All contracts."""
        return contract_list()

    def filtered(self, rows: QuerySet[Any], given: Mapping[str, Any]) -> QuerySet[Any]:
        """Narrow by equality."""
        return contract_list(filters=_filters(ContractQuery, given))

    def upsert(self, records: Sequence[Record], *, now: datetime) -> Sequence[Outcome]:
        """Merge each record into its contract, or create it."""
        actor = Actor.of_request(self.request._request)
        return outcomes(
            records_upsert("contracts", records=records, source=SOURCE, now=now, actor=actor, options=MERGE)
        )

    def erase(self, record: Any, *, now: datetime) -> None:
        """Delete a contract."""
        contract_delete(contract_id=record.pk, actor=Actor.of_request(self.request._request))
