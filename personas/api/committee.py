"""``/api/v1/accounts/{id}/committee``: seats, coverage, gaps, blockers and the removal test."""

from __future__ import annotations

from datetime import UTC
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Account, Contact, Deal
from common.api.fields import CleanCharField, StrictSerializer
from common.api.query import QueryForm, query_read
from common.api.views import ApiView
from personas.models import BuyingRole, CommitteeSeat
from personas.selectors.committee import CommitteeView, Person, committee_of_account
from personas.services import seat_remove, seat_set
from personas.services.committee import SeatFacts
from users.services import Actor


class CommitteeQuery(QueryForm):
    """Whose committee: the account's own, or that of one of its deals."""

    deal = forms.UUIDField(required=False)


class SeatIn(StrictSerializer):
    """A seat; a field that is not given keeps its value, null is unknown."""

    buying_role = serializers.ChoiceField(choices=BuyingRole.choices, required=False)
    influence = serializers.ChoiceField(choices=CommitteeSeat.Influence.choices, required=False, allow_null=True)
    stance = serializers.ChoiceField(choices=CommitteeSeat.Stance.choices, required=False, allow_null=True)
    relationship = serializers.ChoiceField(choices=CommitteeSeat.Relationship.choices, required=False, allow_null=True)
    concern = CleanCharField(required=False, allow_blank=True, max_length=4000)
    next_action = CleanCharField(required=False, allow_blank=True, max_length=300)


class SeatOut(serializers.Serializer[Any]):
    """A person on the committee."""

    contact_id = serializers.UUIDField()
    external_id = serializers.CharField()
    name = serializers.CharField()
    title = serializers.CharField(allow_null=True)
    status = serializers.ChoiceField(choices=Contact.Status.choices, source="contact_status")
    persona = serializers.CharField(allow_null=True, help_text="the persona's name")
    buying_role = serializers.ChoiceField(choices=BuyingRole.choices)
    influence = serializers.ChoiceField(choices=CommitteeSeat.Influence.choices, allow_null=True)
    stance = serializers.ChoiceField(choices=CommitteeSeat.Stance.choices, allow_null=True)
    relationship = serializers.ChoiceField(choices=CommitteeSeat.Relationship.choices, allow_null=True)
    concern = serializers.CharField()
    next_action = serializers.CharField()
    last_contacted_at = serializers.DateTimeField(allow_null=True, default_timezone=UTC)


class GapOut(serializers.Serializer[Any]):
    """A chair that wants somebody."""

    persona = serializers.CharField()
    buying_role = serializers.ChoiceField(choices=BuyingRole.choices)
    missing = serializers.IntegerField()
    weight = serializers.IntegerField()


class RemovalOut(serializers.Serializer[Any]):
    """What coverage would be without one person."""

    contact_id = serializers.UUIDField()
    coverage = serializers.DecimalField(max_digits=5, decimal_places=4)
    loss = serializers.DecimalField(max_digits=5, decimal_places=4)


class CommitteeOut(serializers.Serializer[Any]):
    """The committee. ``coverage`` is a share, null with a ``reason`` when there is no template."""

    account_id = serializers.UUIDField()
    coverage = serializers.DecimalField(max_digits=5, decimal_places=4, allow_null=True)
    reason = serializers.CharField(allow_null=True)
    seats = SeatOut(many=True)
    gaps = GapOut(many=True)
    blockers = serializers.ListField(child=serializers.UUIDField())
    removal_test = RemovalOut(many=True)
    weakest = serializers.UUIDField(allow_null=True)
    single_threaded = serializers.BooleanField()


def _share(basis_points: int) -> Decimal:
    return Decimal(basis_points).scaleb(-4)


