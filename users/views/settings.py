"""Settings of a person and of a workspace."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from common.htmx import go_to
from users.forms import NotificationsForm, ProfileForm, WorkspaceForm
from users.notices import KINDS
from users.permissions import can, requires
from users.services import Actor
from users.services.members import profile_update
from users.services.notifications import muted_kinds_set
from users.services.workspaces import WorkspaceInvalidError, workspace_update

FORM_METHODS = ["GET", "HEAD", "POST"]


@require_GET
@requires("settings.profile")
def settings_home(request: Any) -> HttpResponse:
    """The first settings page that the member may use."""
    return redirect("users:workspace" if can(request, "settings.write") else "users:profile")


@require_http_methods(FORM_METHODS)
@requires("settings.profile")
def profile(request: Any) -> HttpResponse:
    """My name, language and shortcuts."""
    user = request.user
    start = {"name": user.name, "language": user.language, "shortcuts": user.shortcuts}
    form = ProfileForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        profile_update(user=user, **form.cleaned_data)
        messages.success(request, _("Your profile is saved."))
        return go_to(request, "users:profile")
    status = 422 if request.method == "POST" else 200
    return render(request, "users/profile.html", {"form": form, "notifications": _wanted_form(request)}, status=status)


def _wanted_form(request: Any) -> NotificationsForm:
    muted = request.membership.muted_kinds
    return NotificationsForm(initial={"wanted": [key for key in KINDS if key not in muted]})


@require_POST
@requires("settings.profile")
def notifications(request: Any) -> HttpResponse:
    """Which kinds of notification I want in this workspace."""
    form = NotificationsForm(request.POST)
    if form.is_valid():
        muted_kinds_set(membership=request.membership, kinds=form.muted())
        messages.success(request, _("Your notifications are saved."))
    return go_to(request, "users:profile")


@require_http_methods(FORM_METHODS)
@requires("settings.write")
def workspace(request: Any) -> HttpResponse:
    """The workspace's name, currency, time zone and language."""
    tenant = request.tenant
    start = {field: getattr(tenant, field) for field in ("name", "currency", "timezone", "language")}
    form = WorkspaceForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            workspace_update(
                tenant=tenant,
                name=given["name"],
                currency=given["currency"],
                time_zone=given["timezone"],
                language=given["language"],
                actor=Actor.of_request(request),
            )
        except WorkspaceInvalidError as error:
            for field, fault in error.fields.items():
                form.add_error(field, fault)
        else:
            messages.success(request, _("The workspace is saved."))
            return go_to(request, "users:workspace")
    status = 422 if request.method == "POST" else 200
    return render(request, "users/workspace.html", {"form": form}, status=status)
