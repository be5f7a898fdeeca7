"""What is answered when something went wrong on our side; the error itself is in the log under the request's id."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.defaults import server_error

from common.api.problems import problem_response

DETAIL = "Something went wrong on our side. Nothing was saved; the error is in the server's log under this request_id."


def failure_answer(request: HttpRequest) -> HttpResponse:
    """This function will answer with the page of an error, a client of the REST interface with a problem document."""
    if request.path_info.startswith("/api/"):
        return problem_response(status=500, code="internal_error", detail=DETAIL)
    return server_error(request)
