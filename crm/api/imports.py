"""``/api/v1/imports``: a file in, a job out; then what became of it, and the rejected rows."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterator, Mapping
from datetime import UTC
from typing import Any, cast
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.utils import timezone
from rest_framework import serializers
from rest_framework.parsers import BaseParser, DataAndFiles, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from common.api.paging import page_document, page_of
from common.api.problems import FieldProblem
from common.api.query import FlagField, ListQuery, QueryForm, query_read
from common.api.refusals import QueryError
from common.api.views import ApiView
from crm.domain.kinds import FACTS
from crm.models import Import
from crm.selectors.imports import import_get, import_issues, import_list
from crm.sentences import issue_text
from crm.services.imports import MOST_BYTES, import_receive, import_start
from users.downloads import csv_download
from users.services import Actor

CHUNK = 1 << 20


def _keyed(parser_context: Mapping[str, Any] | None) -> Any:
    """Return the request if it carries an ``Idempotency-Key``."""
    request = (parser_context or {}).get("request")
    return request if request is not None and "Idempotency-Key" in request.headers else None


def _file_digest(file: Any) -> str:
    digest = hashlib.sha256()
    for piece in file.chunks(CHUNK):
        digest.update(piece)
    file.seek(0)
    return digest.hexdigest()


class StreamParser(BaseParser):
    """Leaves the body unread: it may be two gigabytes."""

    media_type = "text/csv"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        """Hand the stream on; with an ``Idempotency-Key`` by way of a file, because the key is bound to the whole
        body.
        """
        request = _keyed(parser_context)
        if request is None:
            return {"stream": stream}
        kept, digest, size = tempfile.SpooledTemporaryFile(max_size=CHUNK), hashlib.sha256(), 0  # noqa: SIM115 - read later
        for piece in _pieces(stream):
            digest.update(piece)
            kept.write(piece)
            size += len(piece)
            if size > MOST_BYTES:  # refused by the service; the rest is not worth the disk
                break
        kept.seek(0)
        request.body_digest = digest.hexdigest()
        return {"stream": kept}


class FormParser(MultiPartParser):
    """A form with a file; an ``Idempotency-Key`` is bound to the parts, because the boundary differs each time."""

    def parse(
        self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> DataAndFiles[Any, Any]:
        """Parse the form; leave the digest of its fields and files on the request where a key asks for it."""
        found = cast("DataAndFiles[Any, Any]", super().parse(stream, media_type, parser_context))
        request = _keyed(parser_context)
        if request is not None:
            files = [[name, file.name, _file_digest(file)] for name, many in found.files.lists() for file in many]
            parts = json.dumps([sorted(found.data.lists()), sorted(files)])
            request.body_digest = hashlib.sha256(parts.encode()).hexdigest()
        return found


class NdjsonParser(StreamParser):
    """The same for lines of JSON."""

    media_type = "application/x-ndjson"


class XlsxParser(StreamParser):
    """The same for workbooks."""

    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ImportOut(serializers.ModelSerializer[Import]):
    """An import as clients see it."""

    id = serializers.UUIDField(source="public_id")
    object = serializers.CharField(source="kind")
    job_id = serializers.UUIDField(source="job_public_id", allow_null=True)
    refusal = serializers.JSONField(
        allow_null=True,
        help_text="code, detail, params, line and column of an unreadable file, or of where reading was given up",
    )

    created_at = serializers.DateTimeField(default_timezone=UTC)
    finished_at = serializers.DateTimeField(allow_null=True, default_timezone=UTC)

    class Meta:
        model = Import
        fields = ("id", "object", "source", "file_name", "file_size", "format", "status", "skip_invalid", "mapping",
                  "rows_total", "rows_created", "rows_updated", "rows_unchanged", "rows_left_out", "rows_waiting",
                  "rows_rejected",
                  "refusal", "job_id", "created_at", "finished_at")  # fmt: skip


class ImportOrder(forms.Form):
    """What to do with the file: as query parameters beside a raw body, or as parts of a form."""

    object = forms.ChoiceField(choices=[(kind, kind) for kind in FACTS])
    source = forms.CharField(required=False, max_length=40)
    file_name = forms.CharField(required=False, max_length=255)
    mapping = forms.CharField(required=False, max_length=200_000)
    skip_invalid = FlagField()

    def clean_mapping(self) -> dict[str, Any] | None:
        """Read the mapping's JSON."""
        text = self.cleaned_data["mapping"]
        if not text:
            return None
        try:
            found = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise forms.ValidationError("The mapping is not JSON.", code="invalid") from error
        if not isinstance(found, dict):
            raise forms.ValidationError("The mapping is not a JSON object.", code="invalid")
        return found


