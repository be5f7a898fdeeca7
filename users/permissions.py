"""Who may do what: one table, one decorator.

All members read everything in their workspace; *mine* is a filter. Every write of a face names its row here, and
``tests/users/test_permission_matrix.py`` walks all routes against it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django_htmx.http import HttpResponseClientRedirect

from common.htmx import wants_fragment
from users.models import Role

P = ParamSpec("P")

EVERYONE = frozenset(Role)
REPS = frozenset({Role.REP, Role.MARKETER, Role.MANAGER, Role.ADMIN})
MARKETERS = frozenset({Role.MARKETER, Role.MANAGER, Role.ADMIN})
MANAGERS = frozenset({Role.MANAGER, Role.ADMIN})
ADMINS = frozenset({Role.ADMIN})

PERMISSIONS: dict[str, frozenset[Role]] = {
    "accounts.assign": MANAGERS,
    "accounts.read": EVERYONE,
    "accounts.rate": REPS,
    "accounts.write": REPS,
    "contacts.write": REPS,
    "content.write": MARKETERS,
    "engagement.rules": MANAGERS,
    "engagement.write": REPS,
    "icp.answer": REPS,
    "icp.write": MANAGERS,
    "imports.write": MANAGERS,
    "jobs.write": MANAGERS,
    "metrics.write": MANAGERS,
    "personas.committee": REPS,
    "personas.write": MARKETERS,
    "segments.write": MARKETERS,
    "settings.profile": EVERYONE,
    "settings.write": ADMINS,
    "spend.write": MANAGERS,
    "tiers.approve": REPS,
    "tiers.veto": REPS,
    "tiers.write": MANAGERS,
    "views.share": MANAGERS,
    "views.write": EVERYONE,
}


def can(request: HttpRequest, permission: str) -> bool:
    """This function will say whether the request's member holds ``permission``.

    :raises KeyError: when the table has no such row: a bug.
    """
    membership = getattr(request, "membership", None)
    return membership is not None and Role(membership.role) in PERMISSIONS[permission]


def may_of(request: HttpRequest) -> dict[str, bool]:
    """This function will return every permission as ``room_verb`` → bool, for templates."""
    return {key.replace(".", "_"): can(request, key) for key in PERMISSIONS}


def _to_login(request: Any) -> HttpResponse:
    if not wants_fragment(request):
        return redirect_to_login(request.get_full_path())
    # a fragment must not be replaced by a login page: the browser goes there, and afterwards back to the page it shows
    shown = request.htmx.current_url_abs_path or "/"
    return HttpResponseClientRedirect(redirect_to_login(shown).url)


def requires(
    permission: str, *, write: str | None = None
) -> Callable[[Callable[Concatenate[Any, P], HttpResponseBase]], Callable[Concatenate[Any, P], HttpResponseBase]]:
    """This function will guard a view: GET and HEAD ask for ``permission``, other methods for ``write`` where given.

    Nobody logged in → the login page; no workspace in the address → the workspace chooser; a workspace the user is no
    member of → 404, as if it did not exist; a member without the right → 403. The guarded view carries
    ``.permission`` and ``.write_permission`` for the permission matrix.
    """
    assert permission in PERMISSIONS and (write is None or write in PERMISSIONS)  # noqa: S101 - at import time

    def decorate(
        view: Callable[Concatenate[Any, P], HttpResponseBase],
    ) -> Callable[Concatenate[Any, P], HttpResponseBase]:
        @wraps(view)
        def guarded(request: Any, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return _to_login(request)
            if request.membership is None:
                if request.workspace_slug is None:
                    return redirect("users:workspaces")
                raise Http404
            wanted = permission if request.method in ("GET", "HEAD") or write is None else write
            if not can(request, wanted):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        guarded.write_permission = write or permission  # type: ignore[attr-defined]
        return cast(Callable[Concatenate[Any, P], HttpResponseBase], guarded)

    return decorate
