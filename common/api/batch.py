"""Batches: up to 1,000 inputs, one result for each in the order sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.response import Response

from common.api.conf import MOST_BATCH
from common.api.fields import StrictSerializer
from common.api.handler import field_problems
from common.api.problems import PROBLEM_TYPE, FieldProblem, problem_document

CREATED, UPDATED, UNCHANGED, ERROR = "created", "updated", "unchanged", "error"


class InputsField(serializers.ListField):
    """Inputs as they came: each is checked later, by itself."""

    child = serializers.JSONField()

    def run_child_validation(self, data: list[Any]) -> list[Any]:
        """Take them as they are: they came out of JSON."""
        return data


class InputsSerializer(StrictSerializer):
    """The envelope of a batch: ``{"inputs": […], "all_or_none": false}``."""

    inputs = InputsField(max_length=MOST_BATCH)
    all_or_none = serializers.BooleanField(default=False)


class ReadSerializer(StrictSerializer):
    """The envelope of a batch read."""

    inputs = InputsField(max_length=MOST_BATCH)


class RecordProblemSerializer(serializers.Serializer[Any]):
    """What was wrong with one field of one input."""

    field = serializers.CharField()
    code = serializers.CharField()
    detail = serializers.CharField()


class ResultSerializer(serializers.Serializer[Any]):
    """What became of one input."""

    index = serializers.IntegerField()
    status = serializers.ChoiceField([CREATED, UPDATED, UNCHANGED, ERROR])
    id = serializers.UUIDField(allow_null=True)
    external_id = serializers.CharField(allow_null=True)
    errors = RecordProblemSerializer(many=True)  # type: ignore[assignment]


class ResultsSerializer(serializers.Serializer[Any]):
    """The answer to a batch."""

    results = ResultSerializer(many=True)


@dataclass
class Outcome:
    """What became of one record."""

    status: str
    id: Any = None
    external_id: str | None = None
    errors: list[dict[str, str]] = field(default_factory=list)

    @classmethod
    def refused(cls, code: str, detail: str, *, name: str = "", external_id: str | None = None) -> Outcome:
        """This function will make the outcome of a refused record."""
        return cls(status=ERROR, external_id=external_id, errors=[{"field": name, "code": code, "detail": detail}])

    @classmethod
    def invalid(cls, error: ValidationError, *, external_id: str | None = None) -> Outcome:
        """This function will make the outcome of a record that its serializer refused."""
        found = [
            {"field": problem["pointer"].lstrip("/"), "code": problem["code"], "detail": problem["detail"]}
            for problem in field_problems(error.detail)
        ]
        return cls(status=ERROR, external_id=external_id, errors=found)


def envelope_read(serializer_class: type[StrictSerializer], data: Any) -> dict[str, Any]:
    """This function will check a batch's envelope.

    :raises ValidationError: 400; the only reason for a batch to be refused as a whole beforehand.
    """
    envelope = serializer_class(data=data)
    envelope.is_valid(raise_exception=True)
    found: dict[str, Any] = envelope.validated_data
    return found


def twins_marked(keys: Sequence[tuple[str, str] | None]) -> dict[int, Outcome]:
    """This function will mark the inputs that a later one with the same key replaces; None is no key."""
    last = {key: index for index, key in enumerate(keys) if key is not None}
    return {
        index: Outcome(
            status=UNCHANGED,
            external_id=key[1],
            errors=[
                {
                    "field": "external_id",
                    "code": "duplicate_in_batch",
                    "detail": f"Input {last[key]} has the same key; the last one wins.",
                }
            ],
        )
        for index, key in enumerate(keys)
        if key is not None and last[key] != index
    }


def batch_answer(outcomes: Sequence[Outcome], *, all_or_none: bool) -> Response:
    """This function will answer a batch: 200 with a result per input, or 422 when all was asked for and one failed.

    The caller's view rolls back whatever answers 400 or more.
    """
    results = [
        {
            "index": index,
            "status": outcome.status,
            "id": outcome.id,
            "external_id": outcome.external_id,
            "errors": outcome.errors,
        }
        for index, outcome in enumerate(outcomes)
    ]
    failed = [index for index, outcome in enumerate(outcomes) if outcome.status == ERROR]
    if not (all_or_none and failed):
        return Response({"results": results})
    errors = [
        FieldProblem(
            pointer=f"/inputs/{index}/{error['field']}".rstrip("/"), code=error["code"], detail=error["detail"]
        )
        for index in failed
        for error in outcomes[index].errors
    ]
    document = problem_document(
        status=422,
        code="batch_refused",
        detail=f"{len(failed)} of {len(results)} inputs were refused, so nothing was stored.",
        errors=errors,
        extra={"results": results},
    )
    return Response(document, status=422, content_type=PROBLEM_TYPE)


def not_an_object() -> ValidationError:
    """This function will make the error of an input that is no JSON object."""
    return ValidationError({"non_field_errors": [ErrorDetail("An input is a JSON object.", code="invalid")]})
