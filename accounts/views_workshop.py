"""The workshop of a profile: six inputs in one place, interviews, reviews, and what the best customers share."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.domain.traits import traits_compared
from accounts.domain.workshop import DEPARTMENTS, Department, Question
from accounts.forms_workshop import AnswerForm, BestForm, ReviewForm, TraitForm
from accounts.models import IcpProfile
from accounts.selectors.icp import profile_get
from accounts.selectors.icp_facts import names_known
from accounts.selectors.trait_members import unknown_worths
from accounts.selectors.traits import best_groups, traits_of_best
from accounts.selectors.workshop import Interview, beside, interview_of, review_list, workshop_page
from accounts.services.assignment import account_named
from accounts.services.best_customers import NoTraitsError, traits_draft_create
from accounts.services.icp_problems import IcpInvalidError
from accounts.services.icp_reviews import ReviewInvalidError, icp_review_record
from accounts.services.workshop import TraitInvalidError, TraitTakenError, icp_answer_record, trait_add
from accounts.templatetags.icp import fact_label
from accounts.templatetags.workshop import trait_value
from common.errors import AbsError
from common.htmx import HtmxRequest
from users.downloads import csv_download
from users.permissions import requires
from users.services.audit import Actor

Known = dict[str, list[str]]  # names that occur in the workspace's data, by what can be named
CSV_HEADER = (
    "fact", "value", "best_with", "best_known", "rest_with", "rest_known", "best_share", "rest_share", "lift",
    "interval_low", "interval_high", "p_corrected",
)  # fmt: skip


@requires("accounts.read")
@require_GET
def workshop(request: HtmxRequest, key: str) -> HttpResponse:
    """The six inputs of a profile, how each stands, and the draft beside them."""
    return render(request, "icp/workshop.html", {"page": workshop_page(key, today=timezone.localdate())})


@requires("accounts.read", write="icp.answer")
@require_http_methods(["GET", "HEAD", "POST"])
def interview(request: HtmxRequest, key: str, department: str) -> HttpResponse:
    """The questions to one department, each with its answers; a new answer is posted here."""
    profile = profile_get(key)
    try:
        part = interview_of(profile, Department(department))
    except ValueError as error:
        raise Http404 from error
    known = names_known()
    sent: AnswerForm | None = None
    if request.method == "POST":
        sent = _answer(request, profile, part, known)
        if sent is None:
            messages.success(request, _("The answer is kept."))
            return redirect("icp:interview", key=key, department=department)
    forms = [
        (one, sent if sent and sent.question is one.question else _form(request, one.question, known))
        for one in part.asked
    ]
    context = {
        "beside": beside(profile),
        "part": part,
        "forms": forms,
        "departments": DEPARTMENTS,
    }
    return render(request, "icp/interview.html", context, status=422 if sent else 200)


def _form(request: HtmxRequest, question: Question, known: Known, data: Any = None) -> AnswerForm:
    currency = request.tenant.currency  # type: ignore[attr-defined]
    return AnswerForm(data, question=question, currency=currency, known=known)


def _answer(request: HtmxRequest, profile: IcpProfile, part: Interview, known: Known) -> AnswerForm | None:
    """Record the answer; what was wrong with it as a form."""
    asked = {one.question.key: one.question for one in part.asked}
    question = asked.get(request.POST.get("question", ""))
    if question is None:
        raise Http404
    form = _form(request, question, known, request.POST)
    if not form.is_valid():
        return form
    try:
        named = form.cleaned_data.get("customer")
        icp_answer_record(
            profile=profile,
            question=question.key,
            text=form.cleaned_data["text"],
            picks=form.picks(),
            account=account_named(named) if named else None,
            actor=Actor.of_request(request),
            now=timezone.now(),
        )
    except AbsError as error:
        form.refuse(dict.fromkeys(error.fields, error.message) if "account" in error.fields else error.fields)
        return form
    return None


@requires("icp.write")
@require_POST
def trait(request: HtmxRequest, key: str) -> HttpResponseRedirect:
    """Take a trait into the draft, and go back to where it stands."""
    form = TraitForm(request.POST)
    back = redirect(f"{reverse('icp:workshop', args=[key])}#draft")
    if not form.is_valid():
        messages.error(request, _("No criterion can be made of this."))
        return back
    try:
        draft = trait_add(
            profile=profile_get(key), given=form.given(), actor=Actor.of_request(request), now=timezone.now()
        )
    except TraitTakenError as error:
        messages.warning(request, error.message)
        if error.number is None:
            return back
        return redirect("icp:criterion", key=key, number=error.number, criterion_key=error.key)
    except (TraitInvalidError, IcpInvalidError) as error:
        messages.error(request, error.message)
        return back
    messages.success(request, _("It stands in draft %(number)s.") % {"number": draft.number})
    if form.cleaned_data["editor_of"] == draft.number:
        return redirect("icp:version", key=key, number=draft.number)
    return back


@requires("accounts.read", write="icp.write")
@require_http_methods(["GET", "HEAD", "POST"])
def reviews(request: HtmxRequest, key: str) -> HttpResponse:
    """The reviews of a profile so far, and the form for one."""
    profile = profile_get(key)
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            icp_review_record(
                profile=profile,
                actor=Actor.of_request(request),
                now=timezone.now(),
                today=timezone.localdate(),
                **form.cleaned_data,
            )
        except ReviewInvalidError as error:
            for name, text in error.fields.items():
                form.add_error(name, text)
        else:
            messages.success(request, _("The review is kept."))
            return redirect("icp:reviews", key=key)
    context = {"profile": profile, "reviews": review_list(profile), "form": form, "today": timezone.localdate()}
    return render(request, "icp/reviews.html", context, status=422 if form.is_bound else 200)


@requires("accounts.read", write="icp.write")
@require_http_methods(["GET", "HEAD", "POST"])
def best_customers(request: HtmxRequest, key: str) -> HttpResponseBase:
    """What the best customers share, against the rest; the chosen traits become a draft."""
    profile = profile_get(key)
    form = BestForm(request.GET)
    best = form.best()
    if request.method == "POST":
        try:
            draft = traits_draft_create(
                profile=profile,
                best=best,
                chosen=request.POST.getlist("trait"),
                label=fact_label,
                name=request.POST.get("name", "")[:120],
                actor=Actor.of_request(request),
                now=timezone.now(),
            )
        except NoTraitsError as error:
            messages.error(request, error.message)
            return redirect(request.get_full_path())
        messages.success(request, _("The draft is made; look at its weights."))
        return redirect("icp:version", key=draft.profile.key, number=draft.number)
    traits = traits_compared(traits_of_best(best))
    if request.GET.get("format") == "csv":
        rows = (
            (
                fact_label(one.fact), trait_value(one), one.counted.best, one.counted.best_known, one.counted.rest,
                one.counted.rest_known, round(one.best_share, 4), round(one.rest_share, 4), round(one.lift, 3),
                round(one.interval.low, 4) if one.interval else None,
                round(one.interval.high, 4) if one.interval else None, f"{one.p:.6f}",
            )
            for one in traits
        )  # fmt: skip
        return csv_download(request, filename=f"best-customers-{key}.csv", header=CSV_HEADER, rows=rows)
    context = {
        "profile": profile,
        "form": form,
        "best": best,
        "traits": traits,
        "groups": best_groups(best),
        "unknown": unknown_worths(best),
    }
    return render(request, "icp/best_customers.html", context)
