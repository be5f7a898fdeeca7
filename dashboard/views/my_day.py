"""My day: the page a workspace opens with."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from dashboard.selectors.first_run import Step, first_run
from dashboard.selectors.my_day import my_day
from users.models import Membership, Role
from users.permissions import can, requires

#: Those who own accounts begin with their own; the others with the workspace's.
OWNERS = (Role.REP,)
SPANS = {"day": 1, "week": 7}
STEP_TEXTS: dict[str, tuple[Any, Any]] = {
    "company": (_("Make the workspace"), _("Its name, currency and time zone")),
    "import": (_("Import your accounts"), _("Companies and deals from the CRM you have")),
    "icp": (
        _("Make the ideal customer profile yours"),
        _("What a good account looks like, and how much each trait counts"),
    ),
    "tiers": (_("Set the tiers"), _("How many accounts the team can work, and how closely")),
    "personas": (_("Fill a buying committee"), _("Who decides, who pays, who blocks")),
    "content": (_("Add content"), _("What to show to whom, at which stage")),
    "invite": (_("Invite your team"), _("Sales and marketing see the same accounts")),
}


@require_safe
@requires("accounts.read")
def my_day_page(request: HttpRequest) -> HttpResponse:
    """What changed, what is due and what is planned; ``whose=mine|all`` and ``since=day|week`` stand in the address."""
    membership: Membership = request.membership  # type: ignore[attr-defined]
    whose = request.GET.get("whose") or ("mine" if membership.role in OWNERS else "all")
    span = request.GET.get("since") if request.GET.get("since") in SPANS else "week"
    now, zone = timezone.now(), ZoneInfo(membership.tenant.timezone)
    today = now.astimezone(zone).date()
    since = datetime.combine(today - timedelta(days=SPANS[span or "week"]), time.min, zone)
    context = {
        "day": my_day(user_id=membership.user_id, mine=whose != "all", zone=zone, since=since, now=now),
        "mine": whose != "all",
        "span": span,
        "since": since,
        "now": now,
        "steps_left": _steps_left(request, membership),
        "nav_here": "dashboard:my_day",
    }
    return render(request, "dashboard/my_day.html", context)


def _steps_left(request: HttpRequest, membership: Membership) -> dict[str, Any] | None:
    """The first-run list for those who may set a workspace up, until all of it is done."""
    if not can(request, "icp.write"):
        return None
    steps: list[Step] = first_run(tenant_id=membership.tenant_id)
    done = sum(step.is_done for step in steps)
    if done == len(steps):
        return None
    first_open = next(step.key for step in steps if not step.is_done)
    lines = [(step, *STEP_TEXTS[step.key], step.key == first_open) for step in steps]
    return {"lines": lines, "done": done, "total": len(steps)}
