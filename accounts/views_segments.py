"""Pages of segments: the list, one segment with its members, the form with a live count."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.forms_segments import SegmentForm, initial_of
from accounts.models import Account, Segment
from accounts.selectors.segments import (
    industry_list,
    segment_account_list,
    segment_list,
    segment_rule_count_of,
)
from accounts.services.segments import segment_account_remove, segment_delete, segment_save
from common.errors import AbsError
from common.htmx import partial_for
from common.paging import page_of
from users.downloads import csv_download
from users.permissions import requires
from users.services import Actor


@requires("accounts.read")
@require_GET
def segments(request: HttpRequest) -> HttpResponseBase:
    """The segments, with their sizes."""
    found = segment_list()
    if request.GET.get("format") == "csv":
        rows = ((one.key, one.name, one.size) for one in found)  # type: ignore[attr-defined] # annotated
        return csv_download(request, filename="segments.csv", header=[_("Key"), _("Name"), _("Accounts")], rows=rows)
    return render(request, "accounts/segments.html", {"segments": found})


@requires("accounts.read")
@require_GET
def segment(request: HttpRequest, public_id: uuid.UUID) -> HttpResponseBase:
    """One segment: its rule and its members, by name."""
    found = get_object_or_404(Segment.objects.all(), public_id=public_id)
    members = segment_account_list(segment_id=found.pk)
    if request.GET.get("format") == "csv":
        rows = ((row.external_id, row.name, row.industry, row.country, row.employees) for row in members.iterator())
        header = [_("Key"), _("Name"), _("Industry"), _("Country"), _("Employees")]
        return csv_download(request, filename=f"segment-{found.key}.csv", header=header, rows=rows)
    page = page_of(members, number=request.GET.get("page"))
    rule = initial_of(found.rule)
    lifecycles = [str(Account.Lifecycle(one).label) for one in rule.get("lifecycle", ())]
    context = {"segment": found, "page": page, "rule": rule, "lifecycles": lifecycles}
    return render(request, partial_for(request, "accounts/segment.html", "members"), context)


@requires("segments.write")
@require_http_methods(["GET", "POST"])
def segment_edit(request: HttpRequest, public_id: uuid.UUID | None = None) -> HttpResponse:
    """Create or change a segment."""
    found = get_object_or_404(Segment.objects.all(), public_id=public_id) if public_id else None
    initial: dict[str, Any] = initial_of(found.rule) if found else {}
    if found:
        initial |= {"name": found.name, "description": found.description}
    form = SegmentForm(request.POST or None, initial=initial, industries=industry_list())
    if request.method == "POST" and form.is_valid():
        try:
            saved = segment_save(
                segment_id=found.pk if found else None,
                name=form.cleaned_data["name"],
                description=form.cleaned_data["description"],
                rule=form.rule(),
                actor=Actor.of_request(request),
                now=timezone.now(),
            )
        except AbsError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("Saved."))
            return redirect("accounts:segment", saved.public_id)
    status = 422 if form.errors else 200
    return render(request, "accounts/segment_form.html", {"form": form, "segment": found, "count": None}, status=status)


@requires("accounts.read")
@require_GET
def segment_count(request: HttpRequest) -> HttpResponse:
    """How many accounts the rule in the form would take in: shown while one chooses."""
    form = SegmentForm({"name": "x", "by_rule": "rule", **_lists(request)}, industries=industry_list())
    count = segment_rule_count_of(form.rule()) if form.is_valid() else None
    return render(request, "accounts/segment_form.html#count", {"count": count, "asked": True})


@requires("segments.write")
@require_POST
def segment_remove(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Delete a segment."""
    segment_delete(
        segment=get_object_or_404(Segment.objects.all(), public_id=public_id), actor=Actor.of_request(request)
    )
    messages.success(request, _("The segment is deleted."))
    return redirect("accounts:segments")


@requires("segments.write")
@require_POST
def segment_member_remove(request: HttpRequest, public_id: uuid.UUID, account_id: uuid.UUID) -> HttpResponse:
    """Take an account out of a segment chosen by hand."""
    found = get_object_or_404(Segment.objects.filter(rule__isnull=True), public_id=public_id)
    member = get_object_or_404(segment_account_list(segment_id=found.pk), public_id=account_id)
    segment_account_remove(segment=found, account_id=member.pk, actor=Actor.of_request(request))
    return redirect("accounts:segment", public_id)


def _lists(request: HttpRequest) -> dict[str, Any]:
    many = ("industry", "regions", "country", "lifecycle")
    return {
        key: request.GET.getlist(key) if key in many else value
        for key, value in request.GET.items()
        if key not in ("name", "by_rule")
    }
