"""The library and one asset."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.errors import AbsError
from common.htmx import partial_for
from common.paging import page_of
from common.tables import export_header, export_rows
from content.forms import KIND_LABELS, AssetFilterForm, AssetForm, PlacementForm, errors_onto
from content.models import Asset
from content.selectors.library import AssetFilter, asset_get, asset_list
from content.services import asset_create, asset_delete, asset_update, placement_add, placement_remove
from content.tables import AssetTable
from users.downloads import csv_download
from users.permissions import requires
from users.services import Actor


def _asset(public_id: UUID) -> Asset:
    asset = asset_get(public_id=public_id)
    if asset is None:
        raise Http404
    return asset


@require_safe
@requires("accounts.read")
def asset_list_page(request: HttpRequest) -> HttpResponseBase:
    """The content library: filters in the address, CSV of the same rows."""
    form = AssetFilterForm(request.GET)
    values: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    today = timezone.localdate()
    rows = asset_list(wanted=AssetFilter(**values), on=today)
    if request.GET.get("format") == "csv":
        lines = export_rows(AssetTable, rows.iterator(chunk_size=500))
        return csv_download(request, filename="content.csv", header=export_header(AssetTable), rows=lines)
    page = page_of(rows, number=request.GET.get("page"))
    table = AssetTable(page.rows)
    table.today = today
    context = {"form": form, "page": page, "table": table, "is_filtered": any(values.values())}
    return render(request, partial_for(request, "content/list.html", "rows"), context)


@require_safe
@requires("accounts.read")
def asset_detail(request: HttpRequest, asset: UUID) -> HttpResponse:
    """One asset with its placements."""
    found = _asset(asset)
    context = {
        "asset": found,
        "kind": KIND_LABELS.get(found.kind, found.kind),
        "today": timezone.localdate(),
        "placement_form": PlacementForm(),
    }
    return render(request, "content/asset.html", context)


@require_http_methods(["GET", "POST"])
@requires("content.write")
def asset_edit(request: HttpRequest, asset: UUID | None = None) -> HttpResponse:
    """Make or change an asset."""
    found = _asset(asset) if asset else None
    initial = AssetForm.initial_of(found) if found else {"language": "en", "kind": request.GET.get("kind", "report")}
    form = AssetForm(request.POST or None, initial=initial, tenant_id=request.tenant.pk)  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        actor, now = Actor.of_request(request), timezone.now()
        try:
            with transaction.atomic():
                if found is None:
                    saved = asset_create(facts=form.facts(), actor=actor, now=now)
                else:
                    version = form.cleaned_data["version"]
                    saved = asset_update(asset_id=found.pk, facts=form.facts(), actor=actor, now=now, version=version)
            messages.success(request, _("%(title)s is saved.") % {"title": saved.title})
            return redirect("content:asset", asset=saved.public_id)
        except AbsError as error:
            errors_onto(form, error)
    status = 422 if form.is_bound else 200
    return render(request, "content/asset_edit.html", {"form": form, "asset": found}, status=status)


@require_POST
@requires("content.write")
def asset_delete_action(request: HttpRequest, asset: UUID) -> HttpResponse:
    """Delete an asset with its placements."""
    asset_delete(asset_id=_asset(asset).pk, actor=Actor.of_request(request))
    messages.success(request, _("The asset is deleted."))
    return redirect("content:list")


@require_POST
@requires("content.write")
def placement_add_action(request: HttpRequest, asset: UUID) -> HttpResponse:
    """Say where an asset fits."""
    found = _asset(asset)
    form = PlacementForm(request.POST)
    if form.is_valid():
        placement_add(asset_id=found.pk, facts=form.facts(), actor=Actor.of_request(request))
        messages.success(request, _("Placed."))
    else:
        messages.error(request, _("Choose from the lists."))
    return redirect("content:asset", asset=asset)


@require_POST
@requires("content.write")
def placement_remove_action(request: HttpRequest, asset: UUID, placement: int) -> HttpResponse:
    """Take one placement away."""
    try:
        placement_remove(asset_id=_asset(asset).pk, placement_id=placement, actor=Actor.of_request(request))
    except AbsError as error:
        messages.error(request, error.message)
    return redirect("content:asset", asset=asset)
