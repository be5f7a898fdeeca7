"""Pages outside a workspace: the chooser, the theme, accepting an invitation."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from common.appearance import theme_remember
from users import selectors
from users.forms import AcceptForm, ThemeForm
from users.models import Invitation, Membership, User
from users.services.invitations import PasswordRefusedError, invitation_accept
from users.services.members import theme_set

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@require_GET
@login_required
@never_cache
def workspaces(request: Any) -> HttpResponse:
    """The user's workspaces; with only one, that one opens. Many are searched by a part of the name (``q``)."""
    found = list(selectors.membership_list(user_id=request.user.pk))
    if len(found) == 1 and "all" not in request.GET:
        return HttpResponseRedirect(_home(found[0]))
    wanted = request.GET.get("q", "").strip()
    named = [one for one in found if wanted.casefold() in one.tenant.name.casefold()]
    many = len(found) > selectors.OFFERED
    return render(request, "users/workspaces.html", {"found": named, "any": bool(found), "many": many, "q": wanted})


def _home(membership: Membership) -> str:
    return f"/w/{membership.tenant.slug}/"


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Remember light, dark or auto and go back."""
    form = ThemeForm(request.POST)
    target = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure())
    response = HttpResponseRedirect(target if safe else "/")
    if form.is_valid():
        chosen = form.cleaned_data["theme"]
        theme_remember(response, chosen)
        if isinstance(request.user, User):
            theme_set(user=request.user, theme=chosen)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def invitation(request: Any, token: str) -> HttpResponse:
    """Accept an invitation: as the logged-in person it names, or by making an account."""
    found = selectors.invitation_find(token=token, now=timezone.now())
    if found is None:
        return render(request, "users/invitation_gone.html", status=410)
    is_theirs = request.user.is_authenticated and request.user.email == found.email
    form = AcceptForm(request.POST or None)
    context = {"invitation": found, "form": form, "is_theirs": is_theirs}
    if not is_theirs and selectors.user_exists(email=found.email):
        return render(request, "users/invitation.html", {**context, "must_sign_in": True})
    if request.method == "POST" and (is_theirs or form.is_valid()):
        return _accepted(request, found, token, form, context)
    status = 422 if request.method == "POST" else 200
    return render(request, "users/invitation.html", context, status=status)


def _accepted(request: Any, found: Invitation, token: str, form: AcceptForm, context: dict[str, Any]) -> HttpResponse:
    given = {"name": "", "password": ""} if context["is_theirs"] else form.cleaned_data
    user = request.user if context["is_theirs"] else None
    try:
        membership = invitation_accept(token=token, user=user, now=timezone.now(), **given)
    except PasswordRefusedError as error:
        form.add_error("password", error.message)
        return render(request, "users/invitation.html", context, status=422)
    if not context["is_theirs"]:
        login(request, membership.user, backend=BACKEND)
    return HttpResponseRedirect(_home(membership))
