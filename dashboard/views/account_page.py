"""The account page and the form that changes the account's facts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Account, Contact
from accounts.selectors.access import account_write_check, may_on_account
from accounts.services.editing import StaleAccountError, account_edit
from common.errors import AbsError, NotFoundError
from common.htmx import wants_fragment
from content.models import Asset
from dashboard.forms import AccountForm, errors_onto, stored_values
from dashboard.selectors.account_page import GROUPS, account_find, account_page, account_timeline
from engagement.services.touches import TouchGiven, touch_log
from users.permissions import may_of, requires
from users.services import Actor


def _account(public_id: UUID) -> Account:
    try:
        return account_find(public_id=public_id)
    except NotFoundError as missing:
        raise Http404 from missing


@require_safe
@requires("accounts.read")
def account_detail(request: HttpRequest, account: UUID) -> HttpResponse:
    """One account: the market of one. htmx asks for the timeline alone when it is filtered or read on."""
    company = _account(account)
    zone = request.tenant.timezone  # type: ignore[attr-defined]
    group = request.GET.get("show", "")
    group = group if group in GROUPS else ""
    after = request.GET.get("after", "")
    if wants_fragment(request) or after:
        found = account_timeline(account=company, zone=zone, after=after, group=group)
        template = "dashboard/account_timeline.html" + ("#items" if wants_fragment(request) and after else "")
        if not wants_fragment(request):
            template = "dashboard/account_history.html"
        context = {"account": company, "timeline": found, "group": group, "groups": GROUPS, "after": after}
        return render(request, template, context)
    now = timezone.now()
    page = account_page(account=company, zone=zone, now=now, group=group)
    context = {
        "page": page,
        "account": company,
        "view": page.committee,
        "explanation": page.explanation,
        "timeline": page.timeline,
        "group": group,
        "may": may_on_account(
            may=may_of(request),
            account=company,
            membership=request.membership,  # type: ignore[attr-defined]
        ),
        "groups": GROUPS,
        "now": now,
        "today": timezone.localtime(now).date(),
    }
    return render(request, "dashboard/account_page.html", context)


@require_http_methods(["GET", "POST"])
@requires("accounts.write")
def account_edit_page(request: HttpRequest, account: UUID) -> HttpResponse:
    """Change facts, owner, parent, lifecycle. What somebody else changed meanwhile is shown beside what was typed."""
    company = _account(account)
    account_write_check(account=company, membership=request.membership)  # type: ignore[attr-defined]
    tenant_id = request.tenant.pk  # type: ignore[attr-defined]
    form = AccountForm(request.POST or None, account=company, tenant_id=tenant_id)
    theirs: list[tuple[str, Any]] = []
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                account_edit(
                    account_id=company.pk,
                    record=form.record(),
                    actor=Actor.of_request(request),
                    now=timezone.now(),
                    version=form.cleaned_data["version"],
                    is_correction=form.cleaned_data["correction"],
                )
            messages.success(request, _("The account is saved."))
            return redirect("accounts:detail", account=account)
        except StaleAccountError as stale:
            theirs = _differences(form, company)
            data = request.POST.copy()
            data["version"] = str(company.version)
            form = AccountForm(data, account=company, tenant_id=tenant_id)
            form.is_valid()
            form.add_error(None, stale.message)
        except AbsError as error:
            errors_onto(form, error)
    status = 409 if theirs else 422 if form.is_bound else 200
    context = {"form": form, "account": company, "theirs": theirs}
    return render(request, "dashboard/account_edit.html", context, status=status)


def _differences(form: AccountForm, company: Account) -> list[tuple[str, Any]]:
    """What is stored now, where it differs from what was typed."""
    stored = stored_values(company)
    return [
        (str(form.fields[name].label), value)
        for name, value in stored.items()
        if name != "version" and (value or "") != (form.cleaned_data.get(name) or "")
    ]


@require_POST
@requires("engagement.write")
def asset_log(request: HttpRequest, account: UUID, asset: UUID) -> HttpResponse:
    """Log with one click that an asset was sent to people of this account."""
    company = _account(account)
    account_write_check(account=company, membership=request.membership)  # type: ignore[attr-defined]
    sent = Asset.objects.filter(public_id=asset).first()
    chosen = {uuid for raw in request.POST.getlist("contact") if (uuid := _uuid(raw)) is not None}
    if sent is None:
        raise Http404
    people = Contact.objects.filter(account_id=company.pk, public_id__in=chosen).values_list("pk", flat=True)
    given = TouchGiven(
        kind="email",
        occurred_at=timezone.now(),
        contact_ids=tuple(people),
        asset_id=sent.pk,
        note=_("Sent: %(title)s") % {"title": sent.title},
    )
    touch_log(account=company, given=given, actor=Actor.of_request(request))
    messages.success(request, _("Logged as sent."))
    return redirect("accounts:detail", account=account)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
