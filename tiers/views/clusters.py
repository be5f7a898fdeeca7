"""Clusters of one-to-few tiers: who is in them, how they overlap, which to make."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Segment
from accounts.selectors.segments import segment_choices
from common.errors import AbsError
from common.formats import country_text, number_text
from tiers.domain.clusters import Traits, band_bounds
from tiers.forms_clusters import SHARED, ClusterForm, SuggestionForm
from tiers.models import TierCluster
from tiers.selectors.clusters import TierClusters, cluster_members, clusters_by_tier, few_tiers
from tiers.selectors.policy import policy_current
from tiers.services.clusters import cluster_bind, cluster_from_traits, cluster_unbind
from tiers.views.board import tier_by_key
from users.downloads import csv_download
from users.permissions import requires
from users.services import Actor

HEADER = ["id", "account", "tier", "clusters"]


@require_http_methods(["GET", "POST"])
@requires("accounts.read", write="segments.write")
def clusters_page(request: HttpRequest) -> HttpResponseBase:
    """The clusters with their overlap, suggestions, and the form that binds a segment to a tier."""
    policy = policy_current()
    tiers = few_tiers(policy)
    if request.GET.get("format") == "csv":
        return csv_download(request, filename="clusters.csv", header=HEADER, rows=cluster_members(tiers))
    form = ClusterForm(request.POST or None, tiers=tiers, segments=segment_choices())
    if request.method == "POST" and form.is_valid():
        try:
            cluster_bind(
                tier=tier_by_key(policy, form.cleaned_data["tier"]),
                segment=get_object_or_404(Segment.objects.all(), key=form.cleaned_data["segment"]),
                shared=form.cleaned_data["shared"],
                problem=form.cleaned_data["problem"],
                actor=Actor.of_request(request),
                now=timezone.now(),
            )
        except AbsError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("Saved."))
            return redirect("tiers:clusters")
    context = {
        "tiers": [_shown(one) for one in clusters_by_tier(policy)],
        "form": form,
    }
    return render(request, "tiers/clusters.html", context, status=422 if form.errors else 200)


@require_POST
@requires("segments.write")
def cluster_make(request: HttpRequest) -> HttpResponse:
    """Make a segment of what a suggestion shares and bind it."""
    policy = policy_current()
    form = SuggestionForm(request.POST, tiers=few_tiers(policy))
    if not form.is_valid():
        messages.error(request, _("This suggestion no longer holds."))
        return redirect("tiers:clusters")
    try:
        cluster_from_traits(
            tier=tier_by_key(policy, form.cleaned_data["tier"]),
            traits=form.traits(),
            name=form.cleaned_data["name"],
            actor=Actor.of_request(request),
            now=timezone.now(),
        )
    except AbsError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("%(name)s is a cluster now.") % {"name": form.cleaned_data["name"]})
    return redirect("tiers:clusters")


@require_POST
@requires("segments.write")
def cluster_remove(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """End a cluster; its segment stays."""
    cluster = get_object_or_404(TierCluster.objects.all(), public_id=public_id)
    cluster_unbind(cluster=cluster, actor=Actor.of_request(request))
    messages.success(request, _("The cluster is no more; its segment stays."))
    return redirect("tiers:clusters")


def _shown(one: TierClusters) -> dict[str, Any]:
    """A tier's clusters with the words for what they share, and its suggestions with a name each."""
    return {
        "found": one,
        "clusters": [(cluster, [SHARED[name] for name in cluster.shared]) for cluster in one.clusters],
        "suggestions": [(suggestion, traits_name(suggestion.traits)) for suggestion in one.suggestions],
    }


def traits_name(traits: Traits) -> str:
    """This function will name a group by what it shares: «Software, Hungary, 200–499 employees»."""
    parts: list[Any] = []
    if traits.industry is not None:
        parts.append(traits.industry)
    if traits.country is not None:
        parts.append(country_text(traits.country))
    if traits.band is not None:
        bounds = band_bounds(traits.band)
        low, high = number_text(bounds["min"]), number_text(bounds["max"]) if "max" in bounds else None
        values = {"low": low, "high": high}
        text = _("%(low)s employees or more") if high is None else _("%(low)s–%(high)s employees")
        parts.append(text % values)
    return ", ".join(parts)
