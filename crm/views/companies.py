"""Companies that wait for a person to say which account they are: rows held back, and names that records came with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.models import Account
from common.errors import AbsError
from common.htmx import partial_for
from common.paging import page_of
from crm.domain.kinds import facts_of
from crm.labels import field_label
from crm.models import WaitingRow
from crm.selectors.matching import accounts_in_question, named_companies, waiting_rows, waiting_sources
from crm.selectors.preview import shown_value
from crm.services.matching import reference_match, waiting_create, waiting_leave_out, waiting_load
from users.downloads import csv_download
from users.permissions import requires
from users.services import Actor

PAGE = "crm/companies.html"
FACTS = tuple(field for field in facts_of("accounts").fields if field.name not in ("name", "external_id", "custom"))
MOST_SHOWN = 8  # facts of a row beside its name
NEW, LEAVE_OUT = "new", "leave_out"


@require_http_methods(["GET", "HEAD", "POST"])
@requires("accounts.read", write="imports.write")
def company_matching(request: HttpRequest) -> HttpResponse:
    """The companies that wait, with the accounts that may be meant."""
    if request.method == "POST":
        try:
            messages.success(request, _decide(request))
        except AbsError as error:
            messages.error(request, error.message)
        return redirect(request.get_full_path())
    import_id, source = _id(request.GET.get("import", "")), request.GET.get("source", "")
    rows = waiting_rows(import_id=import_id, source=source)
    if request.GET.get("format") == "csv":
        return _csv(request, rows)
    page = page_of(rows, number=request.GET.get("page"), size=25)
    offered = accounts_in_question(page.rows)
    sources = waiting_sources()
    context = {
        "page": page,
        "entries": [_entry(row, offered[row.pk]) for row in page.rows],
        "keyed": {one.pk for found in offered.values() for one in found if one.external_id != str(one.public_id)},
        "source": source,
        "sources": sources if len(sources) > 1 or source else [],
        "file": page.rows[0].imported if import_id and page.rows else None,
        "is_narrowed": bool(import_id or source),
        "companies": named_companies(),
    }
    return render(request, partial_for(request, PAGE, "rows"), context)


def _entry(row: WaitingRow, accounts: Sequence[Account]) -> dict[str, Any]:
    facts = [
        (field_label(field.name), shown_value(field.kind, row.values[field.name]))
        for field in FACTS
        if row.values.get(field.name) not in (None, "", [])
    ]
    return {"row": row, "accounts": accounts, "facts": facts[:MOST_SHOWN], "key": row.values.get("external_id") or ""}


def _decide(request: HttpRequest) -> str:
    """Do what one of the page's forms asks for, and say what was done."""
    actor, now, post = Actor.of_request(request), timezone.now(), request.POST
    reference = post.get("reference")
    if reference:
        named = None if post.get("choice") == NEW else post.get("account", "")[:300]
        found = reference_match(reference=reference, named=named, actor=actor, now=now)
        said = ngettext(
            "%(count)s record now belongs to %(name)s.", "%(count)s records now belong to %(name)s.", found.total
        )
        return said % {"count": found.total, "name": found.account.name}
    chosen = [public_id for public_id in map(_id, post.getlist("chosen")) if public_id]
    choice = post.get("choice", "")
    if choice == NEW:
        made = len(waiting_create(public_ids=chosen, actor=actor, now=now))
        return ngettext("%(count)s account was made.", "%(count)s accounts were made.", made) % {"count": made}
    if choice == LEAVE_OUT:
        left = waiting_leave_out(public_ids=chosen, actor=actor)
        return ngettext("%(count)s row was left out.", "%(count)s rows were left out.", left) % {"count": left}
    account_id, named = _id(choice), post.get("account", "").strip()[:300]
    if not chosen or not (account_id or named):
        raise AbsError(_("Choose which account is meant, or name it."))
    account = waiting_load(
        public_id=chosen[0], account_id=None if named else account_id, named=named, actor=actor, now=now
    )
    return _("The row is loaded as %(name)s.") % {"name": account.name}


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _csv(request: HttpRequest, rows: QuerySet[WaitingRow]) -> HttpResponse:
    """The rows that wait as CSV, under the fields' own names: with the keys filled in it can be imported again."""
    names = [field.name for field in facts_of("accounts").fields if field.name != "custom"]
    kinds = facts_of("accounts").by_name

    def cells() -> Iterator[Sequence[Any]]:
        for row in rows.iterator():
            yield [row.source, row.line, *(_cell(kinds[name].kind, row.values.get(name)) for name in names)]

    header = ["source", "line", *names]
    return csv_download(request, filename="companies-to-match.csv", header=header, rows=cells())  # type: ignore[return-value]


def _cell(kind: Any, value: Any) -> str:
    return shown_value(kind, value).replace(",", "") if isinstance(value, int) else shown_value(kind, value)
