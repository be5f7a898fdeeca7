"""API keys of a workspace."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from common.htmx import go_to
from users import selectors
from users.forms import ApiKeyForm
from users.permissions import requires
from users.services import Actor, api_key_create, api_key_revoke


@require_http_methods(["GET", "HEAD", "POST"])
@requires("settings.write")
@never_cache
def api_keys(request: Any) -> HttpResponse:
    """The workspace's keys. POST makes one and shows it in this answer, the only time it can be seen."""
    form = ApiKeyForm(request.POST or None)
    now = timezone.now()
    context: dict[str, Any] = {"now": now}
    if request.method == "POST" and form.is_valid():
        lifetime = form.lifetime()
        key, token = api_key_create(
            tenant=request.tenant,
            name=form.cleaned_data["name"],
            scopes=form.scopes(),
            expires_at=now + lifetime if lifetime else None,
            actor=Actor.of_request(request),
        )
        context |= {"made": key, "token": token}
        form = ApiKeyForm()
    context |= {"form": form, "keys": selectors.api_key_list(tenant_id=request.tenant.pk)}
    return render(request, "users/api_keys.html", context, status=422 if form.errors else 200)


@require_POST
@requires("settings.write")
def api_key_end(request: Any, public_id: str) -> HttpResponse:
    """Revoke a key at once."""
    key = get_object_or_404(selectors.api_key_list(tenant_id=request.tenant.pk), public_id=public_id)
    api_key_revoke(api_key=key, actor=Actor.of_request(request), now=timezone.now())
    messages.success(request, _("The key %(name)s is revoked.") % {"name": key.name})
    return go_to(request, "users:api_keys")
