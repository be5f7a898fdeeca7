"""A resource with everything the contract asks for; a room says what it is, where it is read and who writes it.

class SignalApi(ResourceView):
    required_scope = "signals"
    out, into = SignalOut, SignalIn
    query = SignalQuery
    sorts = {"occurred_at": "occurred_at", "updated_at": "updated_at"}
    default_sort = "-occurred_at"

    def rows(self): return selectors.signal_list()
    def upsert(self, records, *, now): return services.signal_upsert(records=records, now=now)
    def erase(self, record): services.signal_delete(signal_id=record.pk)

urlpatterns = resource_urls("signals", SignalApi)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import Q, QuerySet, TextField
from django.http import Http404
from django.urls import URLPattern, path
from django.utils import timezone
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSetMixin

from common.api.batch import (
    CREATED,
    ERROR,
    InputsSerializer,
    Outcome,
    ReadSerializer,
    batch_answer,
    envelope_read,
    not_an_object,
    twins_marked,
)
from common.api.etags import assert_create_only, assert_unchanged, etag_of, is_known
from common.api.fields import StrictSerializer
from common.api.paging import page_document, page_of
from common.api.query import ListQuery, QueryForm, query_read
from common.api.refusals import ProblemError
from common.api.views import ApiView
from common.one_of import OneOf

Record = dict[str, Any]


class ResourceView(ViewSetMixin, ApiView):
    """List, create, read, change, delete, by external id, batch upsert and batch read of one kind of record.

    The one writing hook is ``upsert``: it gets checked records (only the given fields; ``source`` and ``external_id``
    name the row), merges each into its row or creates it, and returns one ``Outcome`` per record, in order; a record
    may be refused with ``Outcome.refused`` without harm to the others. PATCH gives it the row's own key.
    """

    out: ClassVar[type[serializers.BaseSerializer[Any]]]
    into: ClassVar[type[StrictSerializer]]
    query: ClassVar[type[ListQuery]] = ListQuery
    sorts: ClassVar[Mapping[str, str]] = {"created_at": "created_at", "updated_at": "updated_at"}
    default_sort: ClassVar[str] = "-updated_at"
    is_deletable: ClassVar[bool] = True
    default_source: ClassVar[str] = "api"  # of records that name none
    action: str

    def rows(self) -> QuerySet[Any]:
        """Return the readable rows of the workspace, with what ``out`` needs joined: a selector.

        ``out`` is told in its context whether the row ``is_new``: stored by this request, so nothing refers to it yet.
        """
        raise NotImplementedError

    def filtered(self, rows: QuerySet[Any], given: Mapping[str, Any]) -> QuerySet[Any]:
        """Apply the checked query parameters beyond the common ones."""
        return rows

    def upsert(self, records: Sequence[Record], *, now: datetime) -> Sequence[Outcome]:
        """Write records: a service."""
        raise NotImplementedError

    def erase(self, record: Any, *, now: datetime) -> None:
        """Delete one row: a service."""
        raise NotImplementedError

    def scope_wanted(self, request: Request) -> str:
        """A batch read is a POST that reads."""
        return f"{self.required_scope}:read" if self.action == "batch_read" else super().scope_wanted(request)

    # one row ------------------------------------------------------------------------------------------------------

    def list(self, request: Request) -> Response:
        """A page of records."""
        given = query_read(self.query, request.query_params)
        rows = self.filtered(self.rows(), given)
        if given["updated_since"]:
            rows = rows.filter(updated_at__gte=given["updated_since"])
        page = page_of(rows, query=given, sorts=self.sorts, default=self.default_sort)
        return Response(page_document(page, self.out))

    def retrieve(self, request: Request, **key: Any) -> Response:
        """One record."""
        query_read(QueryForm, request.query_params)
        return self._answer(request, self._found(key))

    def create(self, request: Request) -> Response:
        """Create a record; a known key is refused with 409, and what its writing did is undone."""
        return self._written(request, self._checked(request.data, partial=False), status=201)

    def partial_update(self, request: Request, **key: Any) -> Response:
        """Merge: an absent field is untouched, null clears it."""
        row = self._found(key, lock=True)
        assert_unchanged(request, row)
        record = self._checked(request.data, partial=True)
        for name in ("source", "external_id"):
            if name in record and record[name] != getattr(row, name):
                raise ValidationError({name: [f"The {name} of a record cannot change."]})
            record[name] = getattr(row, name)
        return self._written(request, record, status=200)

    def destroy(self, request: Request, **key: Any) -> Response:
        """Delete the record."""
        row = self._found(key, lock=True)
        assert_unchanged(request, row)
        self.erase(row, now=timezone.now())
        return Response(status=204)

    def put_by_key(self, request: Request, source: str, external_id: str) -> Response:
        """Create the record of this key, or merge into it."""
        key = self._key_checked(source, external_id)
        row = _only(self.rows().select_for_update(of=("self",)).filter(**key))
        assert_create_only(request, exists=row is not None)
        if row is not None:
            assert_unchanged(request, row)
        elif "If-Match" in request.headers:
            raise ProblemError(412, "precondition_failed", "There is no such record to change.")
        given = request.data
        if isinstance(given, dict) and any(given.get(name, key[name]) != key[name] for name in key):
            raise ValidationError({"external_id": ["The key in the body is not the key in the address."]})
        record = self._checked({**given, **key} if isinstance(given, dict) else given, partial=row is not None)
        return self._written(request, record, status=200 if row is not None else 201)

    # many rows ----------------------------------------------------------------------------------------------------

    def batch_upsert(self, request: Request) -> Response:
        """Up to 1,000 records; one result each, in order."""
        envelope = envelope_read(InputsSerializer, request.data)
        inputs = envelope["inputs"]
        keys = [self._key_of(given) for given in inputs]
        outcomes: dict[int, Outcome] = twins_marked(keys)
        known = set(self._named(keys).values_list("source", "external_id"))
        checked: dict[int, Record] = {}
        checks = {partial: self.into(partial=partial) for partial in (True, False)}
        for index, (given, key) in enumerate(zip(inputs, keys, strict=True)):
            if index in outcomes:
                continue
            try:
                if not isinstance(given, dict):
                    raise not_an_object()
                checked[index] = checks[key in known].run_validation(given)
            except ValidationError as error:
                outcomes[index] = Outcome.invalid(error, external_id=key[1] if key else None)
        if checked:
            for index, outcome in zip(checked, self.upsert(list(checked.values()), now=timezone.now()), strict=True):
                outcomes[index] = outcome
        return batch_answer([outcomes[index] for index in range(len(inputs))], all_or_none=envelope["all_or_none"])

    def batch_read(self, request: Request) -> Response:
        """Up to 1,000 records by ``id`` or by ``source`` and ``external_id``; null where there is none."""
        inputs = envelope_read(ReadSerializer, request.data)["inputs"]
        wanted = [_reference(given, index) for index, given in enumerate(inputs)]
        ids = [value for kind, value in wanted if kind == "id"]
        keys = [value for kind, value in wanted if kind == "key"]
        found: dict[Any, Any] = {("key", (row.source, row.external_id)): row for row in self._named(keys)}
        if ids:
            found |= {("id", str(row.public_id)): row for row in self.rows().filter(public_id__in=ids)}
        shown = iter(self._shown([found[reference] for reference in wanted if reference in found]))
        return Response({"results": [next(shown) if reference in found else None for reference in wanted]})

    # plumbing -----------------------------------------------------------------------------------------------------

    def _found(self, key: Mapping[str, Any], *, lock: bool = False) -> Any:
        rows = self.rows().select_for_update(of=("self",)) if lock else self.rows()
        found = _only(rows.filter(**{"public_id" if name == "id" else name: value for name, value in key.items()}))
        if found is None:
            raise Http404
        return found

    def _named(self, keys: Sequence[tuple[str, str] | None]) -> QuerySet[Any]:
        """Return the rows that have one of the keys; None is no key."""
        wanted: dict[str, list[str]] = {}
        for source, external_id in filter(None, keys):
            wanted.setdefault(source, []).append(external_id)
        which = Q()
        for source, external_ids in wanted.items():
            which |= Q(OneOf("external_id", external_ids, TextField()), source=source)
        return self.rows().filter(which) if wanted else self.rows().none()

    def _key_checked(self, source: str, external_id: str) -> dict[str, str]:
        """Return an address's key as it is stored: normalised, which may be another than the one in the address."""
        key = {"source": source, "external_id": external_id}
        found = self._checked(key, partial=True)
        if not found.get("external_id"):
            raise ValidationError({"external_id": [ErrorDetail("A value is required.", code="required")]})
        return {name: found[name] for name in key}

    def _key_of(self, given: Any) -> tuple[str, str] | None:
        if not isinstance(given, dict):
            return None
        source, external_id = given.get("source", self.default_source), given.get("external_id")
        is_key = isinstance(source, str) and isinstance(external_id, str) and external_id.strip()
        return (source, external_id) if is_key else None  # type: ignore[return-value]

    def _checked(self, data: Any, *, partial: bool) -> Record:
        given = self.into(data=data, partial=partial)
        given.is_valid(raise_exception=True)
        return dict(given.validated_data)

    def _written(self, request: Request, record: Record, *, status: int) -> Response:
        (outcome,) = self.upsert([record], now=timezone.now())
        if outcome.status == ERROR:
            raise ValidationError(
                {
                    error["field"] or "non_field_errors": [ErrorDetail(error["detail"], error["code"])]
                    for error in outcome.errors
                }
            )
        if self.action == "create" and outcome.status != CREATED:
            raise duplicate()
        row = self._found({"id": outcome.id})
        response = self._answer(request, row, status=status, is_new=outcome.status == CREATED)
        if status == 201:
            response["Location"] = f"{request.path.rpartition('/by-external-id/')[0] or request.path}/{outcome.id}"
        return response

    def _shown(self, rows: Sequence[Any], *, is_new: bool = False) -> Any:
        return self.out(rows, many=True, context={"request": self.request, "is_new": is_new}).data

    def _answer(self, request: Request, row: Any, *, status: int = 200, is_new: bool = False) -> Response:
        if request.method == "GET" and is_known(request, row):
            return Response(status=304, headers={"ETag": etag_of(row)})
        shown = self._shown([row], is_new=is_new)[0]
        return Response(shown, status=status, headers={"ETag": etag_of(row)})


