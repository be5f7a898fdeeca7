"""Editing a draft: weights with a live preview, criteria one by one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.domain.icp_parse import version_parse
from accounts.forms_icp import KINDS, CriterionForm, values_told
from accounts.forms_icp_rules import FlagForm, HasForm, KnockOutForm, OneOfForm, RangeForm, RecencyForm
from accounts.forms_icp_table import TableForm
from accounts.selectors.fact_values import values_known
from accounts.selectors.icp import criterion_rows
from accounts.selectors.icp_facts import fact_keys
from accounts.selectors.icp_pages import VersionPage, criterion_get, version_page
from accounts.selectors.icp_preview import icp_preview
from accounts.selectors.workshop import interviews
from accounts.services import icp
from accounts.services.icp_problems import IcpInvalidError
from accounts.templatetags.icp import fact_label
from common.errors import NotFoundError
from common.htmx import HtmxRequest, partial_for
from users.permissions import requires
from users.services.audit import Actor

FORMS: dict[str, type[CriterionForm]] = {
    form.kind: form for form in (OneOfForm, RangeForm, HasForm, RecencyForm, FlagForm, TableForm, KnockOutForm)
}
WEIGHT = "weight_"
SEEN_WEIGHT = "seen_"  # the weight the page showed
WORDED = ("one_of", "has", "knock_out")  # kinds of rules that name values
VALUES = "values-known"  # the part of the editor that shows which there are


def weights_given(data: Any, prefix: str = WEIGHT) -> dict[str, str]:
    """This function will collect the inputs ``weight_<key>`` of the editor."""
    return {name.removeprefix(prefix): text.strip() for name, text in data.items() if name.startswith(prefix)}


@requires("accounts.read", write="icp.write")
@require_http_methods(["GET", "HEAD", "POST"])
def version(request: HtmxRequest, key: str, number: int) -> HttpResponse:
    """A version's criteria in groups; of a draft the weights are changed here, with a preview of what they would do."""
    page = version_page(key, number)
    context: dict[str, Any] = {"page": page, "kinds": KINDS.items(), "errors": {}, "given": {}}
    status = 200
    if request.method == "POST":
        weights, seen = weights_given(request.POST), weights_given(request.POST, SEEN_WEIGHT)
        try:
            icp.weights_set(version=page.version, weights=weights, seen=seen, actor=Actor.of_request(request))
        except IcpInvalidError as error:
            keys = [criterion.key for criterion in page.spec.criteria]
            context["errors"] = {keys[int(path.split(".")[1])]: text for path, text in error.fields.items()}
            context["given"], status = weights, 422
        else:
            messages.success(request, _("Weights saved."))
            return redirect("icp:version", key=key, number=number)
    if page.is_draft:
        context["heard"] = interviews(page.profile)
        context["is_heard"] = any(part.answered for part in context["heard"])
    if page.is_draft and page.spec.criteria:
        context["preview"] = icp_preview(page.profile.pk, page.spec, now=timezone.now(), subject=page.subject)
    return render(request, "icp/version.html", context, status=status)


@requires("accounts.read")
@require_GET
def preview(request: HtmxRequest, key: str, number: int) -> HttpResponse:
    """What a draft would do with the weights given, which are not stored."""
    page = version_page(key, number)
    template = partial_for(request, "icp/preview.html", "preview")
    try:
        rows = icp.weighted(criterion_rows(page.version.pk), weights_given(request.GET))
    except IcpInvalidError:
        return render(request, template, {"page": page, "faulty": True}, status=422)
    shown = icp_preview(page.profile.pk, version_parse(rows), now=timezone.now(), subject=page.subject)
    return render(request, template, {"page": page, "preview": shown, "unsaved": True})


@requires("accounts.read")
@require_GET
def rule(request: HtmxRequest, key: str, number: int, criterion_key: str) -> HttpResponse:
    """One criterion of any version in full, for whoever reads scores: every value, point and cell with its share."""
    page = version_page(key, number)
    line = next((line for group in page.groups for line in group.lines if line.criterion.key == criterion_key), None)
    if line is None:
        raise icp.CriterionNotFoundError(_("This version has no such criterion."))
    return render(request, "icp/rule.html", {"page": page, "line": line})


