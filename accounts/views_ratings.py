"""The page on which a department says what it thinks of an account."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.forms_ratings import RatingForm
from accounts.models import Account
from accounts.selectors.access import account_write_check, may_on_account
from accounts.selectors.ratings import rating_list
from accounts.services.ratings import rating_set
from users.permissions import may_of, requires
from users.services import Actor


@require_http_methods(["GET", "POST"])
@requires("accounts.read", write="accounts.rate")
def ratings(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The ratings of an account, and the form for one's own."""
    account = get_object_or_404(Account.objects.all(), public_id=public_id)
    form = RatingForm(request.POST or None)
    if request.method == "POST":
        account_write_check(account=account, membership=request.membership)  # type: ignore[attr-defined]
        if form.is_valid():
            rating_set(
                account=account,
                department=form.cleaned_data["department"],
                score=form.cleaned_data["score"],
                note=form.cleaned_data["note"],
                actor=Actor.of_request(request),
                now=timezone.now(),
            )
            messages.success(request, _("The rating is saved; the fit follows in a moment."))
            return redirect("accounts:ratings", public_id)
    membership = request.membership  # type: ignore[attr-defined]
    context = {
        "account": account,
        "ratings": rating_list(account_id=account.pk),
        "form": form,
        "may": may_on_account(may=may_of(request), account=account, membership=membership),
    }
    return render(request, "accounts/ratings.html", context, status=422 if form.is_bound else 200)
