"""Engagement: the accounts that are engaged, one of them line by line, and the rules behind it."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.selectors.icp_facts import signal_kinds
from common.csv_export import csv_lines, csv_response
from common.errors import AbsError
from common.htmx import partial_for
from common.paging import page_of
from common.tables import export_header, export_rows, sort_from
from engagement.domain.rules_parse import rules_format
from engagement.forms_events import EventFormSet, EventRuleForm
from engagement.forms_rules import FIELD_OF, EngagedFilterForm, RulesForm, SpellFilterForm
from engagement.selectors.engaged import engaged_list, engagement_view, qualified_spells
from engagement.selectors.standing import RulesInForce, rules_in_force
from engagement.services.rules import Preview, RulesInvalidError, engagement_preview, engagement_rules_publish
from engagement.tables_engaged import EngagedTable
from engagement.tables_spells import SpellTable
from engagement.views.touches import account_of
from tiers.selectors.policy import tier_list
from users.downloads import csv_download
from users.permissions import requires
from users.services import Actor


@require_safe
@requires("accounts.read")
def engaged(request: HttpRequest) -> HttpResponseBase:
    """The accounts with engagement: filters and order in the address, CSV of the same rows."""
    form = EngagedFilterForm(request.GET, tiers=tier_list())
    given: dict[str, Any] = dict(form.cleaned_data) if form.is_valid() else {}
    if given.pop("mine", False):
        given["owner_id"] = request.user.pk
    sort = sort_from(request.GET.get("sort"), allowed=EngagedTable.sortable, default="-points")
    rows = engaged_list(given=given, sort=sort.key, descending=sort.descending)
    if request.GET.get("format") == "csv":
        lines = export_rows(EngagedTable, rows.iterator(chunk_size=2000))
        return csv_download(request, filename="engagement.csv", header=export_header(EngagedTable), rows=lines)
    page = page_of(rows, number=request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "table": EngagedTable(page.rows, sort=sort),
        "is_filtered": any(given.values()),
    }
    return render(request, partial_for(request, "engagement/engaged.html", "rows"), context)


@require_safe
@requires("accounts.read")
def qualified(request: HttpRequest) -> HttpResponseBase:
    """Which accounts became qualified and which no longer are, since a day, with what held then."""
    form = SpellFilterForm(request.GET)
    given: dict[str, Any] = dict(form.cleaned_data) if form.is_valid() else {}
    since, state = given.get("since"), str(given.get("state") or "")
    rows = qualified_spells(
        since=timezone.make_aware(datetime.combine(since, time.min)) if since else None, state=state
    )
    if request.GET.get("format") == "csv":
        lines = export_rows(SpellTable, rows.iterator(chunk_size=2000))
        return csv_download(request, filename="qualified.csv", header=export_header(SpellTable), rows=lines)
    page = page_of(rows, number=request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "table": SpellTable(page.rows),
        "is_filtered": bool(since or state),
    }
    return render(request, partial_for(request, "engagement/qualified.html", "rows"), context)


@require_safe
@requires("accounts.read")
def account_engagement(request: HttpRequest, account: UUID) -> HttpResponseBase:
    """One account's points with every line, who is engaged, what qualification needs, and past spells."""
    company = account_of(account)
    view = engagement_view(account=company)
    if request.GET.get("format") == "csv" and view is not None:
        header = ["at", "what", "rule", "person", "full_points", "weight_percent", "left_per_mille", "points"]
        lines = [
            [shown.line.at.isoformat(), shown.what, shown.rule.label, shown.person, shown.line.full_milli / 1000,
             shown.line.weight_percent, shown.line.share, shown.line.points_milli / 1000]
            for shown in view.lines
        ]  # fmt: skip
        return csv_response("engagement-lines.csv", csv_lines(header, lines))
    return render(request, "engagement/account.html", {"account": company, "view": view})


@require_http_methods(["GET", "POST"])
@requires("accounts.read", write="engagement.rules")
def rules_page(request: HttpRequest) -> HttpResponse:
    """The rules, to be edited, tried on the most engaged accounts and published as a new version."""
    current = rules_in_force()
    tiers = tier_list()
    if request.method == "POST":
        return _try_or_publish(request, tiers)
    stored = rules_format(current.rules) if current else None
    number = current.number if current else 0
    form = RulesForm(initial=RulesForm.initial_of(stored, number, tiers) if stored else {"number": 0}, tiers=tiers)
    events = _events(current)
    if "add" in request.GET:
        events.extra = 1
    return _page(request, form, events)


def _events(current: RulesInForce | None, data: Any = None) -> Any:
    """A form for each stored event; with ``data`` what was sent of them."""
    stored = rules_format(current.rules)["events"] if current else []
    initial = [EventRuleForm.initial_of(event) for event in stored]
    return EventFormSet(data, prefix="events", initial=initial, form_kwargs={"signal_kinds": signal_kinds()})


def _try_or_publish(request: HttpRequest, tiers: Any) -> HttpResponse:
    form = RulesForm(request.POST, tiers=tiers)
    events = _events(rules_in_force(), request.POST)
    if not (form.is_valid() and events.is_valid()):
        return _page(request, form, events, status=422)
    kept = [event for event in events if event.cleaned_data and not event.cleaned_data.get("DELETE")]
    given = form.rules([event.rule() for event in kept])
    now = timezone.now()
    try:
        if request.POST.get("action") != "publish":
            return _page(request, form, events, preview=engagement_preview(given=given, now=now))
        engagement_rules_publish(
            given=given,
            note=form.cleaned_data["note"],
            number=form.cleaned_data["number"] or None,
            actor=Actor.of_request(request),
            now=now,
        )
    except RulesInvalidError as error:
        _place_faults(error, form, kept)
        return _page(request, form, events, status=422)
    except AbsError as error:
        form.add_error(None, error.message)
        return _page(request, form, events, status=409)
    messages.success(request, _("The rules are published; every account is being counted again."))
    return redirect("engagement:rules")


def _place_faults(error: RulesInvalidError, form: RulesForm, events: list[Any]) -> None:
    """Put each fault beside its field, or above the form where it has none."""
    for path, text in error.fields.items():
        parts = path.split(".")
        if parts[0] == "events" and len(parts) > 2:
            field, target = FIELD_OF.get(parts[2], parts[2]), events[int(parts[1])]
        else:
            field, target = FIELD_OF.get(parts[-1], parts[-1]), form
            field = field if parts[0] == "qualification" and len(parts) == 2 else parts[0]
        target.add_error(field if field in target.fields else None, text)


def _page(
    request: HttpRequest, form: RulesForm, events: Any, *, preview: Preview | None = None, status: int = 200
) -> HttpResponse:
    context = {"form": form, "events": events, "preview": preview}
    return render(request, "engagement/rules.html", context, status=status)