class ImportQuery(ListQuery):
    """Filters of the list."""

    object = forms.ChoiceField(choices=[("", "any"), *((kind, kind) for kind in FACTS)], required=False)
    status = forms.ChoiceField(choices=[("", "any"), *Import.Status.choices], required=False)
    updated_since = None  # type: ignore[assignment]  # an import's row has no such moment


class ImportListView(ApiView):
    """The workspace's imports, and the way in for a new one."""

    required_scope = "imports"
    query, lists = ImportQuery, ImportOut
    parser_classes = (FormParser, StreamParser, NdjsonParser, XlsxParser)

    def get(self, request: Request) -> Response:
        """List imports."""
        given = query_read(ImportQuery, request.query_params)
        rows: QuerySet[Import] = import_list(kind=given["object"], status=given["status"])
        page = page_of(rows, query=given, sorts={"created_at": "created_at"}, default="-created_at")
        return Response(page_document(page, ImportOut))

    def post(self, request: Request) -> Response:
        """Take a file and load it by a job: 202 with the import and where to look."""
        data = request.data
        stream = data.get("stream") if isinstance(data, dict) else None
        file = request.FILES.get("file") if stream is None else None
        parts: Any = {} if stream is not None else data
        order = _order({**request.query_params.dict(), **{name: parts[name] for name in parts if name != "file"}})
        if stream is None and file is None:
            raise QueryError([FieldProblem(pointer="/file", code="required", detail="The part «file» is missing.")])
        actor, now = Actor.of_request(request._request), timezone.now()
        row = import_receive(
            kind=order["object"],
            source=order["source"] or "api",
            file_name=order["file_name"] or (file.name if file else "") or "upload",
            chunks=file.chunks(CHUNK) if file else _pieces(stream),
            created_by_id=None,
            actor=actor,
            now=now,
        )
        row = import_start(
            import_id=row.pk, mapping=order["mapping"], skip_invalid=bool(order["skip_invalid"]), actor=actor, now=now
        )
        job = f"/api/v1/jobs/{row.job_public_id}"
        body = {**ImportOut(row).data, "job": {"id": str(row.job_public_id), "status": "queued", "url": job}}
        return Response(body, status=202, headers={"Location": job})


def _order(given: Any) -> dict[str, Any]:
    form = ImportOrder(given)
    if form.is_valid():
        return form.cleaned_data
    problems = [
        FieldProblem(pointer=f"/{name}", code=error.code or "invalid", detail=text)
        for name, found in form.errors.as_data().items()
        for error in found
        for text in error.messages
    ]
    raise QueryError(problems)


def _pieces(stream: Any) -> Iterator[bytes]:
    while piece := stream.read(CHUNK):
        yield piece


def _texts(raw: list[Any] | None) -> list[str]:
    return ["" if cell is None else str(cell) for cell in raw or []]


class ImportView(ApiView):
    """One import."""

    required_scope = "imports"
    query, out = QueryForm, ImportOut

    def get(self, request: Request, id: UUID) -> Response:
        """Read an import."""
        query_read(QueryForm, request.query_params)
        return Response(ImportOut(import_get(public_id=id)).data)


class ImportErrorsView(ApiView):
    """The rejected rows of an import, as CSV: line, column, code, reason, then the row as it stood in the file."""

    required_scope = "imports"
    query = QueryForm

    def get(self, request: Request, id: UUID) -> HttpResponseBase:
        """Stream the file."""
        query_read(QueryForm, request.query_params)
        row = import_get(public_id=id)
        header = ["line", "column", "code", "reason", *row.header]
        cells = (
            [issue.line, issue.column, issue.code, issue_text(issue), *_texts(issue.raw)]
            for issue in import_issues(row).iterator()
        )
        return csv_download(request._request, filename="errors.csv", header=header, rows=cells)
