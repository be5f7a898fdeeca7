"""The committee of one account: whom it has, whom it lacks, and each person's seat."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Account, Contact, Deal
from accounts.selectors.access import account_write_check, may_on_account
from accounts.selectors.win_chances import win_standings
from common.errors import AbsError, NotFoundError
from common.formats import number_text
from personas.forms import SeatForm, errors_onto
from personas.models import CommitteeSeat
from personas.selectors.committee import Person, committee_of_account
from personas.selectors.deal_committees import deal_find
from personas.services import deal_committee_copy, seat_remove, seat_set
from personas.templatetags.people import committee_url, person_name
from users.downloads import csv_download
from users.permissions import may_of, requires
from users.services import Actor


def _account(public_id: UUID) -> Account:
    account: Account | None = Account.objects.filter(public_id=public_id).first()
    if account is None:
        raise Http404
    return account


def _contact(account: Account, public_id: UUID) -> Contact:
    contact: Contact | None = Contact.objects.filter(public_id=public_id, account_id=account.pk).first()
    if contact is None:
        raise Http404
    return contact


def _deal(account: Account, public_id: UUID | None) -> Deal | None:
    if public_id is None:
        return None
    deal = deal_find(account_id=account.pk, public_id=public_id)
    if deal is None:
        raise Http404
    return deal


def _key(deal: Deal | None) -> int | None:
    return None if deal is None else deal.pk


@require_safe
@requires("accounts.read")
def committee_page(request: HttpRequest, account: UUID, deal: UUID | None = None) -> HttpResponseBase:
    """The committee map of an account or of one of its deals: gaps, blockers, the removal test; the seats as CSV."""
    company = _account(account)
    bargain = _deal(company, deal)
    view = committee_of_account(account_id=company.pk, now=timezone.now(), deal_id=_key(bargain))
    if request.GET.get("format") == "csv":
        return csv_download(request, filename="committee.csv", header=CSV_HEADER, rows=map(_csv_row, view.people))
    losses = [
        (person, removal)
        for removal in view.committee.removals
        for person in view.people
        if person.contact.pk == removal.contact_id and removal.loss_bp
    ]
    may = may_on_account(may=may_of(request), account=company, membership=request.membership)  # type: ignore[attr-defined]
    win = win_standings([bargain.pk]).get(bargain.pk) if bargain else None
    context = {"account": company, "deal": bargain, "view": view, "losses": losses, "may": may, "win": win}
    return render(request, "personas/committee.html", context)


CSV_HEADER = (
    "contact_id", "name", "title", "persona", "buying_role", "stance", "influence", "relationship", "concern",
    "next_action", "last_contacted_at",
)  # fmt: skip


def _csv_row(person: Person) -> tuple[Any, ...]:
    seat, contact = person.seat, person.contact
    said = (seat.buying_role, seat.stance, seat.influence, seat.relationship, seat.concern, seat.next_action)
    who = (contact.public_id, person_name(contact), contact.title, person.persona_name)
    return (*who, *said, seat.last_contacted_at)


@require_http_methods(["GET", "POST"])
@requires("personas.committee")
def seat_edit(request: HttpRequest, account: UUID, contact: UUID, deal: UUID | None = None) -> HttpResponse:
    """Seat a person, or change what is said of them."""
    company = _account(account)
    account_write_check(account=company, membership=request.membership)  # type: ignore[attr-defined]
    person, bargain = _contact(company, contact), _deal(company, deal)
    seat = CommitteeSeat.objects.filter(account_id=company.pk, deal=bargain, contact_id=person.pk).first()
    names = list(SeatForm.base_fields)
    initial = (
        {name: getattr(seat, name) for name in names} if seat else {"buying_role": request.GET.get("role", "other")}
    )
    form = SeatForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                seat_set(
                    account_id=company.pk,
                    contact_id=person.pk,
                    deal_id=_key(bargain),
                    facts=form.facts(),
                    actor=Actor.of_request(request),
                    now=timezone.now(),
                )
            messages.success(request, _("The seat is saved."))
            return redirect(committee_url(company, bargain))
        except AbsError as error:
            errors_onto(form, error)
    context = {"form": form, "account": company, "deal": bargain, "contact": person, "seat": seat}
    return render(request, "personas/seat.html", context, status=422 if form.is_bound else 200)


@require_POST
@requires("personas.committee")
def seat_remove_action(request: HttpRequest, account: UUID, contact: UUID, deal: UUID | None = None) -> HttpResponse:
    """Take a person off the committee."""
    company = _account(account)
    account_write_check(account=company, membership=request.membership)  # type: ignore[attr-defined]
    person, bargain = _contact(company, contact), _deal(company, deal)
    try:
        with transaction.atomic():
            seat_remove(
                account_id=company.pk,
                contact_id=person.pk,
                deal_id=_key(bargain),
                actor=Actor.of_request(request),
                now=timezone.now(),
            )
        messages.success(request, _("Taken off the committee."))
    except NotFoundError as missing:
        messages.error(request, missing.message)
    return redirect(committee_url(company, bargain))


@require_POST
@requires("personas.committee")
def committee_copy(request: HttpRequest, account: UUID, deal: UUID) -> HttpResponse:
    """Seat the account's committee on the deal's."""
    company = _account(account)
    account_write_check(account=company, membership=request.membership)  # type: ignore[attr-defined]
    bargain = _deal(company, deal)
    came = deal_committee_copy(
        account_id=company.pk, deal_id=_key(bargain) or 0, actor=Actor.of_request(request), now=timezone.now()
    )
    words = ngettext("%(n)s person is seated.", "%(n)s people are seated.", came)
    messages.success(request, words % {"n": number_text(came)})
    return redirect(committee_url(company, bargain))
