"""Buyer stages and the CRM stages that stand for them."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from common.errors import AbsError
from content.selectors.stages import crm_stage_list, stage_list
from content.services import stage_mappings_set, stages_update
from content.services.stages import StageFacts
from users.permissions import requires
from users.services import Actor

NEW_ROWS = 2


@require_http_methods(["GET", "POST"])
@requires("content.write")
def stage_edit(request: HttpRequest) -> HttpResponse:
    """Name, order, add and drop buyer stages; say which CRM stage stands for which."""
    fault = ""
    if request.method == "POST":
        actor = Actor.of_request(request)
        try:
            with transaction.atomic():
                if "mapping" in request.POST:
                    names, keys = request.POST.getlist("crm_stage"), request.POST.getlist("stage_key")
                    mappings = {name: key or None for name, key in zip(names, keys, strict=False)}
                    stage_mappings_set(mappings=mappings, actor=actor)
                else:
                    stages_update(stages=_stages_read(request), actor=actor)
            messages.success(request, _("The stages are saved."))
            return redirect("content:stages")
        except AbsError as error:
            fault = error.message
    stages = stage_list()
    context = {
        "stages": stages,
        "new_rows": range(len(stages) + 1, len(stages) + 1 + NEW_ROWS),
        "crm_stages": crm_stage_list(),
        "fault": fault,
    }
    return render(request, "content/stages.html", context, status=422 if fault else 200)


def _stages_read(request: HttpRequest) -> list[StageFacts]:
    """Read the posted rows; an empty name drops its stage, the number orders them."""
    rows = zip(request.POST.getlist("key"), request.POST.getlist("name"), request.POST.getlist("place"), strict=False)
    kept = [
        (int(place) if place.isdecimal() and len(place) < 4 else 999, at, key, name)
        for at, (key, name, place) in enumerate(rows)
        if name.strip()
    ]
    return [StageFacts(key, name) for _place, _at, key, name in sorted(kept)]
