"""Members and invitations of a workspace."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from common.htmx import go_to
from users import selectors
from users.forms import InvitationForm, RoleForm
from users.models import Role
from users.permissions import requires
from users.services import Actor
from users.services.invitations import AlreadyMemberError, invitation_create, invitation_revoke
from users.services.members import member_remove, member_role_set


@require_http_methods(["GET", "HEAD", "POST"])
@requires("accounts.read", write="settings.write")
def members(request: Any) -> HttpResponse:
    """Who belongs to the workspace; POST invites somebody."""
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            invitation_create(
                tenant=request.tenant,
                email=given["email"],
                role=Role(given["role"]),
                accept_base=f"{settings.ABS_BASE_URL}/invitations/",
                actor=Actor.of_request(request),
                now=timezone.now(),
            )
        except AlreadyMemberError as error:
            form.add_error("email", error.message)
        else:
            messages.success(request, _invited(given["email"]))
            return go_to(request, "users:members")
    context = {
        "form": form,
        "members": selectors.member_list(tenant_id=request.tenant.pk),
        "invitations": selectors.invitation_list(tenant_id=request.tenant.pk),
        "roles": Role.choices,
        "now": timezone.now(),
    }
    return render(request, "users/members.html", context, status=422 if request.method == "POST" else 200)


def _invited(email: str) -> str:
    if not settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
        return _("An invitation is on its way to %(email)s.") % {"email": email}
    return _(
        "No mail server is set up: the invitation for %(email)s is a file in the folder “mail” of this installation."
    ) % {"email": email}


@require_POST
@requires("settings.write")
def member_role(request: Any, public_id: str) -> HttpResponse:
    """Change a member's role."""
    form = RoleForm(request.POST)
    if form.is_valid():
        role = Role(form.cleaned_data["role"])
        changed = member_role_set(
            tenant=request.tenant,
            user_public_id=public_id,
            role=role,
            actor=Actor.of_request(request),
            now=timezone.now(),
        )
        told = {"name": changed.user.get_full_name(), "role": role.label}
        messages.success(request, _("%(name)s is now %(role)s.") % told)
    return go_to(request, "users:members")


@require_POST
@requires("settings.write")
def member_end(request: Any, public_id: str) -> HttpResponse:
    """Remove a member."""
    member_remove(tenant=request.tenant, user_public_id=public_id, actor=Actor.of_request(request))
    messages.success(request, _("The member is removed and has no access any more."))
    return go_to(request, "users:members")


@require_POST
@requires("settings.write")
def invitation_end(request: Any, public_id: str) -> HttpResponse:
    """Revoke an open invitation."""
    invitation_revoke(tenant=request.tenant, public_id=public_id, actor=Actor.of_request(request), now=timezone.now())
    messages.success(request, _("The invitation is revoked."))
    return go_to(request, "users:members")
