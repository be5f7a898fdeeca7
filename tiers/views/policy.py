"""The policy editor: tiers as forms, presets, and a preview of who would move."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.services.icp_priority import priority_profile_create
from common.errors import AbsError
from tiers.domain.capacity import places_by_hours
from tiers.domain.presets import PRESETS
from tiers.forms import PolicyForm, TierFormSet, policy_initial, tier_initial
from tiers.selectors.policy import PolicyInUse, policy_current, ranking_profiles, ranking_version
from tiers.services.policy import PolicyRefusedError, PolicySettings, TierSpec, policy_update, preset_specs
from tiers.services.preview import Preview, policy_preview
from users.permissions import requires
from users.services import Actor

#: Names of the domain's fields as the form writes them.
FORM_FIELDS = {"promote_milli": "promote", "stay_milli": "stay", "hours_hundredths": "hours"}


@require_http_methods(["GET", "POST"])
@requires("accounts.read", write="tiers.write")
def policy_page(request: HttpRequest) -> HttpResponse:
    """The tiers in use, or a preset's (``preset=``), to be edited, previewed and saved; ``add`` brings an empty one.

    ``sizes=hours`` fills in the capacities that the team's hours allow.
    """
    policy = policy_current()
    if request.method == "POST":
        return _save_or_preview(request, policy)
    preset = request.GET.get("preset", "")
    specs = list(preset_specs(preset)) if preset in PRESETS else [TierSpec.of(tier) for tier in policy.tiers]
    if request.GET.get("sizes") == "hours":
        specs = _sized_by_hours(policy, specs)
    initial: list[dict[str, Any]] = [tier_initial(spec) for spec in specs]
    form = PolicyForm(
        profiles=ranking_profiles(),
        initial={
            "version": policy.row.version,
            "preset": preset if preset in PRESETS else policy.row.preset,
            **policy_initial(PolicySettings.of(policy.row)),
        },
    )
    formset = TierFormSet(initial=initial, prefix="tiers")
    if "add" in request.GET:
        formset.extra = 1
    return _page(request, policy, form, formset)


@require_POST
@requires("icp.write")
def priority_create(request: HttpRequest) -> HttpResponse:
    """Make a draft of a profile over fit, engagement, value and win score, to be edited and published."""
    try:
        profile = priority_profile_create(actor=Actor.of_request(request), now=timezone.now())
    except AbsError as error:
        messages.error(request, error.message)
        return redirect("tiers:policy")
    messages.success(request, _("A draft is made. Publish it, then choose it in the tier policy."))
    return redirect("icp:version", profile.key, 1)


def _sized_by_hours(policy: PolicyInUse, specs: Sequence[TierSpec]) -> list[TierSpec]:
    places = places_by_hours(replace(policy.rules, tiers=tuple(spec.rule() for spec in specs)))
    return [
        spec if can is None else replace(spec, capacity=max(1, can), minimum=min(spec.minimum, max(1, can)))
        for spec, can in zip(specs, places, strict=True)
    ]


def _save_or_preview(request: HttpRequest, policy: PolicyInUse) -> HttpResponse:
    form = PolicyForm(request.POST, profiles=ranking_profiles())
    formset = TierFormSet(request.POST, prefix="tiers")
    if not (form.is_valid() and formset.is_valid()):
        return _page(request, policy, form, formset, status=422)
    kept = [tier for tier in formset if tier.cleaned_data and not tier.cleaned_data.get("DELETE")]
    given: dict[str, Any] = {
        "specs": [tier.spec() for tier in kept],
        "settings": form.settings(),
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
            form.add_error(place if place in form.fields else None, text)
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
    context["ranking"] = ranking_version(policy)
    return render(request, "tiers/policy.html", context, status=status)
