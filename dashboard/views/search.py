"""⌘K: one field that finds companies, people, deals, content and pages, and jumps to identifiers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from common.htmx import go_to, partial_for, wants_fragment
from dashboard.selectors.search import Hit, jump, search
from tiers.selectors.policy import workspace_day
from users.models import Membership
from users.permissions import requires

PAGES: tuple[tuple[str, Any, str], ...] = (
    ("dashboard:my_day", gettext_lazy("My day"), "home"),
    ("accounts:list", gettext_lazy("Accounts"), "building"),
    ("tiers:board", gettext_lazy("Tier board"), "stack-2"),
    ("tiers:policy", gettext_lazy("Tier policy"), "adjustments"),
    ("tiers:bridge", gettext_lazy("Who moved between tiers"), "history"),
    ("tiers:vetoes", gettext_lazy("Vetoes"), "ban"),
    ("icp:profiles", gettext_lazy("Ideal customer profile"), "target"),
    ("personas:list", gettext_lazy("Personas"), "users-group"),
    ("personas:contacts", gettext_lazy("Contacts"), "users"),
    ("personas:template", gettext_lazy("Committee template"), "sitemap"),
    ("content:list", gettext_lazy("Content library"), "file-text"),
    ("content:gaps", gettext_lazy("Content gaps"), "puzzle"),
    ("content:objections", gettext_lazy("Objections"), "message-circle"),
    ("content:templates", gettext_lazy("Letter templates"), "template"),
    ("engagement:list", gettext_lazy("Sales sessions"), "presentation"),
    ("engagement:touches", gettext_lazy("Touches"), "phone"),
    ("metrics:overview", gettext_lazy("Metrics"), "chart-bar"),
    ("metrics:spend", gettext_lazy("Spend"), "wallet"),
    ("crm:imports", gettext_lazy("Imports"), "file-import"),
    ("crm:unassigned", gettext_lazy("Deals without an account"), "link"),
    ("dashboard:jobs", gettext_lazy("Jobs"), "activity"),
    ("users:settings", gettext_lazy("Settings"), "settings"),
    ("users:profile", gettext_lazy("My profile"), "user"),
    ("users:members", gettext_lazy("Members"), "user-plus"),
    ("users:api_keys", gettext_lazy("API keys"), "key"),
)
ICONS = {"account": "building", "contact": "user", "deal": "coin", "asset": "file-text", "session": "presentation"}
ADDRESSES = {
    "account": "accounts:detail",
    "contact": "personas:contact",
    "deal": "accounts:deal_score",
    "asset": "content:asset",
    "session": "engagement:session",
}
PAGES_SHOWN = 6


@dataclass(frozen=True)
class Item:
    """One line of the results."""

    href: str
    icon: str
    name: str
    note: str = ""


@require_safe
@requires("accounts.read")
def search_page(request: HttpRequest) -> HttpResponse:
    """The results for ``q``: the list alone for the palette, a page without a script; an identifier leads on at
    once.
    """
    text = request.GET.get("q", "").strip()
    hit = jump(text)
    if hit is not None and not wants_fragment(request):
        return go_to(request, ADDRESSES[hit.kind], hit.public_id)
    membership: Membership = request.membership  # type: ignore[attr-defined]
    found = search(text, user_id=membership.user_id, today=workspace_day(timezone.now()))
    groups = [
        (_("Jump to"), [_item(hit)] if hit else []),
        (_("Accounts") if text else _("My best accounts"), [_item(one) for one in found.accounts]),
        (_("People"), [_item(one) for one in found.contacts]),
        (_("Deals"), [_item(one) for one in found.deals]),
        (_("Content"), [_item(one) for one in found.assets]),
        (_("Pages"), _pages(text)),
    ]
    context = {"q": text, "groups": [group for group in groups if group[1]], "nav_here": "none"}
    return render(request, partial_for(request, "dashboard/search.html", "results"), context)


def _item(hit: Hit) -> Item:
    return Item(reverse(ADDRESSES[hit.kind], args=[hit.public_id]), ICONS[hit.kind], hit.name, hit.note)


def _pages(text: str) -> list[Item]:
    wanted = text.casefold()
    found = []
    for view, label, icon in PAGES:
        if wanted and wanted not in str(label).casefold():
            continue
        try:
            found.append(Item(reverse(view), icon, str(label)))
        except NoReverseMatch:  # a page that this installation does not have
            continue
    return found[:PAGES_SHOWN]
