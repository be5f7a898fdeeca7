"""Serializers made of the one table of fields, so that REST, files and screens read a value by the same rule."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request

from accounts.domain.facts import ACCOUNT, DEAL, Facts, record_read
from accounts.domain.facts_out import writers
from accounts.domain.values import Field, Kind
from accounts.services.upsert import Options, RecordResult
from common.api.batch import ERROR, UNCHANGED, Outcome
from common.api.fields import JsonObjectField, ListOrOneField, StrictSerializer

SOURCE = "api"  # of records that name none
SOURCE_FIELD, CORRECTION = "source", "correction"  # said of a record beside its values
CORRECTED = (ACCOUNT, DEAL)  # whose facts have a history
SERVER = ("id", "version", "created_at", "updated_at")


class LinkSerializer(serializers.Serializer[Any]):
    """A person in a deal."""

    contact_external_id = serializers.CharField(max_length=200)
    buying_role = serializers.CharField(required=False, allow_blank=True, max_length=30)


def _drf(field: Field, *, partial_required: bool) -> serializers.Field[Any, Any, Any, Any]:
    """Describe a field for OpenAPI; reading is the field's own."""
    common: dict[str, Any] = {"required": field.required and partial_required, "allow_null": not field.required}
    text: dict[str, Any] = {"max_length": field.limit or None, "allow_blank": not field.required}
    makers: dict[Kind, Callable[[], serializers.Field[Any, Any, Any, Any]]] = {
        Kind.INTEGER: lambda: serializers.IntegerField(min_value=field.low, max_value=field.high, **common),
        Kind.MONEY: lambda: serializers.DecimalField(max_digits=19, decimal_places=2, **common),
        Kind.PERCENT: lambda: serializers.DecimalField(max_digits=17, decimal_places=2, **common),
        Kind.DATE: lambda: serializers.DateField(**common),
        Kind.INSTANT: lambda: serializers.DateTimeField(**common),
        Kind.BOOL: lambda: serializers.BooleanField(**common),
        Kind.CHOICE: lambda: serializers.ChoiceField(choices=field.choices, **common),
        Kind.LIST: lambda: ListOrOneField(child=serializers.CharField(max_length=field.limit), **common),
        Kind.OBJECT: lambda: JsonObjectField(**common),
        Kind.LINKS: lambda: LinkSerializer(many=True, **common),
    }
    return makers[field.kind]() if field.kind in makers else serializers.CharField(**text, **common)


class FactsIn(StrictSerializer):
    """A record as clients send it. Read by ``accounts.domain.facts``; the declared fields describe it."""

    facts: ClassVar[Facts]

    def run_validation(self, data: Any = serializers.empty) -> Any:
        """Return the typed values of the given fields.

        :raises ValidationError: naming every unknown, missing and malformed field.
        """
        if not isinstance(data, dict):
            raise ValidationError({"non_field_errors": [ErrorDetail("A record is a JSON object.", code="invalid")]})
        beside = (SOURCE_FIELD, CORRECTION) if self.facts in CORRECTED else (SOURCE_FIELD,)
        given = {name: value for name, value in data.items() if name not in beside}
        values, problems = record_read(self.facts, given)
        errors = {str(one.column): [ErrorDetail(one.detail, code=one.code)] for one in problems}
        source = data.get("source", SOURCE)
        if not isinstance(source, str) or not 0 < len(source) <= 40 or "\x00" in source:
            errors["source"] = [ErrorDetail("A text of 1 to 40 characters is expected.", code="invalid")]
        correction = data.get(CORRECTION, False) if CORRECTION in beside else False
        if not isinstance(correction, bool):
            errors[CORRECTION] = [ErrorDetail("true or false is expected.", code="not_a_bool")]
        if not self.partial and hasattr(self, "initial_data"):  # in a batch the upsert knows which records are new
            missing = [name for name in self.facts.required if name not in given]
            errors |= {name: [ErrorDetail("A value is required.", code="required")] for name in missing}
        if errors:
            raise ValidationError(errors)
        if "source" in data or not self.partial:  # a change leaves the record's own source as it is
            values["source"] = source
        if correction is True:
            values[CORRECTION] = True
        return values


