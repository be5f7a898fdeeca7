"""From a request to its workspace: the member or the key is found, then the transaction opened, bound to the tenant.

Workspace pages live under ``/w/<slug>/``. The prefix is taken off the path and set as the script prefix, so that url
patterns, ``reverse()`` and ``{% url %}`` know nothing of it while every address made inside the request carries it.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import get_script_prefix, set_script_prefix
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from common.api.handler import contradiction_answer
from common.errors import ConflictError
from common.refusals import refusal_answer
from tenancy.context import tenant_context
from users.selectors import api_key_find, memberships_of
from users.services.sessions import api_key_touch, session_is_stale, session_touch

log = logging.getLogger(__name__)

WORKSPACE = re.compile(r"^/w/([a-z0-9-]{1,50})(/.*)$")


class GoneMeanwhileError(ConflictError):
    """Something the work names was deleted by somebody else before it could be stored."""

    code = "gone_meanwhile"


class WorkspaceMiddleware:
    """One transaction around the whole request, rendering included, bound to its tenant or to none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        """Answer inside the transaction; an answer of 500 or more rolls it back.

        Keys between tables are checked when it commits, so what somebody deleted meanwhile is noticed here.
        """
        request.membership = request.tenant = request.api_key = request.workspace_slug = None
        prefix = get_script_prefix()
        try:
            # before the transaction, which so begins bound to its tenant; and noting a key's use must not hold its row
            # while the request goes on, or nobody could revoke the key of a slow upload
            if request.path_info.startswith("/api/"):
                self._identify_key(request)
            else:
                self._identify(request)
            with self._bound(request), transaction.atomic():
                response = self._respond(request)
                if response.status_code >= 500:
                    transaction.set_rollback(True)
            return response
        except IntegrityError:
            log.info("%s %s named what was deleted meanwhile", request.method, request.path, exc_info=True)
            with transaction.atomic():
                return self._contradicted(request)
        finally:
            set_script_prefix(prefix)
            timezone.deactivate()

    @staticmethod
    def _bound(request: Any) -> AbstractContextManager[None]:
        return nullcontext() if request.tenant is None else tenant_context(request.tenant.pk)

    def _identify(self, request: Any) -> None:
        found = WORKSPACE.match(request.path_info)
        if found:
            request.workspace_slug, rest = found.groups()
            set_script_prefix(f"{get_script_prefix()}w/{request.workspace_slug}/")
            request.path_info = rest
        if not request.user.is_authenticated:
            return
        if session_is_stale(request.session, now=timezone.now(), idle_seconds=settings.SESSION_IDLE_SECONDS):
            logout(request)
            return
        session_touch(request.session, now=timezone.now())
        if request.workspace_slug is not None:
            request.memberships = memberships_of(request.user, slug=request.workspace_slug)
            here = (one for one in request.memberships if one.tenant.slug == request.workspace_slug)
            request.membership = next(here, None)
            request.tenant = request.membership.tenant if request.membership else None

    def _identify_key(self, request: Any) -> None:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            return
        request.api_key = api_key_find(token=token.strip(), now=timezone.now())
        if request.api_key is not None:
            request.tenant = request.api_key.tenant
            api_key_touch(api_key=request.api_key, now=timezone.now())

    def _respond(self, request: Any) -> HttpResponse:
        language = self._language(request)
        with translation.override(language) if language else translation.override(translation.get_language()):
            request.LANGUAGE_CODE = translation.get_language()
            if request.tenant is not None:
                timezone.activate(ZoneInfo(request.tenant.timezone))
            response = self._rendered(self.get_response(request))
            if request.tenant is not None:
                response.headers.setdefault("Cache-Control", "private, no-store")
            response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
            return response

    def _contradicted(self, request: Any) -> HttpResponse:
        if request.path_info.startswith("/api/"):
            return contradiction_answer()
        list(messages.get_messages(request))  # what the view wanted to tell did not happen
        with translation.override(self._language(request) or translation.get_language()):
            return refusal_answer(request, GoneMeanwhileError(_("What this was about was deleted meanwhile.")))

    @staticmethod
    def _language(request: Any) -> str:
        if request.api_key is not None:
            return "en"  # the contract's words do not change with the workspace
        user_language = request.user.language if request.user.is_authenticated else ""
        return str(user_language or (request.tenant.language if request.tenant else ""))

    @staticmethod
    def _rendered(response: HttpResponse) -> HttpResponse:
        # a lazy TemplateResponse would read the database after the transaction, without a tenant
        render = getattr(response, "render", None)
        if callable(render) and not getattr(response, "is_rendered", True):
            render()
        return response
