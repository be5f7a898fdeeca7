"""Exchange rates, targets, and how the workspace counts."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from common.errors import AbsError
from common.formats import number_text
from common.paging import page_of
from metrics.forms import MetricSettingsForm, RateForm, RatesFileForm, TargetForm
from metrics.selectors.ledger import rate_list, target_list
from metrics.selectors.settings import metric_settings
from metrics.services import RateGiven, metric_settings_update, rate_delete, rates_set, target_set
from users.downloads import csv_download
from users.permissions import requires
from users.services import Actor


@require_http_methods(["GET", "POST"])
@requires("accounts.read", write="spend.write")
def rates(request: HttpRequest) -> HttpResponseBase:
    """The dated rates: list, one more, a file of them."""
    if request.method == "GET" and request.GET.get("format") == "csv":
        return csv_download(request, filename="rates.csv", header=["currency", "valid_on", "rate"], rows=_rate_lines())
    is_file = "file" in request.FILES
    one = RateForm(None if is_file else request.POST or None)
    many = RatesFileForm(request.POST if is_file else None, request.FILES if is_file else None)
    if request.method == "POST" and (many if is_file else one).is_valid():
        given = many.cleaned_data["file"] if is_file else [one.given()]
        if _rates_stored(request, many if is_file else one, given):
            return redirect("metrics:rates")
    page = page_of(rate_list(), number=request.GET.get("page"))
    status = 422 if request.method == "POST" else 200
    lines = [(rate, _rate_text(rate.rate)) for rate in page.rows]
    context = {"page": page, "lines": lines, "one": one, "many": many}
    return render(request, "metrics/rates.html", context, status=status)


def _rate_text(rate: Decimal) -> str:
    """All decimals a rate has, and no zeros behind them."""
    places = max(0, -int(rate.normalize().as_tuple().exponent))
    return number_text(rate, places)


def _rate_lines() -> Iterator[list[Any]]:
    for rate in rate_list().iterator(chunk_size=500):
        yield [rate.currency, rate.valid_on, rate.rate.normalize()]


def _rates_stored(request: HttpRequest, form: RateForm | RatesFileForm, given: list[RateGiven]) -> bool:
    tenant: Any = request.tenant  # type: ignore[attr-defined]
    try:
        changed = rates_set(tenant=tenant, rates=given, actor=Actor.of_request(request))
    except AbsError as error:
        form.add_error(None, error.message)
        return False
    messages.success(request, ngettext("%(n)s rate changed.", "%(n)s rates changed.", changed) % {"n": changed})
    return True


@require_POST
@requires("spend.write")
def rate_delete_action(request: HttpRequest, rate: int) -> HttpResponse:
    """Take a rate away."""
    rate_delete(rate_id=rate, actor=Actor.of_request(request))
    messages.success(request, _("The rate is deleted."))
    return redirect("metrics:rates")


@require_http_methods(["GET", "POST"])
@requires("accounts.read", write="metrics.write")
def settings(request: HttpRequest) -> HttpResponse:
    """How the workspace counts, and its targets."""
    stored = metric_settings()
    form = MetricSettingsForm(request.POST or None, initial=MetricSettingsForm.initial_of(stored))
    if request.method == "POST" and form.is_valid():
        metric_settings_update(**form.given(), actor=Actor.of_request(request))
        messages.success(request, _("The settings are saved; the metrics are worked out anew."))
        return redirect("metrics:settings")
    context = {"form": form, "target_form": TargetForm(), "targets": target_list()[:60], "settings": stored}
    return render(request, "metrics/settings.html", context, status=422 if form.is_bound else 200)


@require_POST
@requires("metrics.write")
def target(request: HttpRequest) -> HttpResponse:
    """Set or take away the target of a month."""
    form = TargetForm(request.POST)
    if form.is_valid():
        amount = form.cleaned_data["amount"]
        target_set(
            month=form.cleaned_data["month"],
            amount_cents=None if amount is None else int(amount * 100),
            actor=Actor.of_request(request),
        )
        messages.success(request, _("The target is saved."))
    else:
        messages.error(request, _("The target needs a month and an amount of at most two decimals."))
    return redirect("metrics:settings")
