"""The policy editor: tiers as forms, presets, and a preview of who would move."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from common.errors import AbsError
from tiers.domain.presets import PRESETS
from tiers.forms import PolicyForm, TierFormSet, tier_initial
from tiers.models import Tier
from tiers.selectors.policy import PolicyInUse, policy_current
from tiers.services.policy import PolicyRefusedError, TierSpec, policy_update, preset_specs
from tiers.services.preview import Preview, policy_preview
from users.permissions import requires
from users.services import Actor

#: Names of the domain's fields as the form writes them.
FORM_FIELDS = {"promote_milli": "promote", "stay_milli": "stay", "hours_hundredths": "hours"}


@require_http_methods(["GET", "POST"])
@requires("accounts.read", write="tiers.write")
def policy_page(request: HttpRequest) -> HttpResponse:
    """The tiers in use, or a preset's (``preset=``), to be edited, previewed and saved; ``add`` brings an empty one."""
    policy = policy_current()
    if request.method == "POST":
        return _save_or_preview(request, policy)
    preset = request.GET.get("preset", "")
    specs = preset_specs(preset) if preset in PRESETS else [spec_of(tier) for tier in policy.tiers]
    initial: list[dict[str, Any]] = [tier_initial(spec) for spec in specs]
    hours = policy.row.team_hours_per_week_hundredths
    form = PolicyForm(
        initial={
            "version": policy.row.version,
            "preset": preset if preset in PRESETS else policy.row.preset,
            "team_hours": None if hours is None else f"{hours / 100:g}",
        }
    )
    formset = TierFormSet(initial=initial, prefix="tiers")
    if "add" in request.GET:
        formset.extra = 1
    return _page(request, policy, form, formset)


def spec_of(tier: Tier) -> TierSpec:
    """This function will return a stored tier as the form and the service write it."""
    return TierSpec(
        name=tier.name,
        level=tier.level,
        promote_milli=tier.promote_milli,
        stay_milli=tier.stay_milli,
        minimum=tier.minimum,
        capacity=tier.capacity,
        dwell_days=tier.dwell_days,
        hours_per_week_hundredths=tier.hours_per_week_hundredths,
        involved=tuple(tier.involved),
        personalisation=tier.personalisation,
        channels=tuple(tier.channels),
        cadence=tier.cadence,
    )


def _save_or_preview(request: HttpRequest, policy: PolicyInUse) -> HttpResponse:
    form, formset = PolicyForm(request.POST), TierFormSet(request.POST, prefix="tiers")
    if not (form.is_valid() and formset.is_valid()):
        return _page(request, policy, form, formset, status=422)
    kept = [tier for tier in formset if tier.cleaned_data and not tier.cleaned_data.get("DELETE")]
    hours = form.cleaned_data["team_hours"]
    given: dict[str, Any] = {
        "specs": [tier.spec() for tier in kept],
        "team_hours_per_week_hundredths": None if hours is None else int(hours * 100),
        "now": timezone.now(),
    }
    try:
        if request.POST.get("action") != "save":
            return _page(request, policy, form, formset, preview=policy_preview(**given))
        policy_update(
            **given,
            preset=form.cleaned_data["preset"],
            version=form.cleaned_data["version"],
            actor=Actor.of_request(request),
        )
    except PolicyRefusedError as error:
        _place_problems(error, form, kept)
        return _page(request, policy, form, formset, status=422)
    except AbsError as error:
        form.add_error(None, error.message)
        return _page(request, policy, form, formset, status=422)
    messages.success(request, _("The policy is saved; the tiers are being worked out again."))
    return redirect("tiers:board")


def _place_problems(error: PolicyRefusedError, form: PolicyForm, kept: Sequence[Any]) -> None:
    for place, text in error.fields.items():
        _tiers, _dot, rest = place.partition(".")
        position, _dot, field = rest.partition(".")
        if not field:
            form.add_error(None, text)
            continue
        kept[int(position)].add_error(FORM_FIELDS.get(field, field), text)


def _page(
    request: HttpRequest,
    policy: PolicyInUse,
    form: PolicyForm,
    formset: Any,
    *,
    preview: Preview | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"policy": policy, "form": form, "formset": formset, "preview": preview}
    return render(request, "tiers/policy.html", context, status=status)
