"""Letters with variables, filled for a chosen contact."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Contact
from common.errors import AbsError
from content.domain.rendering import VARIABLES, UnknownVariable
from content.forms import CHANNEL_LABELS, TemplateForm, errors_onto
from content.models import Template
from content.selectors.letters import letter_for_contact
from content.services import template_delete, template_set
from personas.selectors.contacts import ContactFilter, contact_list
from users.permissions import requires
from users.services import Actor

CHOICES = 20
OWN_VALUES = ("similar company", "results", "challenge")


def _template(public_id: UUID) -> Template:
    template: Template | None = Template.objects.select_related("persona", "stage").filter(public_id=public_id).first()
    if template is None:
        raise Http404
    return template


@require_safe
@requires("accounts.read")
def template_list_page(request: HttpRequest) -> HttpResponse:
    """Every letter of the workspace."""
    templates = Template.objects.select_related("persona", "stage").order_by("name", "id")
    return render(
        request,
        "content/templates.html",
        {
            "templates": [(row, CHANNEL_LABELS.get(row.channel, row.channel)) for row in templates],
            "variables": VARIABLES,
        },
    )


@require_http_methods(["GET", "POST"])
@requires("content.write")
def template_edit(request: HttpRequest, template: UUID | None = None) -> HttpResponse:
    """Write a letter; unknown variables are named."""
    found = _template(template) if template else None
    initial = TemplateForm.initial_of(found) if found else {"language": "en"}
    form = TemplateForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                saved = template_set(
                    template_id=found.pk if found else None,
                    facts=form.facts(),
                    actor=Actor.of_request(request),
                    now=timezone.now(),
                )
            messages.success(request, _("%(name)s is saved.") % {"name": saved.name})
            return redirect("content:template", template=saved.public_id)
        except AbsError as error:
            errors_onto(form, error)
    context = {"form": form, "template": found, "variables": VARIABLES}
    return render(request, "content/template_edit.html", context, status=422 if form.is_bound else 200)


@require_safe
@requires("accounts.read")
def template_preview(request: HttpRequest, template: UUID) -> HttpResponse:
    """A letter filled for a contact: choose the person, type what nobody knows, copy the text."""
    found = _template(template)
    search = request.GET.get("q", "").strip()
    people = list(contact_list(wanted=ContactFilter(q=search, status=Contact.Status.ACTIVE))[:CHOICES])
    contact = _chosen(request.GET.get("contact"), people)
    own = {name: request.GET.get(name.replace(" ", "_"), "") for name in OWN_VALUES}
    letter, unknown = None, ""
    if contact is not None:
        try:
            letter = letter_for_contact(
                subject=found.subject, body=found.body, contact=contact, now=timezone.now(), own_values=own
            )
        except UnknownVariable as error:
            unknown = ", ".join(error.names)
    context = {
        "template": found,
        "people": people,
        "contact": contact,
        "letter": letter,
        "unknown": unknown,
        "search": search,
        "own": [(name.replace(" ", "_"), name, value) for name, value in own.items()],
    }
    return render(request, "content/template.html", context)


def _chosen(raw: str | None, people: list[Contact]) -> Contact | None:
    try:
        wanted = UUID(raw or "")
    except ValueError:
        return people[0] if people else None
    contact: Contact | None = Contact.objects.select_related("account").filter(public_id=wanted).first()
    return contact


@require_POST
@requires("content.write")
def template_delete_action(request: HttpRequest, template: UUID) -> HttpResponse:
    """Delete a letter."""
    template_delete(template_id=_template(template).pk, actor=Actor.of_request(request))
    messages.success(request, _("The template is deleted."))
    return redirect("content:templates")
