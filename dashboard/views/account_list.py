"""The account list: the page a rep works from. Everything it shows stands in its address."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.selectors.segments import segment_choices
from common.formats import reader_locale
from common.htmx import partial_for
from dashboard.account_columns import (
    COLUMNS,
    LIFECYCLES,
    Column,
    columns_of,
    file_heads,
    file_values,
    look_of,
    rows_html,
)
from dashboard.selectors.account_filter import DEFAULT_SORT, NONE, SORTS, AccountFilter, filter_from
from dashboard.selectors.account_list import account_all, account_page
from dashboard.selectors.account_rows import filter_options
from tiers.selectors.policy import tier_list
from users.downloads import csv_download
from users.models import Membership
from users.permissions import can, requires
from users.selectors import member_list, saved_view_list

LIST = "accounts"
FILTERS = (
    "q", "tier", "owner", "industry", "country", "lifecycle", "segment", "score_min", "score_max", "open_deal",
)  # fmt: skip
KEPT = (*FILTERS, "sort", "columns")


@require_safe
@requires("accounts.read")
def account_list(request: HttpRequest) -> HttpResponseBase:
    """One page of the accounts that the address asks for, or all of them as a file; htmx gets the table alone."""
    membership: Membership = request.membership  # type: ignore[attr-defined]
    members = list(member_list(tenant_id=membership.tenant_id))
    wanted = wanted_from(request.GET, membership, members)
    sort = sort_of(request.GET)
    columns = columns_of(chosen_columns(request.GET, membership))
    currency: str = membership.tenant.currency
    if request.GET.get("format") == "csv":
        return csv_download(
            request,
            filename="accounts.csv",
            header=["id", *file_heads(columns)],
            rows=_file_rows(wanted, sort, currency, columns),
        )
    page = account_page(
        wanted, sort=sort, currency=currency, after=request.GET.get("after", ""), before=request.GET.get("before", "")
    )
    look = look_of(base=reverse("accounts:list"), currency=currency)
    picks = any(can(request, right) for right in ("accounts.write", "tiers.write", "segments.write"))
    context = {
        "page": page,
        "heads": _heads(request, columns, sort),
        "body": rows_html(page.rows, columns, look, pick=picks),
        "picks": picks,
        "wanted": wanted,
        "chips": _chips(request, wanted),
        "older": _address(request, after=page.after),
        "newer": _address(request, before=page.before),
        "first": _address(request),
        "file": _address(request, format="csv"),
        "sort": sort,
        "nav_here": "accounts:list",
    }
    template = partial_for(request, "dashboard/account_list.html", "table")
    if template.endswith("#table"):
        return render(request, template, context)
    return render(request, template, context | _frame(request, membership, members, columns))


def wanted_from(given: QueryDict, membership: Membership, members: list[Membership]) -> AccountFilter:
    """This function will read the filter from a list's address."""
    owners = {str(member.user.public_id): member.user_id for member in members}
    return filter_from(given.dict(), user_id=membership.user_id, owners=owners)  # type: ignore[arg-type]


def sort_of(given: QueryDict) -> str:
    """This function will read the order from a list's address; what no index gives means the usual one."""
    sort = given.get("sort", "")
    return sort if sort.removeprefix("-") in SORTS else DEFAULT_SORT


def chosen_columns(given: QueryDict, membership: Membership) -> list[str]:
    """This function will say which columns to show: those in the address (a saved view's), else the member's own."""
    if given.get("columns"):
        return str(given["columns"]).split(",")
    return [str(key) for key in membership.list_columns.get(LIST, [])]


def kept_query(text: str) -> str:
    """This function will keep of an address what makes a list: filters, order and columns, without the place in it."""
    return urlencode([(key, value) for key, value in parse_qsl(text) if key in KEPT and value])


def _address(request: HttpRequest, **more: str) -> str:
    given = [(key, request.GET[key]) for key in KEPT if request.GET.get(key)]
    added = [(key, value) for key, value in more.items() if value]
    return "?" + urlencode([*given, *added]) if not more or added else ""


def _heads(request: HttpRequest, columns: list[Column], sort: str) -> list[dict[str, Any]]:
    heads = []
    for column in columns:
        key = column.sort.removeprefix("-")
        turned = sort.removeprefix("-") if sort.startswith("-") else f"-{sort}"
        here = bool(key) and sort.removeprefix("-") == key
        kept = [(name, request.GET[name]) for name in KEPT if name != "sort" and request.GET.get(name)]
        link = turned if here else column.sort
        heads.append(
            {
                "label": column.label,
                "css": column.css,
                "href": "?" + urlencode([*kept, ("sort", link)]) if key else "",
                "aria": ("descending" if sort.startswith("-") else "ascending") if here else "",
            }
        )
    return heads


def _chips(request: HttpRequest, wanted: AccountFilter) -> list[dict[str, Any]]:
    """The quick filters: what a rep asks for every day."""
    given = request.GET
    wishes: list[tuple[str, dict[str, str]]] = [
        (_("All"), {}),
        (_("Mine"), {"owner": "me"}),
        (_("With an open deal"), {"open_deal": "yes"}),
        (_("Without an owner"), {"owner": NONE}),
    ]
    now = {key: given[key] for key in FILTERS if given.get(key)}
    base = request.path
    return [
        {"label": label, "href": base + ("?" + urlencode(wish) if wish else ""), "current": now == wish}
        for label, wish in wishes
    ]


def _frame(
    request: HttpRequest, membership: Membership, members: list[Membership], columns: list[Column]
) -> dict[str, Any]:
    """What stands round the table: choices of the filters, columns and views."""
    options = filter_options()
    names = reader_locale().territories
    countries = sorted(((code, str(names.get(code, code))) for code in options["country"]), key=lambda pair: pair[1])
    shown = [column.key for column in columns]
    return {
        "tiers": tier_list(),
        "members": members,
        "industries": [(industry, industry) for industry in options["industry"]],
        "countries": countries,
        "lifecycles": LIFECYCLES.items(),
        "segments": segment_choices(),
        "views": list(saved_view_list(user_id=membership.user_id, list_name=LIST)),
        "all_columns": [(key, COLUMNS[key].label) for key in dict.fromkeys([*shown, *COLUMNS]) if key != "name"],
        "shown": shown,
        "query": kept_query(request.META.get("QUERY_STRING", "")),
        "given": request.GET,
    }


def _file_rows(wanted: AccountFilter, sort: str, currency: str, columns: list[Column]) -> Iterator[tuple[Any, ...]]:
    for row in account_all(wanted, sort=sort, currency=currency):
        yield (row.public_id, *file_values(row, columns, home=currency))
