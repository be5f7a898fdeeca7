"""Cursor paging by key set: stable while rows come and go, and as fast on the thousandth page as on the first."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import F, Model, Q, QuerySet
from rest_framework.serializers import BaseSerializer

from common.api.problems import FieldProblem
from common.api.refusals import QueryError
from common.text import UNSTORABLE

M = TypeVar("M", bound=Model)
TIE = "public_id"  # random, so a cursor betrays no row numbers


@dataclass(frozen=True)
class Page(Generic[M]):
    """One page of rows, the cursor of the next (None: this is the last) and, if asked for, how many there are in
    all.
    """

    rows: list[M]
    next: str | None
    total: int | None


def _refusal(name: str, code: str, detail: str) -> QueryError:
    return QueryError([FieldProblem(pointer=f"?{name}", code=code, detail=detail)])


def page_of(rows: QuerySet[M], *, query: Mapping[str, Any], sorts: Mapping[str, str], default: str) -> Page[M]:
    """This function will return the asked page of a queryset.

    ``query`` is a checked ``ListQuery``; ``sorts`` maps the names a caller may sort by to columns; a leading ``-``
    sorts downwards. Nulls come last either way. Rows are annotated with nothing and ordered by the column, then
    ``public_id`` the same way round, so that one index serves both directions.

    :raises QueryError: for an unknown sort or a cursor that is not ours.
    """
    sort = query["sort"] or default
    name, down = sort.removeprefix("-"), sort.startswith("-")
    if name not in sorts:
        raise _refusal("sort", "unknown_sort", f"Sort by one of: {', '.join(sorted(sorts))}.")
    column = sorts[name]
    total = rows.count() if query["count"] else None
    if query["after"]:
        rows = rows.filter(_beyond(rows, column, down, _cursor_read(query["after"], sort)))
    tie = f"-{TIE}" if down else TIE
    # "nulls last" downwards is no index's order, so it is said only where there may be nulls
    may_be_null = rows.model._meta.get_field(column).null
    by = F(column).desc(nulls_last=may_be_null or None) if down else F(column).asc(nulls_last=may_be_null or None)
    ordered = rows.order_by(tie) if column == TIE else rows.order_by(by, tie)
    found = list(ordered[: query["limit"] + 1])
    page = found[: query["limit"]]
    more = len(found) > len(page)
    return Page(rows=page, next=_cursor_write(sort, page[-1], column) if more else None, total=total)


def page_document(page: Page[Any], out: type[BaseSerializer[Any]]) -> dict[str, Any]:
    """This function will build the body of a list: the rows and the way to the next page."""
    paging: dict[str, Any] = {"next": {"after": page.next} if page.next else None}
    if page.total is not None:
        paging["total"] = page.total
    return {"results": out(page.rows, many=True).data, "paging": paging}


def _beyond(rows: QuerySet[Any], column: str, down: bool, cursor: tuple[Any, UUID]) -> Q:
    value, tie = cursor
    if column == TIE:
        return Q(**{f"{TIE}__lt" if down else f"{TIE}__gt": tie})
    after_tie = Q(**{f"{TIE}__lt" if down else f"{TIE}__gt": tie})
    if value is None:
        return Q(**{f"{column}__isnull": True}) & after_tie
    try:
        field = rows.model._meta.get_field(column)
        value = field.to_python(value)
    except (ValidationError, TypeError, ValueError, OverflowError):  # a value of another type, or an endless one
        raise _refusal("after", "bad_cursor", "This cursor is not one of ours.") from None
    edge, further = ("lte", "lt") if down else ("gte", "gt")
    # written as "at the edge or beyond, and not before the tie": the first half is an index condition
    within = Q(**{f"{column}__{edge}": value}) & (Q(**{f"{column}__{further}": value}) | after_tie)
    return within | Q(**{f"{column}__isnull": True}) if field.null else within


def _cursor_write(sort: str, row: Model, column: str) -> str:
    value = getattr(row, column)
    if isinstance(value, datetime | date):
        value = value.isoformat()
    elif isinstance(value, UUID):
        value = str(value)
    body = json.dumps([sort, value, str(getattr(row, TIE))], ensure_ascii=False)
    return base64.urlsafe_b64encode(body.encode()).decode().rstrip("=")


def _cursor_read(text: str, sort: str) -> tuple[Any, UUID]:
    try:
        body = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        said, value, tie = body
        if (
            said != sort
            or isinstance(value, list | dict | bool)
            or (isinstance(value, str) and UNSTORABLE.search(value))
        ):
            raise ValueError
        if isinstance(value, int) and abs(value) >= 2**63:
            raise ValueError
        return value, UUID(tie)
    except (ValueError, TypeError, AttributeError, binascii.Error, RecursionError):
        raise _refusal("after", "bad_cursor", "This cursor is not one of ours, or belongs to another sort.") from None
