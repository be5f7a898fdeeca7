"""What pages that read several rooms ask for."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from common.errors import AbsError
from common.formats import country_choices
from users.models import Membership


def errors_onto(form: forms.Form, error: AbsError) -> None:
    """This function will put a refusal's faults beside the fields they name, the rest above the form."""
    named = {name: text for name, text in error.fields.items() if name in form.fields}
    for name, text in named.items():
        form.add_error(name, text)
    if not named:
        form.add_error(None, error.message)


def _text(label: Any, limit: int, hint: Any = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=limit, required=False, help_text=hint)


def _number(label: Any, least: int | None = 0) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=least)


def _decimal(label: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, required=False, max_digits=18, decimal_places=2)


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


BESIDE = ("version", "correction")  # what the form asks beside the facts


class AccountForm(forms.Form):
    """The facts of a company. Field names are those of the REST interface; empty means unknown."""

    name = forms.CharField(label=_("Name"), max_length=300)
    lifecycle = forms.ChoiceField(label=_("Lifecycle"), choices=Account.Lifecycle.choices)
    owner_email = forms.ChoiceField(label=_("Owner"), required=False)
    parent_name = _text(_("Parent company"), 300, _("The exact name of an account; empty: none."))
    domain = _text(_("Domain"), 253)
    website = _text(_("Website"), 500)
    industry = _text(_("Industry"), 120)
    sub_industry = _text(_("Sub-industry"), 120)
    employees = _number(_("Employees"))
    annual_revenue = _decimal(_("Annual revenue"))
    currency = _text(_("Currency"), 3, _("Of the revenue: EUR, USD …"))
    country = forms.ChoiceField(label=_("Country"), required=False)
    region = _text(_("Region"), 120)
    city = _text(_("City"), 120)
    offices = _number(_("Offices"))
    company_type = _text(_("Type"), 60)
    founded_year = _number(_("Founded"))
    growth_pct = _decimal(_("Growth, %"))
    projected_growth_pct = _decimal(_("Expected growth, %"))
    market_share_pct = _decimal(_("Market share, %"))
    financial_performance = _text(_("Financial performance"), 60)
    technologies = _text(_("Technologies"), 2000, _("Separated by commas. Empty: unknown."))
    customer_since = _day(_("Customer since"))
    churned_on = _day(_("Left on"))
    correction = forms.BooleanField(
        label=_("What I change was wrong all along"),
        required=False,
        help_text=_("Tick this when nothing changed in reality. History and score tell it as a correction."),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, account: Account, tenant_id: int) -> None:
        """This function will show what is stored and offer the workspace's members as owners."""
        super().__init__(data, initial=stored_values(account))
        emails = Membership.objects.filter(tenant_id=tenant_id).order_by("user__email")
        owners = [("", _("Nobody")), *((m.user.email, m.user.get_full_name()) for m in emails.select_related("user"))]
        if account.owner_email and account.owner_email not in dict(owners):
            owners.append((account.owner_email, account.owner_email))
        self.fields["owner_email"].choices = owners  # type: ignore[attr-defined]
        countries = [("", _("unknown")), *country_choices()]
        if account.country and account.country not in dict(countries):
            countries.append((account.country, account.country))
        self.fields["country"].choices = countries  # type: ignore[attr-defined]

    def record(self) -> dict[str, Any]:
        """This function will return the fields that differ from what the form showed, as a record of the upsert."""
        changed = {name: self.cleaned_data[name] for name in self.changed_data if name not in BESIDE}
        return {name: _json(name, value) for name, value in changed.items()}


def _json(name: str, value: Any) -> Any:
    if name == "technologies":
        return [part.strip() for part in value.split(",") if part.strip()] if value else None
    if isinstance(value, Decimal):
        return format(value, "f")
    if value is None or value == "":
        return None
    return value.isoformat() if hasattr(value, "isoformat") else value


def _hundredth(value: int | None) -> Decimal | None:
    return None if value is None else Decimal(value) / 100


def stored_values(account: Account) -> dict[str, Any]:
    """This function will return an account's facts as the form shows them."""
    made = ("parent_name", "annual_revenue", "growth_pct", "projected_growth_pct", "market_share_pct", "technologies")
    same = [name for name in AccountForm.base_fields if name not in (*made, "correction")]
    return {
        **{name: getattr(account, name) for name in same},
        "parent_name": account.parent.name if account.parent else "",
        "annual_revenue": _hundredth(account.annual_revenue_cents),
        "growth_pct": _hundredth(account.growth_bp),
        "projected_growth_pct": _hundredth(account.projected_growth_bp),
        "market_share_pct": _hundredth(account.market_share_bp),
        "technologies": ", ".join(account.technologies or []),
    }
