"""Sessions: the list, one of them from plan to outcome, and what their analysis says."""

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

from accounts.selectors.access import account_write_check
from common.csv_export import csv_lines, csv_response
from common.errors import AbsError
from engagement.forms import (
    SESSION_OUTCOMES,
    ObjectionFormSet,
    OutcomeForm,
    SessionFilterForm,
    SessionForm,
    ShownFormSet,
    StepFormSet,
    UnplannedForm,
    asset_choices,
    errors_onto,
    objection_kwargs,
    shown_initial,
    steps_given,
)
from engagement.models import SalesSession
from engagement.selectors.preparing import session_ideas
from engagement.selectors.sessions import (
    content_findings,
    objection_findings,
    outcome_counts,
    session_find,
    session_list,
)
from engagement.services import session_cancel, session_delete, session_log, session_plan, session_update
from engagement.tables import SessionTable
from engagement.views.touches import account_of
from users.lists import list_answer
from users.permissions import requires
from users.services import Actor


def _session(public_id: UUID) -> SalesSession:
    found = session_find(public_id=public_id)
    if found is None:
        raise Http404
    return found


@require_safe
@requires("accounts.read")
def sessions(request: HttpRequest) -> HttpResponseBase:
    """The list of sessions: filters in the address, CSV of the same rows."""
    form = SessionFilterForm(request.GET)
    given: dict[str, Any] = dict(form.cleaned_data) if form.is_valid() else {}
    if given.pop("mine", False):
        given["led_by_id"] = request.user.pk
    rows = session_list(given=given)
    context = {"form": form, "is_filtered": any(given.values())}
    return list_answer(
        request,
        rows=rows,
        table=SessionTable,
        template="engagement/list.html",
        filename="sessions.csv",
        context=context,
    )


