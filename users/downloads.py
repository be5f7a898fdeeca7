"""Files that a page hands out, streamed inside the reader's workspace."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone, translation

from common.csv_export import csv_lines, csv_response
from tenancy.context import tenant_stream


def csv_download(
    request: HttpRequest, *, filename: str, header: Sequence[str], rows: Iterable[Sequence[Any]]
) -> StreamingHttpResponse:
    """This function will stream rows of the request's workspace as a CSV file.

    Written in the reader's language. ``rows`` is read lazily, after the request: hand over ``queryset.iterator()`` in a
    generator, not a list.
    """
    tenant_id: int = request.tenant.pk  # type: ignore[attr-defined]
    heads = [str(name) for name in header]
    return csv_response(filename, as_now(tenant_stream(tenant_id, csv_lines(heads, rows))))


def as_now(lines: Iterator[str]) -> Iterator[str]:
    """This function will yield lines made in the language and time zone of now, whenever they are read.

    The server reads a streamed body after the request has ended, when both are the installation's again. They are set
    for one line at a time, because whoever reads may do other work in between.
    """
    language, zone = translation.get_language(), timezone.get_current_timezone()

    def made() -> Iterator[str]:
        while True:
            with translation.override(language), timezone.override(zone):
                line = next(lines, None)
            if line is None:
                return
            yield line

    return made()