@requires("icp.write")
@require_http_methods(["GET", "HEAD", "POST"])
def criterion(request: HtmxRequest, key: str, number: int, criterion_key: str = "") -> HttpResponse:
    """The editor of one criterion, a new one where no key is named; its kind of rule comes with ``?kind=``."""
    page = version_page(key, number)
    stored = criterion_get(page.version, criterion_key) if criterion_key else None
    if criterion_key and stored is None:
        raise icp.CriterionNotFoundError(_("This draft has no such criterion."))
    kind = request.GET.get("kind") or (stored["rule"]["kind"] if stored else "one_of")
    if kind not in FORMS:
        raise NotFoundError(_("There is no such kind of rule."))
    form = _form(request, kind, stored, page)
    seen = request.POST.get("seen") or (icp.criterion_print(stored) if stored else "")
    status = 200
    if request.method == "POST" and "more" not in request.POST:
        try:
            if form.is_valid() and _save(request, page, form, stored):
                return redirect("icp:version", key=key, number=number)
        except icp.CriterionChangedError as error:
            form.add_error(None, error.message)
            seen = icp.criterion_print(stored) if stored else ""
        status = 422
    context = {"page": page, "form": form, "kind": kind, "kinds": KINDS.items(), "stored": stored, "seen": seen}
    if kind in WORDED:
        fact = _fact_chosen(request, form)
        known = values_known(fact, page.subject, now=timezone.now())
        told = None if known is None else [(values_told(fact, [value]), many) for value, many in known]
        context |= {"fact": fact, "known": told}
        if request.htmx.target == VALUES:
            return render(request, "icp/criterion.html#values", context)
    return render(request, partial_for(request, "icp/criterion.html", "editor"), context, status=status)


def _fact_chosen(request: HtmxRequest, form: CriterionForm) -> str:
    """The fact that was just chosen, else the one the form shows: the first where none was chosen yet."""
    field: Any = form.fields["fact"]
    offered = [key for _family, facts in field.choices for key, _label in facts]
    chosen = request.GET.get("fact") or form["fact"].value()
    return str(chosen) if chosen in offered else offered[0]


def _form(request: HtmxRequest, kind: str, stored: dict[str, Any] | None, page: VersionPage) -> CriterionForm:
    rule = stored["rule"] if stored and stored["rule"]["kind"] == kind else None
    initial: dict[str, Any] = {}
    if stored:
        initial = {name: stored[name] for name in ("label", "group", "fact")}
        initial["weight"] = stored["weight"] or 20
    data = request.POST if request.method == "POST" else None
    facts = fact_keys(page.subject, besides=page.profile.key)
    return FORMS[kind](data, facts=facts, label=fact_label, rule=rule, initial=initial)


def _save(request: HtmxRequest, page: VersionPage, form: CriterionForm, stored: dict[str, Any] | None) -> bool:
    replaces = stored["key"] if stored else None
    made = form.criterion_json(replaces or _new_key(page, form.cleaned_data["label"]))
    try:
        icp.criterion_save(
            version=page.version,
            criterion=made,
            replaces=replaces,
            seen=request.POST.get("seen") or None,
            actor=Actor.of_request(request),
        )
    except IcpInvalidError as error:
        form.refuse(error.fields)
        return False
    messages.success(request, _("“%(label)s” is saved in the draft.") % {"label": made["label"]})
    return True


def _new_key(page: VersionPage, label: str) -> str:
    """A short key from the label, unlike the others."""
    base = slugify(label).replace("-", "_")[:30]
    base = base if base[:1].isalpha() else f"c_{base}".rstrip("_")
    taken = {criterion.key for criterion in page.spec.criteria}
    return next(key for key in [base, *(f"{base}_{n}" for n in range(2, 100))] if key not in taken)


@requires("icp.write")
@require_POST
def criterion_act(request: HtmxRequest, key: str, number: int, criterion_key: str) -> HttpResponseRedirect:
    """Take a criterion out of a draft, or move it up or down."""
    found = version_page(key, number).version
    actor = Actor.of_request(request)
    act = request.POST.get("act", "")
    if act == "delete":
        icp.criterion_delete(version=found, key=criterion_key, actor=actor)
        messages.success(request, _("The criterion is gone."))
    elif act in ("up", "down"):
        icp.criterion_move(version=found, key=criterion_key, up=act == "up", actor=actor)
    return redirect("icp:version", key=key, number=number)