def _seat(person: Person) -> dict[str, Any]:
    seat, contact = person.seat, person.contact
    return {
        "contact_id": contact.public_id,
        "external_id": contact.external_id,
        "name": f"{contact.first_name} {contact.last_name}".strip(),
        "title": contact.title or None,
        "contact_status": contact.status,
        "persona": person.persona_name or None,
        "buying_role": seat.buying_role,
        "influence": seat.influence,
        "stance": seat.stance,
        "relationship": seat.relationship,
        "concern": seat.concern,
        "next_action": seat.next_action,
        "last_contacted_at": seat.last_contacted_at,
    }


def committee_document(account: Account, view: CommitteeView) -> dict[str, Any]:
    """This function will return the committee as ``CommitteeOut`` writes it."""
    ids = {person.contact.pk: person.contact.public_id for person in view.people}
    committee = view.committee
    return {
        "account_id": account.public_id,
        "coverage": None if committee.coverage_bp is None else _share(committee.coverage_bp),
        "reason": committee.reason,
        "seats": [_seat(person) for person in view.people],
        "gaps": [
            {"persona": g.persona.name, "buying_role": g.role, "missing": g.missing, "weight": g.weight}
            for g in view.gaps
        ],
        "blockers": [person.contact.public_id for person in view.blockers],
        "removal_test": [
            {"contact_id": ids[r.contact_id], "coverage": _share(r.coverage_bp), "loss": _share(r.loss_bp)}
            for r in committee.removals
        ],
        "weakest": ids[committee.weakest.contact_id] if committee.weakest else None,
        "single_threaded": committee.is_single_threaded,
    }


def _account(id: UUID) -> Account:
    account: Account | None = Account.objects.filter(public_id=id).first()
    if account is None:
        raise Http404
    return account


def _deal_id(request: Request, account: Account) -> int | None:
    wanted = query_read(CommitteeQuery, request.query_params)["deal"]
    if wanted is None:
        return None
    deal = Deal.objects.filter(public_id=wanted, account_id=account.pk).first()
    if deal is None:
        raise Http404
    return int(deal.pk)


class CommitteeApi(ApiView):
    """The committee of an account."""

    required_scope = "committee"
    query, out = CommitteeQuery, CommitteeOut

    def get(self, request: Request, id: UUID) -> Response:
        """Read the committee."""
        account = _account(id)
        deal_id = _deal_id(request, account)
        view = committee_of_account(account_id=account.pk, now=timezone.now(), deal_id=deal_id)
        return Response(CommitteeOut(committee_document(account, view)).data)


class SeatApi(ApiView):
    """One person's seat."""

    required_scope = "committee"
    query, into, out = CommitteeQuery, SeatIn, CommitteeOut

    def put(self, request: Request, id: UUID, contact_id: UUID) -> Response:
        """Seat a person, or change the seat."""
        account, contact, deal_id = self._named(request, id, contact_id)
        given = SeatIn(data=request.data)
        given.is_valid(raise_exception=True)
        actor, now = Actor.of_request(request._request), timezone.now()
        facts = SeatFacts(**given.validated_data)
        seat_set(account_id=account.pk, contact_id=contact.pk, deal_id=deal_id, facts=facts, actor=actor, now=now)
        view = committee_of_account(account_id=account.pk, now=now, deal_id=deal_id)
        return Response(CommitteeOut(committee_document(account, view)).data)

    def delete(self, request: Request, id: UUID, contact_id: UUID) -> Response:
        """Take a person off the committee."""
        account, contact, deal_id = self._named(request, id, contact_id)
        actor = Actor.of_request(request._request)
        seat_remove(account_id=account.pk, contact_id=contact.pk, deal_id=deal_id, actor=actor, now=timezone.now())
        return Response(status=204)

    def _named(self, request: Request, id: UUID, contact_id: UUID) -> tuple[Account, Contact, int | None]:
        account = _account(id)
        contact = Contact.objects.filter(public_id=contact_id, account_id=account.pk).first()
        if contact is None:
            raise Http404
        return account, contact, _deal_id(request, account)
