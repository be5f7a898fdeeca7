"""Forms of the ICP editor: profiles, and one form per kind of rule. What they yield is JSON that the domain checks."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.domain.icp import GROUPS, MAX_WEIGHT
from accounts.domain.icp_facts import COUNTRY, FactKind, FactRead, Subject, fact_kinds, fact_spec
from common.formats import country_choices, country_text

KINDS = {
    "one_of": gettext_lazy("Certain values"),
    "range": gettext_lazy("A number on a line"),
    "has": gettext_lazy("A list contains"),
    "recency": gettext_lazy("A fresh signal"),
    "flag": gettext_lazy("Yes or no"),
    "table": gettext_lazy("A table of one or two facts"),
    "knock_out": gettext_lazy("Knock-out"),
}
READS = {
    "one_of": FactKind.TEXT,
    "range": FactKind.INT,
    "has": FactKind.SET,
    "recency": FactKind.DAYS,
    "flag": FactKind.BOOL,
}
FACT_FAMILIES = {
    "deal": gettext_lazy("Deal"),
    "deal.custom": gettext_lazy("Your own fields of deals"),
    "account": gettext_lazy("Company"),
    "custom": gettext_lazy("Your own fields"),
    "signal": gettext_lazy("Newest signal of a kind"),
    "signal_count": gettext_lazy("Number of signals"),
    "rating": gettext_lazy("Ratings by the team"),
    "measure": gettext_lazy("Worked out by the platform"),
    "score": gettext_lazy("Score under another profile"),
    "excluded": gettext_lazy("Excluded by another profile"),
}
OPS = {
    "in": gettext_lazy("is one of"),
    "not_in": gettext_lazy("is none of"),
    "below": gettext_lazy("is below"),
    "above": gettext_lazy("is above"),
    "is_true": gettext_lazy("is yes"),
    "is_false": gettext_lazy("is no"),
    "has_any": gettext_lazy("contains any of"),
    "has_all": gettext_lazy("contains all of"),
    "within_days": gettext_lazy("happened within so many days"),
}


class ProfileForm(forms.Form):
    """Name, review day and rhythm, and whether it drives the tiers."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    review_on = forms.DateField(
        label=gettext_lazy("Review on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("When the profile should be looked at again."),
    )
    review_months = forms.IntegerField(
        label=gettext_lazy("Months between reviews"),
        required=False,
        min_value=1,
        max_value=60,
        help_text=gettext_lazy("Each review sets the next one so many months ahead. Empty: no rhythm."),
    )
    is_primary = forms.BooleanField(label=gettext_lazy("Drives the tiers"), required=False)

    def __init__(self, *args: Any, subject: Subject, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if subject is Subject.DEAL:
            self.fields["is_primary"].label = _("Gives the win scores")
            self.fields["is_primary"].help_text = _("Of several profiles of deals this one counts everywhere.")


class NewProfileForm(forms.Form):
    """A profile's name, and what it scores."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    subject = forms.ChoiceField(
        label=gettext_lazy("What it scores"),
        required=False,
        choices=[
            (Subject.ACCOUNT.value, gettext_lazy("Accounts: how well a company fits us")),
            (Subject.DEAL.value, gettext_lazy("Deals: how likely we win a sale")),
        ],
        help_text=gettext_lazy(
            "Both can be learned from your closed deals; one of deals also from those of no account."
        ),
    )


class PercentField(forms.DecimalField):
    """A share as a percentage with one decimal; cleans to per mille."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=100, decimal_places=1, **kwargs)

    def clean(self, value: Any) -> Any:
        """Return per mille."""
        cleaned = super().clean(value)
        return None if cleaned is None else int(cleaned * 10)


def percent_of(per_mille: int) -> str:
    """This function will write per mille as the percentage an input shows."""
    return str(Decimal(per_mille) / 10).removesuffix(".0")


def number_of(text: str, scale: int) -> int:
    """This function will read a number in its readable unit as stored units.

    :raises forms.ValidationError: when it is no number, or finer than what is stored.
    """
    try:
        number = Decimal(text.replace(" ", "").replace("\u00a0", "").replace("_", "")) * scale
        whole = number.to_integral_value()
    except InvalidOperation as error:
        raise forms.ValidationError(_("“%(text)s” is not a number.") % {"text": text}) from error
    if not number.is_finite() or whole != number or abs(number) > 10**15:
        raise forms.ValidationError(_("“%(text)s” is too fine or too large.") % {"text": text})
    return int(whole)


def readable(stored: int, scale: int) -> str:
    """This function will write stored units as the number an input shows."""
    text = format(Decimal(stored) / scale, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def values_of(text: str) -> list[str]:
    """This function will read values separated by commas or lines; quotation marks keep a comma inside a value."""
    rows = csv.reader(text.splitlines(), skipinitialspace=True)
    return [value.strip() for row in rows for value in row if value.strip()]


def values_text(values: list[str] | tuple[str, ...]) -> str:
    """This function will write values so that ``values_of`` reads them back."""
    return ", ".join(f'"{value}"' if "," in value or '"' in value else value for value in values)


def country_codes(said: list[str]) -> list[str]:
    """This function will turn countries as people write them, by name or ISO code, into codes.

    :raises forms.ValidationError: when one is no country.
    """
    codes = {name.casefold(): code for code, name in country_choices()}
    known = set(codes.values())
    found = [text.upper() if text.upper() in known else codes.get(text.casefold(), "") for text in said]
    if "" in found:
        raise forms.ValidationError(_("“%(name)s” is no country we know.") % {"name": said[found.index("")][:60]})
    return found


def values_meant(fact: str, text: str) -> list[str]:
    """This function will read values of a fact as they are stored: countries are typed by name and stored by code.

    :raises forms.ValidationError: when a country is none.
    """
    values = values_of(text)
    return country_codes(values) if fact == COUNTRY else values


def values_told(fact: str, values: list[str] | tuple[str, ...]) -> str:
    """This function will write stored values of a fact so that ``values_meant`` reads them back."""
    return values_text([country_text(value) for value in values] if fact == COUNTRY else values)


def scale_of(fact: str) -> int:
    """This function will return how many stored units of a numeric fact make one that people read; 1 where unsure."""
    return fact_spec(FactRead(fact, FactKind.INT)).scale if FactKind.INT in fact_kinds(fact) else 1


def fact_choices(
    keys: Mapping[str, list[tuple[str, FactKind | None]]], kinds: set[FactKind], current: str, label: Any
) -> list[Any]:
    """This function will group the facts a rule can read; ``current`` is always among them."""
    groups: list[Any] = []
    seen = set()
    for family, facts in keys.items():
        fitting = [key for key, kind in facts if (kind in kinds if kind else kinds & set(fact_kinds(key)))]
        seen.update(fitting)
        if fitting:
            groups.append((FACT_FAMILIES[family], [(key, label(key)) for key in fitting]))
    if current and current not in seen:
        groups.append((_("In use"), [(current, label(current))]))
    return groups


class CriterionForm(forms.Form):
    """What all criteria have in common; a subclass per kind adds its rule. Rows are inputs of one name, repeated."""

    kind = ""
    rows: list[dict[str, Any]]

    label = forms.CharField(label=gettext_lazy("Label"), max_length=120)
    group = forms.ChoiceField(label=gettext_lazy("Group"))
    weight = forms.IntegerField(label=gettext_lazy("Weight"), min_value=1, max_value=MAX_WEIGHT, initial=20)
    fact = forms.ChoiceField(label=gettext_lazy("Fact it reads"))

    def __init__(self, *args: Any, facts: Any, label: Any, rule: Mapping[str, Any] | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.rule = dict(rule or {})
        self.key_lists = facts
        self.label_of = label
        self.group_field().choices = [(key, _(text)) for key, text in GROUPS.items()]
        self.build()
        self.rows = self.rows_given() if self.is_bound else self.rows_stored()

    def group_field(self) -> Any:
        """The group's field, typed for its choices."""
        return self.fields["group"]

    def build(self) -> None:
        """Fill the choices of the fact."""
        current = str(self.data.get("fact") or self.initial.get("fact") or "")
        choice: Any = self.fields["fact"]
        choice.choices = fact_choices(self.key_lists, {READS[self.kind]}, current, self.label_of)

    def rows_stored(self) -> list[dict[str, Any]]:
        """The rows of the stored rule as inputs show them."""
        return []

    def rows_given(self) -> list[dict[str, Any]]:
        """The rows as they were submitted."""
        return []

    def lists(self, *names: str) -> list[tuple[str, ...]]:
        """The submitted rows: repeated inputs side by side, empty rows left out."""
        given: Any = self.data
        columns = [[text.strip() for text in given.getlist(name)] for name in names]
        return [row for row in zip(*columns, strict=False) if any(row)]

    def rule_json(self) -> dict[str, Any]:
        """The rule of a valid form."""
        raise NotImplementedError

    def criterion_json(self, key: str) -> dict[str, Any]:
        """The criterion of a valid form."""
        return {
            "key": key,
            "label": self.cleaned_data["label"],
            "group": self.cleaned_data["group"],
            "fact": self.cleaned_data.get("fact", ""),
            "weight": self.cleaned_data.get("weight", 0),
            "rule": self.rule_json(),
        }

    def refuse(self, fields: Mapping[str, str]) -> None:
        """Show the domain's problems where they belong."""
        for path, text in fields.items():
            name = path.removeprefix("criterion.").removeprefix("rule.").partition(".")[0]
            self.add_error(name if name in self.fields else None, text)
