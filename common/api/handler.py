"""One place that turns what a REST view raises into a problem document. What it does not know is a bug and stays
one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import (
    BadRequest,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    ValidationError,
)
from django.db import DataError, IntegrityError, OperationalError
from django.http import Http404, HttpResponse, JsonResponse
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from common.api.problems import PROBLEM_TYPE, FieldProblem, problem_document
from common.api.refusals import QueryError
from common.errors import AbsError

NOT_FOUND = "There is nothing here."
CONTRADICTION = "The change contradicts what is stored, or what another request stored meanwhile."
CODES = {400: "invalid", 401: "not_authenticated", 403: "permission_denied", 404: "not_found"}


def problem_handler(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """This function will answer with a problem document, or None for a bug. Rolls the request's work back."""
    found = _problem(error)
    if found is None:
        return None
    set_rollback()
    status, code, detail, errors, extra = found
    document = problem_document(status=status, code=code, detail=detail, errors=errors, extra=extra)
    response = Response(document, status=status, content_type=PROBLEM_TYPE)
    header = getattr(error, "auth_header", None)
    if header:
        response["WWW-Authenticate"] = header
    wait = getattr(error, "wait", None)
    if wait:
        response["Retry-After"] = str(int(wait))
    elif status == 503:
        response["Retry-After"] = "2"
    return response


def contradiction_answer() -> HttpResponse:
    """This function will answer a request whose work PostgreSQL refused at its end, when no view could any more."""
    document = problem_document(status=409, code="conflict", detail=CONTRADICTION)
    return JsonResponse(document, status=409, content_type=PROBLEM_TYPE)


Problem = tuple[int, str, str, list[FieldProblem], Mapping[str, Any]]


def _problem(error: Exception) -> Problem | None:
    if isinstance(error, exceptions.APIException):
        return _from_framework(error)
    if isinstance(error, AbsError):
        errors = [FieldProblem(pointer=f"/{name}", code=error.code, detail=text) for name, text in error.fields.items()]
        return error.status, error.code, error.message, errors, {}
    return _from_django(error)


def _from_framework(error: exceptions.APIException) -> Problem:
    status = error.status_code
    if isinstance(error, QueryError):
        return status, "invalid", str(error.detail), error.errors, {}
    if isinstance(error, exceptions.ValidationError):
        return status, "invalid", "Some values were refused.", list(field_problems(error.detail)), {}
    if status == 404:
        return status, "not_found", NOT_FOUND, [], {}
    codes = error.get_codes()
    code = codes if isinstance(codes, str) else CODES.get(status, "refused")
    return status, code, str(error.detail), [], getattr(error, "extra", {})


def _from_django(error: Exception) -> Problem | None:
    if isinstance(error, Http404):
        return 404, "not_found", NOT_FOUND, [], {}
    if isinstance(error, PermissionDenied):
        return 403, "permission_denied", "This key may not do that.", [], {}
    if isinstance(error, RequestDataTooBig):
        return 413, "too_large", "The body is too large.", [], {}
    if isinstance(error, ValidationError):
        return 400, "invalid", "; ".join(error.messages), [], {}
    if isinstance(error, BadRequest | SuspiciousOperation):
        return 400, "bad_request", "The request makes no sense.", [], {}
    if isinstance(error, DataError):
        return 400, "invalid", "A value does not fit its field.", [], {}
    if isinstance(error, IntegrityError):
        return 409, "conflict", CONTRADICTION, [], {}
    if isinstance(error, OperationalError):
        return 503, "unavailable", "The database is busy or away. Try again.", [], {}
    return None


def field_problems(detail: Any, pointer: str = "") -> Iterator[FieldProblem]:
    """This function will yield every error of a serializer with its JSON pointer."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            step = "" if name == "non_field_errors" else "/" + str(name).replace("~", "~0").replace("/", "~1")
            yield from field_problems(inner, pointer + step)
    elif isinstance(detail, list | tuple):
        nested = any(isinstance(inner, Mapping | list) for inner in detail)
        for index, inner in enumerate(detail):
            yield from field_problems(inner, f"{pointer}/{index}" if nested else pointer)
    else:
        yield FieldProblem(pointer=pointer, code=str(getattr(detail, "code", "invalid")), detail=str(detail))
