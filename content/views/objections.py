"""Objections with their answers."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.errors import AbsError
from content.forms import ObjectionForm, errors_onto
from content.models import Objection
from content.services import objection_delete, objection_set
from users.permissions import requires
from users.services import Actor


def _objection(public_id: UUID) -> Objection:
    objection: Objection | None = Objection.objects.filter(public_id=public_id).first()
    if objection is None:
        raise Http404
    return objection


@require_safe
@requires("accounts.read")
def objection_list_page(request: HttpRequest) -> HttpResponse:
    """What buyers say against it, and the answers."""
    objections = Objection.objects.select_related("persona", "product", "asset").order_by("text", "id")
    return render(request, "content/objections.html", {"objections": objections})


@require_http_methods(["GET", "POST"])
@requires("content.write")
def objection_edit(request: HttpRequest, objection: UUID | None = None) -> HttpResponse:
    """Make or change an objection."""
    found = _objection(objection) if objection else None
    form = ObjectionForm(request.POST or None, initial=ObjectionForm.initial_of(found) if found else {})
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                objection_set(
                    objection_id=found.pk if found else None, facts=form.facts(), actor=Actor.of_request(request)
                )
            messages.success(request, _("The objection is saved."))
            return redirect("content:objections")
        except AbsError as error:
            errors_onto(form, error)
    status = 422 if form.is_bound else 200
    return render(request, "content/objection_edit.html", {"form": form, "objection": found}, status=status)


@require_POST
@requires("content.write")
def objection_delete_action(request: HttpRequest, objection: UUID) -> HttpResponse:
    """Delete an objection."""
    objection_delete(objection_id=_objection(objection).pk, actor=Actor.of_request(request))
    messages.success(request, _("The objection is deleted."))
    return redirect("content:objections")
