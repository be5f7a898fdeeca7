"""Files that a page hands out, streamed inside the reader's workspace."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpRequest, StreamingHttpResponse

from common.csv_export import csv_lines, csv_response
from tenancy.context import tenant_stream


def csv_download(
    request: HttpRequest, *, filename: str, header: Sequence[str], rows: Iterable[Sequence[Any]]
) -> StreamingHttpResponse:
    """This function will stream rows of the request's workspace as a CSV file.

    ``rows`` is read lazily, after the request: hand over ``queryset.iterator()`` in a generator, not a list.
    """
    tenant_id: int = request.tenant.pk  # type: ignore[attr-defined]
    return csv_response(filename, tenant_stream(tenant_id, csv_lines(header, rows)))
