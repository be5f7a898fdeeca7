"""Pages of the ICP workshop: profiles, their versions, and how accounts stand under them."""

from __future__ import annotations

import json

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.domain.icp_facts import Subject
from accounts.forms_icp import NewProfileForm, ProfileForm
from accounts.selectors import icp as selectors
from accounts.selectors.icp_pages import criterion_table, profile_page, version_page
from accounts.selectors.icp_preview import icp_preview
from accounts.selectors.workshop import profiles_listed
from accounts.services import icp, icp_publish
from common.csv_export import csv_lines, csv_response
from common.htmx import HtmxRequest, partial_for
from users.permissions import requires
from users.services.audit import Actor

CSV_HEADER = ["position", "key", "label", "group", "fact", "weight", "rule"]


@requires("accounts.read", write="icp.write")
@require_http_methods(["GET", "HEAD", "POST"])
def profiles(request: HtmxRequest) -> HttpResponse:
    """All profiles, and a form for a new one; ``scores=`` in the address chooses beforehand what it scores."""
    form = NewProfileForm(request.POST or None, initial={"subject": request.GET.get("scores")})
    if request.method == "POST" and form.is_valid():
        made = icp.icp_profile_create(
            name=form.cleaned_data["name"],
            subject=Subject(form.cleaned_data["subject"] or Subject.ACCOUNT),
            actor=Actor.of_request(request),
            now=timezone.now(),
        )
        return redirect("icp:version", key=made.key, number=1)
    status = 422 if request.method == "POST" else 200
    today = timezone.localdate()
    context = {"rows": profiles_listed(today=today), "form": form, "today": today}
    return render(request, "icp/profiles.html", context, status=status)


@requires("accounts.read", write="icp.write")
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HtmxRequest, key: str) -> HttpResponse:
    """One profile: what it says now, how the accounts stand, its versions; its settings are posted here."""
    page = profile_page(key)
    shown = page.profile
    names = ("name", "review_on", "review_months", "is_primary")
    stored = {name: getattr(shown, name) for name in names}
    form = ProfileForm(request.POST or None, initial=stored, subject=page.subject)
    if request.method == "POST" and form.is_valid():
        icp.icp_profile_update(profile=shown, actor=Actor.of_request(request), **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("icp:profile", key=key)
    status = 422 if request.method == "POST" else 200
    context = {"page": page, "form": form, "now": timezone.now()}
    return render(request, partial_for(request, "icp/profile.html", "standing"), context, status=status)


@requires("icp.write")
@require_POST
def draft_create(request: HtmxRequest, key: str) -> HttpResponseRedirect:
    """Open a draft from the published version, or from the one named."""
    given = request.POST.get("from", "")
    number = int(given) if given.isascii() and given.isdigit() and len(given) < 9 else None
    draft = icp.icp_draft_create(
        profile=selectors.profile_get(key), number=number, actor=Actor.of_request(request), now=timezone.now()
    )
    return redirect("icp:version", key=key, number=draft.number)


@requires("icp.write")
@require_POST
def draft_discard(request: HtmxRequest, key: str, number: int) -> HttpResponseRedirect:
    """Throw a draft away."""
    found = selectors.version_get(selectors.profile_get(key), number)
    icp.icp_draft_discard(version=found, actor=Actor.of_request(request))
    messages.success(request, _("Draft %(number)s is gone.") % {"number": number})
    return redirect("icp:profile", key=key)


@requires("accounts.read", write="icp.write")
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HtmxRequest, key: str, number: int) -> HttpResponse:
    """Who would move, and the button that makes it so."""
    page = version_page(key, number)
    now = timezone.now()
    if request.method == "POST":
        note = request.POST.get("note", "")
        icp_publish.icp_version_publish(version=page.version, note=note, actor=Actor.of_request(request), now=now)
        messages.success(request, _("Version %(number)s is published; scoring has begun.") % {"number": number})
        return redirect("icp:profile", key=key)
    preview = icp_preview(page.profile.pk, page.spec, now=now, movers=25, subject=page.subject)
    return render(request, "icp/publish.html", {"page": page, "preview": preview, "action": "publish"})


@requires("accounts.read", write="icp.write")
@require_http_methods(["GET", "HEAD", "POST"])
def rollback(request: HtmxRequest, key: str, number: int) -> HttpResponse:
    """Who would move if an older version came back, and the button that brings it back."""
    page = version_page(key, number)
    now = timezone.now()
    if request.method == "POST":
        again = icp_publish.icp_version_rollback(
            profile=page.profile, number=number, actor=Actor.of_request(request), now=now
        ).version
        text = _("Version %(old)s is back as version %(new)s; scoring has begun.")
        messages.success(request, text % {"old": number, "new": again.number})
        return redirect("icp:profile", key=key)
    preview = icp_preview(page.profile.pk, page.spec, now=now, movers=25, subject=page.subject)
    return render(request, "icp/publish.html", {"page": page, "preview": preview, "action": "rollback"})


@requires("accounts.read")
@require_GET
def criteria_csv(request: HtmxRequest, key: str, number: int) -> HttpResponseBase:
    """The criteria of a version as a file."""
    found = selectors.version_get(selectors.profile_get(key), number)
    rows = [(*row[:-1], json.dumps(row[-1], ensure_ascii=False)) for row in criterion_table(found)]
    return csv_response(f"icp-{key}-v{number}.csv", list(csv_lines(CSV_HEADER, rows)))
