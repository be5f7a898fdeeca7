"""Personas and the committee template."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.errors import AbsError, NotFoundError
from personas.forms import (
    DEPARTMENT_LABELS,
    SENIORITY_LABELS,
    ContactDaysForm,
    PersonaForm,
    errors_onto,
    line_forms,
)
from personas.models import Persona
from personas.selectors.personas import (
    persona_get,
    persona_list,
    persona_overview,
    template_default,
    template_lines,
)
from personas.services import committee_template_update, persona_create, persona_delete, persona_update
from users.permissions import requires
from users.services import Actor


def _persona(key: str) -> Persona:
    try:
        return persona_get(key=key)
    except NotFoundError as missing:
        raise Http404 from missing


@require_safe
@requires("accounts.read")
def persona_list_page(request: HttpRequest) -> HttpResponse:
    """The personas of the workspace and the committee a complete account has."""
    return render(request, "personas/list.html", {"overview": persona_overview()})


@require_safe
@requires("accounts.read")
def persona_detail(request: HttpRequest, key: str) -> HttpResponse:
    """One persona: what they want, how to reach them, by which rule they are recognised."""
    persona = _persona(key)
    context = {
        "persona": persona,
        "departments": [DEPARTMENT_LABELS.get(d, d) for d in persona.departments],
        "seniorities": [SENIORITY_LABELS.get(s, s) for s in persona.seniorities],
        "texts": [
            (_("Challenges"), persona.challenges),
            (_("Goals"), persona.goals),
            (_("Career goals"), persona.career_goals),
            (_("Part in the purchase"), persona.part_in_purchase),
            (_("Where they get information"), persona.information_sources),
            (_("Best way to reach them"), persona.best_channels),
        ],
    }
    return render(request, "personas/detail.html", context)


@require_http_methods(["GET", "POST"])
@requires("personas.write")
def persona_edit(request: HttpRequest, key: str | None = None) -> HttpResponse:
    """Make or change a persona."""
    persona = _persona(key) if key else None
    initial: dict[str, Any] = PersonaForm.initial_of(persona) if persona else {"is_active": True}
    form = PersonaForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        actor = Actor.of_request(request)
        try:
            with transaction.atomic():
                if persona is None:
                    saved = persona_create(facts=form.facts(), actor=actor)
                else:
                    saved = persona_update(persona_id=persona.pk, facts=form.facts(), actor=actor)
            messages.success(request, _("%(name)s is saved.") % {"name": saved.name})
            return redirect("personas:detail", key=saved.key)
        except AbsError as error:
            errors_onto(form, error)
    status = 422 if form.is_bound else 200
    return render(request, "personas/edit.html", {"form": form, "persona": persona}, status=status)


@require_POST
@requires("personas.write")
def persona_delete_action(request: HttpRequest, key: str) -> HttpResponse:
    """Delete a persona that no template asks for."""
    persona = _persona(key)
    try:
        with transaction.atomic():
            persona_delete(persona_id=persona.pk, actor=Actor.of_request(request))
    except AbsError as error:
        messages.error(request, error.message)
        return redirect("personas:detail", key=key)
    messages.success(request, _("%(name)s is deleted.") % {"name": persona.name})
    return redirect("personas:list")


@require_http_methods(["GET", "POST"])
@requires("personas.write")
def template_edit(request: HttpRequest) -> HttpResponse:
    """Whom a complete committee needs: one line per persona."""
    template = template_default()
    if template is None:
        raise Http404
    posted = request.POST if request.method == "POST" else None
    lines = line_forms(list(persona_list()), template_lines(template_id=template.pk), posted)
    days = ContactDaysForm(posted, initial={"contact_days": template.contact_days})
    if posted is not None and all([days.is_valid(), *(line.is_valid() for line in lines)]):
        seats = [seat for line in lines if (seat := line.seat()) is not None]
        try:
            with transaction.atomic():
                committee_template_update(
                    template_id=template.pk,
                    seats=seats,
                    contact_days=days.cleaned_data["contact_days"],
                    actor=Actor.of_request(request),
                )
            messages.success(request, _("The committee template is saved; coverage is being measured again."))
            return redirect("personas:list")
        except AbsError as error:
            errors_onto(days, error)
    context = {"template": template, "lines": lines, "days": days}
    return render(request, "personas/template.html", context, status=422 if posted is not None else 200)
