"""``/api/v1/deals`` and ``/api/v1/contracts``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet

from accounts.api.records import RecordApi, RecordOut
from accounts.api.shapes import facts_in, facts_out
from accounts.domain.facts import CONTRACT, DEAL
from accounts.models import Deal
from accounts.selectors.deals import contract_list, deal_list
from accounts.services.deletion import contract_delete, deal_delete
from common.api.query import ListQuery


class _DealOut(RecordOut):
    of = DEAL

    def linked(self, row: Any) -> dict[str, Any]:
        """People."""
        links = [
            {"contact_external_id": link.contact.external_id, "buying_role": link.buying_role or None}
            for link in row.deal_contacts.all()
        ]
        return {"contacts": links}


class _ContractOut(RecordOut):
    of = CONTRACT

    def linked(self, row: Any) -> dict[str, Any]:
        """Deal."""
        return {"deal_external_id": row.deal.external_id if row.deal_id else None}


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


class DealApi(RecordApi):
    """Deals with the people in them."""

    required_scope = kind = "deals"
    out, into, query = facts_out(DEAL, _DealOut, "Deal", {}), facts_in(DEAL, "DealIn"), DealQuery
    sorts: ClassVar[Mapping[str, str]] = {
        "id": "public_id",
        "created_on": "created_on",
        "closed_on": "closed_on",
        "amount": "amount_cents",
        "updated_at": "updated_at",
    }

    def rows(self) -> QuerySet[Any]:
        """All deals."""
        return deal_list()

    def erase(self, record: Any, *, now: datetime) -> None:
        """Delete a deal."""
        deal_delete(deal_id=record.pk, actor=self.actor)


class ContractApi(RecordApi):
    """Contracts."""

    required_scope = kind = "contracts"
    out, into, query = (
        facts_out(CONTRACT, _ContractOut, "Contract", {}),
        facts_in(CONTRACT, "ContractIn"),
        ContractQuery,
    )
    sorts: ClassVar[Mapping[str, str]] = {"id": "public_id", "starts_on": "starts_on", "updated_at": "updated_at"}

    def rows(self) -> QuerySet[Any]:
        """All contracts."""
        return contract_list()

    def erase(self, record: Any, *, now: datetime) -> None:
        """Delete a contract."""
        contract_delete(contract_id=record.pk, actor=self.actor)
