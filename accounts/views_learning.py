"""Learning from closed deals: the start, the work under way, the report."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.forms_learning import LearnForm
from accounts.selectors.icp import profile_get
from accounts.selectors.learning_pages import learn_page, report_page
from accounts.services.learning import icp_learn_cancel, icp_learn_enqueue
from common.htmx import HtmxRequest, partial_for, wants_fragment
from users.permissions import requires
from users.services.audit import Actor

STOP_POLLING = 286  # htmx swaps the answer and asks no more


@requires("accounts.read", write="icp.write")
@require_http_methods(["GET", "HEAD", "POST"])
def learn(request: HtmxRequest, key: str) -> HttpResponse:
    """What there is to learn from, the form that starts it, how far it is, and the reports so far."""
    page = learn_page(key)
    form = LearnForm(request.POST or None, fields=page.fields, flagged=page.flagged)
    if request.method == "POST" and form.is_valid():
        order = form.order(page.subject)
        icp_learn_enqueue(profile=page.profile, order=order, actor=Actor.of_request(request))
        return redirect("icp:learn", key=key)
    status = 422 if request.method == "POST" else 200
    if wants_fragment(request) and not page.is_running:
        status = STOP_POLLING
    context = {"page": page, "form": form}
    return render(request, partial_for(request, "icp/learn.html", "state"), context, status=status)


@requires("icp.write")
@require_POST
def learn_cancel(request: HtmxRequest, key: str) -> HttpResponseRedirect:
    """Stop learning; no draft is made."""
    icp_learn_cancel(profile=profile_get(key), actor=Actor.of_request(request))
    messages.success(request, _("Stopped; no draft was made."))
    return redirect("icp:learn", key=key)


@requires("accounts.read")
@require_GET
def report(request: HtmxRequest, key: str, public_id: UUID) -> HttpResponse:
    """What learning found, and what the draft is worth."""
    return render(request, "icp/learned_report.html", {"page": report_page(key, public_id)})
