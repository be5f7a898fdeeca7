"""Refusals of the REST layer. Apart from the handler, which imports the framework's views, which import our
settings.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework import exceptions

from common.api.problems import FieldProblem


class QueryError(exceptions.APIException):
    """Query parameters that make no sense."""

    status_code = 400
    default_code = "invalid"
    default_detail = "A query parameter is invalid."

    def __init__(self, errors: list[FieldProblem]) -> None:
        super().__init__()
        self.errors = errors


class ProblemError(exceptions.APIException):
    """A refusal with a status and a code of its own, and members of its own."""

    def __init__(self, status: int, code: str, detail: str, extra: Mapping[str, Any] | None = None) -> None:
        super().__init__(detail, code)
        self.status_code = status
        self.extra = dict(extra or {})
