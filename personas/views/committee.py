"""The committee of one account: whom it has, whom it lacks, and each person's seat."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Account, Contact
from accounts.selectors.access import account_write_check, may_on_account
from common.errors import AbsError, NotFoundError
from personas.forms import SeatForm, errors_onto
from personas.models import CommitteeSeat
from personas.selectors.committee import committee_of_account
from personas.services import seat_remove, seat_set
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


@require_safe
@requires("accounts.read")
def committee_page(request: HttpRequest, account: UUID) -> HttpResponse:
    """The committee map with gaps, blockers and the removal test."""
    company = _account(account)
    view = committee_of_account(account_id=company.pk, now=timezone.now())
    losses = [
        (person, removal)
        for removal in view.committee.removals
        for person in view.people
        if person.contact.pk == removal.contact_id and removal.loss_bp
    ]
    may = may_on_account(may=may_of(request), account=company, membership=request.membership)  # type: ignore[attr-defined]
    return render(request, "personas/committee.html", {"account": company, "view": view, "losses": losses, "may": may})


@require_http_methods(["GET", "POST"])
@requires("personas.committee")
def seat_edit(request: HttpRequest, account: UUID, contact: UUID) -> HttpResponse:
    """Seat a person, or change what is said of them."""
    company = _account(account)
    account_write_check(account=company, membership=request.membership)  # type: ignore[attr-defined]
    person = _contact(company, contact)
    seat = CommitteeSeat.objects.filter(account_id=company.pk, deal=None, contact_id=person.pk).first()
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
                    facts=form.facts(),
                    actor=Actor.of_request(request),
                    now=timezone.now(),
                )
            messages.success(request, _("The seat is saved."))
            return redirect("personas:committee", account=account)
        except AbsError as error:
            errors_onto(form, error)
    context = {"form": form, "account": company, "contact": person, "seat": seat}
    return render(request, "personas/seat.html", context, status=422 if form.is_bound else 200)


@require_POST
@requires("personas.committee")
def seat_remove_action(request: HttpRequest, account: UUID, contact: UUID) -> HttpResponse:
    """Take a person off the committee."""
    company = _account(account)
    account_write_check(account=company, membership=request.membership)  # type: ignore[attr-defined]
    person = _contact(company, contact)
    try:
        with transaction.atomic():
            seat_remove(
                account_id=company.pk, contact_id=person.pk, actor=Actor.of_request(request), now=timezone.now()
            )
        messages.success(request, _("Taken off the committee."))
    except NotFoundError as missing:
        messages.error(request, missing.message)
    return redirect("personas:committee", account=account)
