"""What is known of an account, with where each fact came from and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Account, AccountMeasure, FactChange

FIELDS = (
    "industry",
    "sub_industry",
    "employees",
    "annual_revenue_cents",
    "country",
    "region",
    "city",
    "offices",
    "company_type",
    "founded_year",
    "growth_bp",
    "projected_growth_bp",
    "market_share_bp",
    "financial_performance",
)
MONEY = {"annual_revenue_cents"}
BASIS_POINTS = {"growth_bp", "projected_growth_bp", "market_share_bp"}
PLAIN = {"founded_year"}  # a number that takes no separators


@dataclass(frozen=True, slots=True)
class FactLine:
    """One fact: ``form`` says how to write it (text, number, money, percent, country); ``value`` None is unknown.

    A measure (own_money: in the workspace's currency, score) has a ``note``: what it was worked out from, or why not.
    """

    field: str
    label: str
    value: Any
    form: str
    source: str
    at: datetime | None
    note: str = ""


def fact_label(field: str) -> str:
    """This function will name a fact's column for a reader; custom fields keep their header."""
    labels = {
        "name": _("Name"),
        "website": _("Website"),
        "domain": _("Domain"),
        "industry": _("Industry"),
        "sub_industry": _("Sub-industry"),
        "employees": _("Employees"),
        "annual_revenue_cents": _("Revenue"),
        "currency": _("Currency"),
        "country": _("Country"),
        "region": _("Region"),
        "city": _("City"),
        "offices": _("Offices"),
        "company_type": _("Type"),
        "founded_year": _("Founded"),
        "growth_bp": _("Growth"),
        "projected_growth_bp": _("Expected growth"),
        "market_share_bp": _("Market share"),
        "financial_performance": _("Performance"),
        "technologies": _("Technologies"),
        "lifecycle": _("Lifecycle"),
        "parent_id": _("Parent"),
        "parent": _("Parent"),
        "owner_id": _("Owner"),
        "owner_email": _("Owner"),
        "customer_since": _("Customer since"),
        "churned_on": _("Left on"),
    }
    return labels.get(field, field.removeprefix("custom."))


def fact_form(field: str) -> str:
    """This function will say how a fact is written: text, number, money, percent, country or day."""
    if field in MONEY:
        return "money"
    if field in BASIS_POINTS:
        return "percent"
    if field == "country":
        return "country"
    if field in ("customer_since", "churned_on"):
        return "day"
    return "number" if field in ("employees", "offices") else "text"


def fact_lines(*, account: Account) -> list[FactLine]:
    """This function will return an account's facts in the page's order. One query.

    A fact that never changed since the account was stored has the account's own source and date.
    """
    newest = {
        row.field: row
        for row in FactChange.objects.filter(object_kind="account", object_id=account.pk)
        .order_by("field", "-at", "-id")
        .distinct("field")
    }
    lines = []
    for field in FIELDS:
        value = getattr(account, field)
        change = newest.get(field)
        lines.append(
            FactLine(
                field=field,
                label=fact_label(field),
                value=str(value) if field in PLAIN and value is not None else value,
                form=fact_form(field),
                source="" if value is None else change.source if change else account.source,
                at=None if value is None else change.at if change else account.created_at,
            )
        )
    return lines


def measures(*, account: Account) -> dict[str, AccountMeasure]:
    """This function will return what higher rooms wrote down about an account, by key."""
    return {row.key: row for row in AccountMeasure.objects.filter(account_id=account.pk)}