def facts_in(facts: Facts, name: str) -> type[FactsIn]:
    """This function will make the serializer of incoming records of a kind."""
    fields: dict[str, Any] = {field.name: _drf(field, partial_required=True) for field in facts.fields}
    fields["source"] = serializers.CharField(required=False, max_length=40, default=SOURCE)
    if facts in CORRECTED:
        text = "what this changes had been wrong all along: history and scores say so"
        fields[CORRECTION] = serializers.BooleanField(required=False, default=False, help_text=text)
    return type(name, (FactsIn,), {**fields, "facts": facts, "__doc__": f"One of {facts.name}, as sent."})


class RowsOut(serializers.ListSerializer[Any]):
    """Many rows at once: what belongs to all of them is read once."""

    def to_representation(self, data: Any) -> list[Any]:
        """Return the rows as plain objects."""
        rows = list(data)
        child: Any = self.child
        shared = child.shared(rows)
        return [child.row(row, shared) for row in rows]


class FactsOut(serializers.Serializer[Any]):
    """A record as clients get it: built by hand, because a list of a thousand fields a page must stay cheap."""

    plan: ClassVar[Sequence[Callable[[Any, dict[str, Any]], None]]]

    def shared(self, rows: list[Any]) -> Any:
        """Read what all rows need."""
        return None

    def row(self, row: Any, shared: Any) -> dict[str, Any]:
        """Return one row as a plain object."""
        raise NotImplementedError

    def to_representation(self, instance: Any) -> dict[str, Any]:
        """Return one row alone."""
        return self.row(instance, self.shared([instance]))


def facts_out(facts: Facts, base: type[FactsOut], name: str, extra: dict[str, Any]) -> type[FactsOut]:
    """This function will make the serializer of outgoing records, declared for OpenAPI and built by ``base.row``."""
    fields: dict[str, Any] = {
        "id": serializers.UUIDField(),
        "source": serializers.CharField(),
        **{field.name: _drf(field, partial_required=False) for field in facts.fields if _is_out(field)},
        **extra,
        "version": serializers.IntegerField(),
        "created_at": serializers.DateTimeField(),
        "updated_at": serializers.DateTimeField(),
    }
    meta = type("Meta", (), {"list_serializer_class": RowsOut})
    return type(name, (base,), {**fields, "Meta": meta, "__doc__": f"One of {facts.name}, as stored."})


def _is_out(field: Field) -> bool:
    return field.stored or field.name in ("parent_external_id", "account_external_id", "contacts", "deal_external_id")


COLUMNS = writers


def outcomes(results: Sequence[RecordResult]) -> list[Outcome]:
    """This function will turn the upsert's results into the answer's."""
    return [_outcome(result) for result in results]


def _outcome(result: RecordResult) -> Outcome:
    errors = [{"field": one.column or "", "code": one.code, "detail": one.detail} for one in result.problems]
    if result.problems and result.problems[0].code == "superseded":
        errors[0]["code"] = "duplicate_in_batch"
        return Outcome(UNCHANGED, result.id, result.external_id, errors)
    status = ERROR if result.status == "error" else result.status
    return Outcome(status, result.id, result.external_id, errors)


CREATE = Options(create_only=True, is_read=True)
MERGE = Options(is_read=True)


def merging(request: Request) -> Options:
    """This function will say how records are merged: a change by id that names no source was said here, over REST.

    Its record keeps the source it came from; the history of its facts must not say that the source changed them.
    """
    said_here = request.method == "PATCH" and SOURCE_FIELD not in request.data
    return replace(MERGE, said_by=SOURCE) if said_here else MERGE