@require_safe
@requires("accounts.read")
def session(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One session: its plan to run from, or what came of it."""
    found = _session(public_id)
    context = {
        "session": found,
        "outcome": SESSION_OUTCOMES.get(found.outcome or ""),
        "can_log": found.status == SalesSession.Status.PLANNED and found.starts_at <= timezone.now(),
    }
    return render(request, "engagement/session.html", context)


@require_http_methods(["GET", "POST"])
@requires("engagement.write")
def session_new(request: HttpRequest, account: UUID) -> HttpResponse:
    """Plan a session with an account; the content that fits it best is filled in."""
    company = account_of(account)
    account_write_check(account=company, membership=request.membership)  # type: ignore[attr-defined]
    now = timezone.now()
    form = SessionForm(request.POST or None, account=company, initial={"starts_at": timezone.localtime(now)})
    ideas = [] if request.method == "POST" else session_ideas(account=company, now=now)
    planned = [
        {"position": place, "asset": idea.asset.pk, "value_offered": idea.value_offered}
        for place, idea in enumerate(ideas, start=1)
    ]
    steps = StepFormSet(request.POST or None, prefix="steps", initial=planned, form_kwargs={"assets": asset_choices()})
    if request.method == "POST" and form.is_valid() and steps.is_valid():
        try:
            with transaction.atomic():
                made = session_plan(
                    account=company, details=form.details(steps_given(steps)), actor=Actor.of_request(request)
                )
            messages.success(request, _("The session is planned."))
            return redirect("engagement:session", public_id=made.public_id)
        except AbsError as error:
            errors_onto(form, error)
    context = {"form": form, "steps": steps, "account": company, "session": None}
    return render(request, "engagement/session_edit.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@requires("engagement.write")
def session_edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change the plan of a session that was not held yet."""
    found = _session(public_id)
    account_write_check(account=found.account, membership=request.membership)  # type: ignore[attr-defined]
    form = SessionForm(request.POST or None, account=found.account, initial=SessionForm.initial_of(found))
    stored = [
        {"position": step.position, "asset": step.asset_id, "value_offered": step.value_offered,
         "title": "" if step.asset_id else step.title}
        for step in found.steps.all()
    ]  # fmt: skip
    choices = {"assets": asset_choices(found)}
    steps = StepFormSet(request.POST or None, prefix="steps", initial=stored, form_kwargs=choices)
    if request.method == "POST" and form.is_valid() and steps.is_valid():
        details = form.details(steps_given(steps))
        try:
            with transaction.atomic():
                session_update(session=found, details=details, now=timezone.now(), actor=Actor.of_request(request))
            messages.success(request, _("The plan is saved."))
            return redirect("engagement:session", public_id=public_id)
        except AbsError as error:
            errors_onto(form, error)
    context = {"form": form, "steps": steps, "account": found.account, "session": found}
    return render(request, "engagement/session_edit.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@requires("engagement.write")
def session_log_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Log what came of a session: steps shown, objections, outcome, next step."""
    found = _session(public_id)
    account_write_check(account=found.account, membership=request.membership)  # type: ignore[attr-defined]
    data = request.POST or None
    form = OutcomeForm(data, initial={"duration_minutes": found.duration_minutes})
    shown = ShownFormSet(data, prefix="shown", initial=shown_initial(found.steps.all()))
    more = UnplannedForm(data, prefix="more")
    said = ObjectionFormSet(data, prefix="said", form_kwargs=objection_kwargs(found))
    parts = (form, shown, more, said)
    if request.method == "POST" and all([part.is_valid() for part in parts]):  # noqa: C419 - every part tells its faults
        steps = (*(one.given() for one in shown.forms), *more.given())
        result = form.result(steps, tuple(one.given() for one in said.forms))
        try:
            with transaction.atomic():
                session_log(session=found, result=result, now=timezone.now(), actor=Actor.of_request(request))
            messages.success(request, _("The outcome is logged."))
            return redirect("engagement:session", public_id=public_id)
        except AbsError as error:
            errors_onto(form, error)
    context = {
        "session": found,
        "form": form,
        "shown": shown,
        "pairs": list(zip(found.steps.all(), shown.forms, strict=False)),
        "more": more,
        "said": said,
    }
    return render(request, "engagement/session_log.html", context, status=422 if form.is_bound else 200)


@require_POST
@requires("engagement.write")
def session_cancel_action(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Cancel a session that was not held."""
    found = _session(public_id)
    account_write_check(account=found.account, membership=request.membership)  # type: ignore[attr-defined]
    session_cancel(session=found, now=timezone.now(), actor=Actor.of_request(request))
    messages.success(request, _("The session is cancelled."))
    return redirect("engagement:session", public_id=public_id)


@require_POST
@requires("engagement.write")
def session_delete_action(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Delete a session with all that was noted in it."""
    found = _session(public_id)
    account_write_check(account=found.account, membership=request.membership)  # type: ignore[attr-defined]
    session_delete(session=found, actor=Actor.of_request(request))
    messages.success(request, _("The session is deleted."))
    return redirect("engagement:list")


@require_safe
@requires("accounts.read")
def analysis(request: HttpRequest) -> HttpResponseBase:
    """What was shown and said in won against lost deals."""
    shown, said = content_findings(), objection_findings()
    if request.GET.get("format") == "csv":
        header = ["kind", "what", "won_with", "won_without", "lost_with", "lost_without", "odds_ratio", "p_holm"]
        lines = [
            [kind, one.label, one.table.won_with, one.table.won_without, one.table.lost_with, one.table.lost_without,
             round(one.odds, 4), round(one.p, 6)]
            for kind, found in (("content", shown), ("objection", said))
            for one in found
        ]  # fmt: skip
        return csv_response("session-analysis.csv", csv_lines(header, lines))
    outcomes = [(SESSION_OUTCOMES.get(key, key), n) for key, n in outcome_counts().items()]
    context = {"shown": shown, "said": said, "outcomes": outcomes}
    return render(request, "engagement/analysis.html", context)
