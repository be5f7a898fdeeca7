"""Who calls: a bearer key, found by ``users.middleware`` before the tenant was bound; and what its scopes allow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol
from uuid import UUID

from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from common.api.refusals import ProblemError


class ApiKeyLike(Protocol):
    """What the REST layer needs to know of a key."""

    public_id: UUID
    tenant_id: int
    scopes: Sequence[str]


class KeyBearer:
    """The caller as a user: not a person, but authenticated."""

    is_authenticated = True
    is_active = True
    pk = None

    def __init__(self, key: ApiKeyLike) -> None:
        self.key = key


class BearerAuthentication(BaseAuthentication):
    """``Authorization: Bearer abs_live_…``. A cookie never authenticates here, so no request can be forged by a
    page.
    """

    def authenticate(self, request: Request) -> tuple[KeyBearer, ApiKeyLike] | None:
        """Return the caller; None without a key.

        :raises AuthenticationFailed: for a key that is unknown, expired or revoked.
        """
        key: ApiKeyLike | None = getattr(request._request, "api_key", None)
        if key is not None:
            return KeyBearer(key), key
        if request.headers.get("Authorization"):
            raise AuthenticationFailed("This key is unknown, expired or revoked.", code="invalid_key")
        return None

    def authenticate_header(self, request: Request) -> str:
        """Name the scheme in a 401."""
        return 'Bearer realm="api"'


def key_of(request: Request) -> ApiKeyLike:
    """This function will return the key of an authenticated request."""
    key: Any = request.auth
    return key  # type: ignore[no-any-return]


def has_scope(scopes: Sequence[str], wanted: str) -> bool:
    """This function will tell whether scopes such as ``accounts:read`` or ``*`` include the wanted one."""
    return "*" in scopes or wanted in scopes


class HasScope(BasePermission):
    """Every view names the scope of each of its methods; a view that names none is refused."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Tell whether the key may.

        :raises ProblemError: 403 naming the missing scope.
        """
        if request.auth is None:
            return False
        wanted = view.scope_wanted(request)
        if not has_scope(key_of(request).scopes, wanted):
            raise ProblemError(403, "missing_scope", f"This key lacks the scope {wanted}.")
        return True
