"""People: list, detail, edit."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Account, Contact
from accounts.selectors.access import account_write_check, may_on_account
from common.errors import AbsError, NotFoundError
from common.tables import sort_from
from personas.forms import DEPARTMENT_LABELS, SENIORITY_LABELS, ContactFilterForm, ContactForm, errors_onto
from personas.selectors.contacts import ContactFilter, contact_get, contact_list, contact_view
from personas.selectors.personas import persona_list
from personas.services import contact_create, contact_persona_clear, contact_persona_set, contact_update
from personas.services.contacts import StaleContactError
from personas.tables import ContactTable
from users.lists import list_answer
from users.permissions import may_of, requires
from users.services import Actor


@require_safe
@requires("accounts.read")
def contact_list_page(request: HttpRequest) -> HttpResponseBase:
    """The people of the workspace: filters in the address, CSV of the same rows."""
    personas = list(persona_list())
    form = ContactFilterForm(request.GET, personas=personas)
    values: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    mine = values.pop("mine", False)
    wanted = ContactFilter(**values, mine_user_id=request.user.pk if mine else None)
    sort = sort_from(request.GET.get("sort"), allowed=("name",), default="name")
    rows = contact_list(wanted=wanted)
    if sort.descending:
        rows = rows.order_by("-name_key", "-id")
    context = {"form": form, "is_filtered": any(values.values()) or mine}
    return list_answer(
        request,
        rows=rows,
        table=ContactTable,
        template="personas/contacts.html",
        filename="contacts.csv",
        context=context,
        sort=sort,
    )


@require_safe
@requires("accounts.read")
def contact_detail(request: HttpRequest, contact: UUID) -> HttpResponse:
    """One person: what the title says, persona and why, seats, deals."""
    try:
        view = contact_view(public_id=contact)
    except NotFoundError as missing:
        raise Http404 from missing
    context = {
        "view": view,
        "contact": view.contact,
        "may": may_on_account(
            may=may_of(request),
            account=view.contact.account,
            membership=request.membership,  # type: ignore[attr-defined]
        ),
        "department": DEPARTMENT_LABELS.get(view.reading.department) if view.reading.department else None,
        "seniority": SENIORITY_LABELS.get(view.reading.seniority) if view.reading.seniority else None,
        "personas": persona_list(),
    }
    return render(request, "personas/contact.html", context)


def _contact(public_id: UUID) -> Contact:
    try:
        return contact_get(public_id=public_id)
    except NotFoundError as missing:
        raise Http404 from missing


@require_http_methods(["GET", "POST"])
@requires("contacts.write")
def contact_edit(request: HttpRequest, contact: UUID) -> HttpResponse:
    """Change a person; a version somebody else has moved past shows both."""
    person = _contact(contact)
    account_write_check(account=person.account, membership=request.membership)  # type: ignore[attr-defined]
    form = ContactForm(request.POST or None, initial=ContactForm.initial_of(person))
    theirs: dict[str, Any] | None = None
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                contact_update(
                    contact_id=person.pk,
                    facts=form.facts(),
                    actor=Actor.of_request(request),
                    now=timezone.now(),
                    version=form.cleaned_data["version"],
                )
            messages.success(request, _("The contact is saved."))
            return redirect("personas:contact", contact=contact)
        except StaleContactError as stale:
            form, theirs = _both(form, person, stale)
        except AbsError as error:
            errors_onto(form, error)
    status = 409 if theirs else 422 if form.is_bound else 200
    context = {"form": form, "contact": person, "account": person.account, "theirs": theirs}
    return render(request, "personas/contact_edit.html", context, status=status)


def _both(form: ContactForm, person: Contact, stale: StaleContactError) -> tuple[ContactForm, dict[str, Any]]:
    """Keep what was typed, show what is stored beside it, and let the next save overwrite knowingly."""
    data = cast("QueryDict", form.data).copy()
    data["version"] = str(person.version)
    shown = ContactForm(data)
    shown.is_valid()
    shown.add_error(None, stale.message)
    typed = form.cleaned_data
    now = {
        str(shown.fields[name].label): value
        for name, value in ContactForm.initial_of(person).items()
        if name != "version" and (value or "") != (typed.get(name) or "")
    }
    return shown, now


@require_http_methods(["GET", "POST"])
@requires("contacts.write")
def contact_new(request: HttpRequest, account: UUID) -> HttpResponse:
    """Add a person to an account."""
    company = Account.objects.filter(public_id=account).first()
    if company is None:
        raise Http404
    account_write_check(account=company, membership=request.membership)  # type: ignore[attr-defined]
    form = ContactForm(request.POST or None, initial={"title": request.GET.get("title", "")})
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                made = contact_create(
                    account_id=company.pk, facts=form.facts(), actor=Actor.of_request(request), now=timezone.now()
                )
            messages.success(request, _("The contact is added; the persona follows from the title."))
            return redirect("personas:contact", contact=made.public_id)
        except AbsError as error:
            errors_onto(form, error)
    context = {"form": form, "contact": None, "account": company}
    return render(request, "personas/contact_edit.html", context, status=422 if form.is_bound else 200)


@require_POST
@requires("contacts.write")
def contact_persona_action(request: HttpRequest, contact: UUID) -> HttpResponse:
    """Say by hand which persona a person is, or let the rule speak again."""
    person = _contact(contact)
    account_write_check(account=person.account, membership=request.membership)  # type: ignore[attr-defined]
    actor, now = Actor.of_request(request), timezone.now()
    chosen = next((p for p in persona_list() if p.key == request.POST.get("persona")), None)
    with transaction.atomic():
        if chosen is None:
            contact_persona_clear(contact_id=person.pk, actor=actor, now=now)
        else:
            contact_persona_set(contact_id=person.pk, persona_id=chosen.pk, actor=actor, now=now)
    messages.success(request, _("The persona is set.") if chosen else _("The rule decides again."))
    return redirect("personas:contact", contact=contact)
