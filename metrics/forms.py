"""What people ask of the metrics, and what they enter: costs, rates, targets, settings."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from babel import Locale
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Account, Segment
from metrics.domain.catalogue import NAMES, Variants
from metrics.domain.period import PRESETS, Period, preset_period
from metrics.domain.query import Cohort, Grouping, MetricQuery
from metrics.services import RateGiven
from metrics.wording import COHORTS, DIMENSIONS, METRIC_LABELS, PERIODS
from tenancy.models import Tenant
from tiers.models import Tier

CURRENCIES = frozenset(Locale("en").currencies)
MOST_FILE_BYTES = 2_000_000
LTV = (
    ("margin", gettext_lazy("LTV: margin")),
    ("net", gettext_lazy("LTV: net")),
    ("discounted", gettext_lazy("LTV: discounted")),
    ("historic", gettext_lazy("LTV: historic")),
)
CAC = (("cac", gettext_lazy("CAC: same period")), ("cac_lagged", gettext_lazy("CAC: lagged")))


class DayInput(forms.DateInput):
    """A day, as the browser's own picker."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class MetricFilterForm(forms.Form):
    """The question a metrics page answers, as it stands in its address."""

    period = forms.ChoiceField(label=gettext_lazy("Period"), choices=list(PERIODS.items()), required=False)
    start = forms.DateField(label=gettext_lazy("From"), required=False, widget=DayInput())
    end = forms.DateField(label=gettext_lazy("Before"), required=False, widget=DayInput())
    by = forms.CharField(label=gettext_lazy("By"), required=False, max_length=100)
    cohort = forms.ChoiceField(label=gettext_lazy("Tier counted"), choices=list(COHORTS.items()), required=False)
    ltv = forms.ChoiceField(label=gettext_lazy("Lifetime value"), choices=LTV, required=False)
    cac = forms.ChoiceField(label=gettext_lazy("Acquisition cost"), choices=CAC, required=False)
    trend = forms.ChoiceField(label=gettext_lazy("Trend of"), choices=list(METRIC_LABELS.items()), required=False)

    def __init__(self, data: Any, *, custom_keys: list[str] | None = None) -> None:
        super().__init__(data)
        by = [*DIMENSIONS.items(), *((key, key) for key in custom_keys or [] if key not in DIMENSIONS)]
        self.fields["by"].widget = forms.Select(choices=by)

    def clean(self) -> dict[str, Any]:
        """A period ends after it starts."""
        found: dict[str, Any] = super().clean() or {}
        start, end = found.get("start"), found.get("end")
        if start and end and start >= end:
            self.add_error("end", _("The period ends before it starts."))
        return found

    @property
    def asked(self) -> dict[str, Any]:
        """The answers with their defaults; what is not valid counts as not given."""
        found = dict(self.cleaned_data) if self.is_valid() else {}
        defaults = {"by": "tier", "cohort": "tier_now", "ltv": "margin", "cac": "cac", "trend": "win_rate"}
        return {**found, **{name: found.get(name) or value for name, value in defaults.items()}}

    def asked_period(self, today: date) -> Period:
        """The period meant: own dates when given, else the named one, else all time."""
        asked = self.asked
        if asked.get("start") or asked.get("end"):
            return Period(asked.get("start"), asked.get("end"))
        preset = asked.get("period") or "all"
        return preset_period(preset, today=today) if preset in PRESETS else Period()

    def query(self, *, tenant: Tenant, today: date, names: tuple[str, ...] = NAMES) -> MetricQuery:
        """The question, ready to be answered."""
        asked = self.asked
        return MetricQuery(
            names=names,
            today=today,
            currency=tenant.currency,
            timezone=tenant.timezone,
            grouping=Grouping.parse(asked["by"]),
            period=self.asked_period(today),
            cohort=Cohort(asked["cohort"]),
            variants=Variants(asked["ltv"], asked["cac"]),
        )


