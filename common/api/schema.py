"""How the REST interface describes itself in OpenAPI 3.1: from the same forms and serializers that check the
requests.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from django import forms
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, inline_serializer
from rest_framework import serializers

from common.api.batch import InputsSerializer, ReadSerializer, ResultsSerializer
from common.api.problems import PROBLEM_TYPE
from common.api.query import FlagField, InstantField, LimitField, WholeNumberField

REFUSALS = {
    "GET": (400, 401, 403, 404, 406, 429, 503),
    "POST": (400, 401, 403, 404, 406, 409, 411, 413, 415, 422, 429, 503),
    "PUT": (400, 401, 403, 404, 406, 409, 411, 412, 413, 415, 429, 503),
    "PATCH": (400, 401, 403, 404, 406, 409, 411, 412, 413, 415, 429, 503),
    "DELETE": (401, 403, 404, 406, 409, 412, 415, 429, 503),
}
TYPES: tuple[tuple[type[forms.Field], Any], ...] = (
    (LimitField, OpenApiTypes.INT),
    (WholeNumberField, OpenApiTypes.INT),
    (FlagField, OpenApiTypes.BOOL),
    (InstantField, OpenApiTypes.DATETIME),
    (forms.DateField, OpenApiTypes.DATE),
    (forms.UUIDField, OpenApiTypes.UUID),
    (forms.DecimalField, OpenApiTypes.DECIMAL),
)


class FieldProblemSerializer(serializers.Serializer[Any]):
    """One thing wrong with one value."""

    pointer = serializers.CharField(help_text="JSON pointer into the body, or ?name for a query parameter")
    code = serializers.CharField()
    detail = serializers.CharField()


class ProblemSerializer(serializers.Serializer[Any]):
    """A problem document of RFC 9457."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    code = serializers.CharField()
    errors = FieldProblemSerializer(many=True)  # type: ignore[assignment]
    request_id = serializers.CharField()


class CursorSerializer(serializers.Serializer[Any]):
    """Where the next page begins."""

    after = serializers.CharField()


class PagingSerializer(serializers.Serializer[Any]):
    """The way to the next page; null on the last one."""

    next = CursorSerializer(allow_null=True)
    total = serializers.IntegerField(required=False, help_text="only with ?count=true")


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """API keys."""

    target_class = "common.api.authentication.BearerAuthentication"
    name = "bearer"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        """Describe the scheme."""
        return {"type": "http", "scheme": "bearer", "description": "Authorization: Bearer abs_live_…"}


def query_parameters(form_class: type[forms.Form]) -> list[OpenApiParameter]:
    """This function will describe the parameters that a query form checks."""
    found = []
    for name, field in form_class().fields.items():  # not of the class: a form may add fields when it is made
        kind = next((openapi for known, openapi in TYPES if isinstance(field, known)), OpenApiTypes.STR)
        choices = getattr(field, "choices", None)
        found.append(
            OpenApiParameter(
                name,
                kind,
                OpenApiParameter.QUERY,
                required=field.required,
                enum=[value for value, _ in choices if value] if choices else None,
                description=str(field.help_text),
            )
        )
    return found


@cache
def page_serializer(out: type[serializers.BaseSerializer[Any]]) -> Any:
    """This function will make the serializer that describes a page of records."""
    name = out.__name__.removesuffix("Serializer").removesuffix("Out")
    return inline_serializer(f"{name}Page", {"results": out(many=True), "paging": PagingSerializer()})


class ApiSchema(AutoSchema):
    """Reads ``out``, ``lists`` (a page of these), ``into`` and ``query`` off a view; explicit ``@extend_schema``
    still wins.
    """

    def get_tags(self) -> list[str]:
        """Group by the first word of the path."""
        return [self.path.removeprefix("/api/v1/").split("/")[0]]

    def get_operation_id(self) -> str:
        """Name operations after path and action: ``accounts_batch_upsert``, ``icp_profiles_versions_publish_post``."""
        action = getattr(self.view, "action", None)
        if action:
            by_key = "_by_external_id" if "by-external-id" in self.path and action != "put_by_key" else ""
            return f"{self.get_tags()[0]}_{action}{by_key}"
        words = [word for word in self.path.removeprefix("/api/v1/").split("/") if not word.startswith("{")]
        verb = self.method.lower()
        if verb == "get":
            verb = "list" if self._answers_many() else "read"
        return "_".join([*words, verb]).replace("-", "_")

    def _answers_many(self) -> bool:
        """Whether the answer has ``results``: the addresses of a list and of one of its records name the same words."""
        out = getattr(self.view, "out", None)
        return self._listed() is not None or "results" in getattr(out, "_declared_fields", ())

    def _listed(self) -> Any:
        """Return the serializer of the rows of a list; None where the answer is no list."""
        if self.method != "GET":
            return None
        is_list = getattr(self.view, "action", None) == "list"
        return getattr(self.view, "out", None) if is_list else getattr(self.view, "lists", None)

    def get_override_parameters(self) -> list[Any]:
        """Describe query parameters and headers."""
        found: list[Any] = []
        query = getattr(self.view, "query", None)
        if query is not None and self.method == "GET" and getattr(self.view, "action", "list") in ("list", None):
            found += query_parameters(query)
        if self.method == "POST":
            found.append(
                _header("Idempotency-Key", "1–255 printable ASCII characters; the answer is kept for 24 hours")
            )
        if self.method in ("PUT", "PATCH", "DELETE"):
            found.append(_header("If-Match", "the ETag the change is based on; another version answers 412"))
        return found

    def get_request_serializer(self) -> Any:
        """Describe the body."""
        action = getattr(self.view, "action", None)
        if action == "batch_upsert":
            return InputsSerializer
        if action == "batch_read":
            return ReadSerializer
        return getattr(self.view, "into", None) if self.method in ("POST", "PUT", "PATCH") else None

    def get_response_serializers(self) -> Any:
        """Describe the answers, refusals included."""
        found: dict[Any, Any] = {
            (status, PROBLEM_TYPE): ProblemSerializer for status in REFUSALS.get(self.method, REFUSALS["GET"])
        }
        out = getattr(self.view, "out", None)
        action = getattr(self.view, "action", None)
        if self._listed() is not None:
            found[200] = page_serializer(self._listed())
        elif action == "batch_upsert":
            found[200] = ResultsSerializer
        elif action == "batch_read":
            view: Any = self.view
            child = view.out(allow_null=True)
            name = f"{type(child).__name__.removesuffix('Out')}Found"
            found[200] = inline_serializer(name, {"results": serializers.ListField(child=child)})
        elif action == "create":
            found[201] = out
        elif action == "put_by_key":
            found[200] = found[201] = out
        elif self.method == "DELETE":
            found[204] = OpenApiResponse(description="Deleted.")
        else:
            body = out or getattr(self.view, "lists", None) or OpenApiResponse(OpenApiTypes.OBJECT)
            found |= dict.fromkeys((200, 201, 202) if self.method == "POST" else (200,), body)
        if action == "retrieve":
            found[304] = OpenApiResponse(description="Not modified.")
        return found


def _header(name: str, description: str) -> OpenApiParameter:
    return OpenApiParameter(name, OpenApiTypes.STR, OpenApiParameter.HEADER, required=False, description=description)