def duplicate() -> ProblemError:
    """This function will make the refusal of a POST whose key is known."""
    return ProblemError(409, "duplicate", "There is a record with this source and external_id already.")


def _only(rows: QuerySet[Any]) -> Any:
    """Return the row of a unique key, or None; unlike ``first`` without asking for an order."""
    return next(iter(rows), None)


class _ById(StrictSerializer):
    id = serializers.UUIDField()


class _ByKey(StrictSerializer):
    source = serializers.CharField(max_length=60)  # type: ignore[assignment]
    external_id = serializers.CharField(max_length=255)


def _reference(given: Any, index: int) -> tuple[str, Any]:
    by_id = isinstance(given, dict) and "id" in given
    check = (_ById if by_id else _ByKey)(data=given)
    if not check.is_valid():
        raise ValidationError({"inputs": {str(index): check.errors}})
    found = check.validated_data
    return ("id", str(found["id"])) if by_id else ("key", (found["source"], found["external_id"]))


def resource_urls(name: str, view: type[ResourceView]) -> list[URLPattern]:
    """This function will return the addresses of a resource, below ``/api/v1/``."""
    one: dict[str, Any] = {"get": "retrieve", "patch": "partial_update"}
    if view.is_deletable:
        one["delete"] = "destroy"
    routes: list[tuple[str, dict[str, Any], str]] = [
        ("", {"get": "list", "post": "create"}, "list"),
        ("/batch/upsert", {"post": "batch_upsert"}, "batch-upsert"),
        ("/batch/read", {"post": "batch_read"}, "batch-read"),
        ("/by-external-id/<str:source>/<path:external_id>", {"get": "retrieve", "put": "put_by_key"}, "by-external-id"),
        ("/<uuid:id>", one, "one"),
    ]
    return [path(f"{name}{route}", view.as_view(actions), name=f"{name}-{suffix}") for route, actions, suffix in routes]
