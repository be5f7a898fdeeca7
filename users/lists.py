"""What every list does with the rows a view has found: a page of them, a fragment of it, or all of them as a file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from common.htmx import partial_for
from common.paging import page_of
from common.tables import DataTable, export_header, export_rows
from users.downloads import csv_download


def list_answer(
    request: HttpRequest,
    *,
    rows: QuerySet[Any],
    table: type[DataTable],
    template: str,
    filename: str,
    context: Mapping[str, Any],
    partial: str = "rows",
    **shown: Any,
) -> HttpResponseBase:
    """This function will answer with ``?format=csv`` of all rows, else with ``?page=`` of them in a table.

    ``context`` goes into the template beside ``page`` and ``table``; ``shown`` into the table, like ``sort=``.
    """
    if request.GET.get("format") == "csv":
        lines = export_rows(table, rows.iterator(chunk_size=1_000))
        return csv_download(request, filename=filename, header=export_header(table), rows=lines)
    page = page_of(rows, number=request.GET.get("page"))
    whole = {**context, "page": page, "table": table(page.rows, **shown)}
    return render(request, partial_for(request, template, partial), whole)