class SpendFilterForm(forms.Form):
    """The filters of the ledger."""

    start = forms.DateField(label=gettext_lazy("From"), required=False, widget=DayInput())
    end = forms.DateField(label=gettext_lazy("Before"), required=False, widget=DayInput())
    category = forms.CharField(label=gettext_lazy("Category"), required=False, max_length=60)
    department = forms.CharField(label=gettext_lazy("Department"), required=False, max_length=60)


class SpendForm(forms.Form):
    """One cost, booked on at most one thing."""

    spent_on = forms.DateField(label=gettext_lazy("Day"), widget=DayInput())
    amount = forms.DecimalField(label=gettext_lazy("Amount"), max_digits=15, decimal_places=2)
    currency = forms.CharField(label=gettext_lazy("Currency"), max_length=3, min_length=3)
    category = forms.CharField(label=gettext_lazy("Category"), required=False, max_length=60)
    department = forms.CharField(label=gettext_lazy("Department"), required=False, max_length=60)
    account = forms.CharField(
        label=gettext_lazy("For the account"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Name of one account; leave all four empty for a shared cost."),
    )
    tier = forms.ChoiceField(label=gettext_lazy("For the tier"), required=False)
    segment = forms.ChoiceField(label=gettext_lazy("For the segment"), required=False)
    campaign = forms.CharField(label=gettext_lazy("For the campaign"), required=False, max_length=120)
    note = forms.CharField(label=gettext_lazy("Note"), required=False, max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tiers = Tier.objects.order_by("position").values_list("key", "name")
        segments = Segment.objects.order_by("name").values_list("key", "name")
        self.fields["tier"].choices = [("", "–"), *tiers]  # type: ignore[attr-defined]
        self.fields["segment"].choices = [("", "–"), *segments]  # type: ignore[attr-defined]

    def clean_currency(self) -> str:
        """A known currency, in capitals."""
        return currency_checked(self.cleaned_data["currency"])

    def record(self) -> dict[str, Any]:
        """The cost with the fields of the API."""
        given = self.cleaned_data
        plain = ("currency", "category", "department", "tier", "segment", "campaign", "note")
        record: dict[str, Any] = {name: given[name] for name in plain if given[name]}
        if given["account"]:
            record["account_name"] = given["account"]
        return {**record, "spent_on": given["spent_on"].isoformat(), "amount": str(given["amount"])}

    @staticmethod
    def initial_of(cost: Any) -> dict[str, Any]:
        """The fields of a stored cost."""
        account: Account | None = cost.account
        plain = ("spent_on", "currency", "category", "department", "campaign", "note")
        return {
            **{name: getattr(cost, name) for name in plain},
            "amount": Decimal(cost.amount_cents) / 100,
            "account": account.name if account else "",
            "tier": cost.tier_key,
            "segment": cost.segment_key,
        }


def currency_checked(text: str) -> str:
    """This function will return a currency code in capitals.

    :raises ValidationError: when there is no such currency.
    """
    code = text.strip().upper()
    if code not in CURRENCIES:
        raise forms.ValidationError(_("%(code)s is not an ISO 4217 currency code.") % {"code": code})
    return code


class RateForm(forms.Form):
    """One dated rate."""

    currency = forms.CharField(label=gettext_lazy("Currency"), max_length=3, min_length=3)
    valid_on = forms.DateField(label=gettext_lazy("From the day"), widget=DayInput())
    rate = forms.DecimalField(
        label=gettext_lazy("One unit is worth"), max_digits=20, decimal_places=10, min_value=Decimal("0.0000000001")
    )

    def clean_currency(self) -> str:
        """A known currency, in capitals."""
        return currency_checked(self.cleaned_data["currency"])

    def given(self) -> RateGiven:
        """The rate as a value."""
        found = self.cleaned_data
        return RateGiven(found["currency"], found["valid_on"], found["rate"])


class RatesFileForm(forms.Form):
    """A CSV file of dated rates with the columns currency, valid_on and rate."""

    file = forms.FileField(
        label=gettext_lazy("CSV file"), help_text=gettext_lazy("Columns: currency, valid_on (2026-01-31), rate.")
    )

    def clean_file(self) -> list[RateGiven]:
        """Read the file; the first fault names its line."""
        upload = self.cleaned_data["file"]
        if upload.size > MOST_FILE_BYTES:
            raise forms.ValidationError(_("The file is larger than 2 MB."))
        try:
            text = upload.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise forms.ValidationError(_("The file is not UTF-8 text.")) from None
        if "\x00" in text:
            raise forms.ValidationError(_("The file is not text."))
        rows = csv.DictReader(io.StringIO(text))
        if {"currency", "valid_on", "rate"} - set(rows.fieldnames or ()):
            raise forms.ValidationError(_("The header needs the columns currency, valid_on and rate."))
        return [_rate_read(row, line) for line, row in enumerate(rows, start=2)]


def _rate_read(row: dict[str, Any], line: int) -> RateGiven:
    try:
        rate = Decimal(row["rate"] or "")
        if not Decimal(0) < rate < Decimal(10) ** 10:
            raise InvalidOperation
        return RateGiven(currency_checked(row["currency"] or ""), date.fromisoformat(row["valid_on"] or ""), rate)
    except forms.ValidationError as error:
        raise forms.ValidationError(_("Line %(line)s: %(why)s") % {"line": line, "why": error.messages[0]}) from None
    except (InvalidOperation, ValueError):
        raise forms.ValidationError(_("Line %(line)s is not a dated rate.") % {"line": line}) from None


class MetricSettingsForm(forms.Form):
    """How the workspace counts."""

    default_margin = forms.DecimalField(
        label=gettext_lazy("Default gross margin, %"),
        required=False,
        max_value=100,
        min_value=-1000,
        decimal_places=2,
        help_text=gettext_lazy("Used where neither contract nor deal says; empty: unknown, and so is what needs it."),
    )
    qualified_stages = forms.CharField(
        label=gettext_lazy("Qualified stages"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("One CRM stage a line; empty: every open deal is qualified."),
    )
    low_n = forms.IntegerField(label=gettext_lazy("Few cases: fewer than"), min_value=1, max_value=10_000)
    lifetime_cap_months = forms.IntegerField(
        label=gettext_lazy("Longest lifetime believed, months"), min_value=1, max_value=600
    )
    monthly_discount = forms.DecimalField(
        label=gettext_lazy("Monthly discount of LTV (discounted), %"), min_value=0, max_value=100, decimal_places=2
    )

    def given(self) -> dict[str, Any]:
        """The settings as they are stored."""
        found = self.cleaned_data
        stages = [line.strip() for line in found["qualified_stages"].splitlines() if line.strip()]
        margin = found["default_margin"]
        return {
            "default_margin_bp": None if margin is None else int(margin * 100),
            "qualified_stages": stages or None,
            "low_n": found["low_n"],
            "lifetime_cap_months": found["lifetime_cap_months"],
            "monthly_discount_bp": int(found["monthly_discount"] * 100),
        }

    @staticmethod
    def initial_of(settings: Any) -> dict[str, Any]:
        """The fields of the stored settings."""
        margin = settings.default_margin_bp
        return {
            "default_margin": None if margin is None else Decimal(margin) / 100,
            "qualified_stages": "\n".join(settings.qualified_stages or []),
            "low_n": settings.low_n,
            "lifetime_cap_months": settings.lifetime_cap_months,
            "monthly_discount": Decimal(settings.monthly_discount_bp) / 100,
        }


class TargetForm(forms.Form):
    """What a month is meant to bring."""

    month = forms.DateField(
        label=gettext_lazy("Month (any day of it)"),
        widget=DayInput(),
        help_text=gettext_lazy("Kept for the whole month."),
    )
    amount = forms.DecimalField(
        label=gettext_lazy("Won value"), required=False, max_digits=15, decimal_places=2, min_value=0,
        help_text=gettext_lazy("Empty takes the target away."),
    )  # fmt: skip
