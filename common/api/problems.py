"""Error answers: RFC 9457 problem documents, ``application/problem+json``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, TypedDict

from django.http import HttpRequest, JsonResponse

from common.request_id import request_id

PROBLEM_TYPE = "application/problem+json"


class FieldProblem(TypedDict):
    """One thing wrong with one value: a JSON pointer into the body, or ``?name`` for a query parameter."""

    pointer: str
    code: str
    detail: str


def problem_document(
    *,
    status: int,
    code: str,
    detail: str,
    errors: Sequence[FieldProblem] = (),
    extra: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """This function will build a problem document; ``extra`` holds members of one problem type alone."""
    return {
        "type": f"urn:abs:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
        "errors": list(errors),
        "request_id": request_id.get(),
        **(extra or {}),
    }


def problem_response(*, status: int, code: str, detail: str) -> JsonResponse:
    """This function will answer with a problem outside REST views: an unknown address, a bad request, a failure."""
    document = problem_document(status=status, code=code, detail=detail)
    return JsonResponse(document, status=status, content_type=PROBLEM_TYPE)


def not_found(request: HttpRequest, *args: Any, **kwargs: Any) -> JsonResponse:
    """This function will answer that there is nothing at this address; the same for an id of another workspace."""
    return problem_response(status=404, code="not_found", detail="There is nothing here.")
