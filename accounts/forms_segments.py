"""The form of a segment: a name, and a rule in parts or none."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.domain.regions import REGIONS, countries_of
from accounts.domain.segments import SegmentRuleInvalid, segment_rule_parse
from accounts.models import Account
from common.formats import country_choices


class SegmentForm(forms.Form):
    """Reads a segment from a page; ``rule()`` puts the parts together."""

    name = forms.CharField(label=_("Name"), max_length=120)
    description = forms.CharField(
        label=_("Description"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    by_rule = forms.ChoiceField(
        label=_("Members"),
        choices=[("rule", _("Follow from the rule below")), ("hand", _("Are chosen by hand"))],
        widget=forms.RadioSelect,
        initial="rule",
    )
    industry = forms.MultipleChoiceField(label=_("Industry is one of"), required=False)
    regions = forms.MultipleChoiceField(
        label=_("Country is in"),
        required=False,
        help_text=_("A shortcut: the region's countries are added to those chosen one by one."),
    )
    country = forms.MultipleChoiceField(label=_("Country is one of"), required=False)
    lifecycle = forms.MultipleChoiceField(
        label=_("Lifecycle is one of"), required=False, choices=Account.Lifecycle.choices
    )
    technologies = forms.CharField(label=_("Uses any of these technologies (comma-separated)"), required=False)
    employees_min = forms.IntegerField(label=_("Employees, at least"), required=False, min_value=0, max_value=10**9)
    employees_max = forms.IntegerField(label=_("Employees, at most"), required=False, min_value=0, max_value=10**9)
    annual_revenue_min = forms.IntegerField(
        label=_("Annual revenue, at least"), required=False, min_value=0, max_value=10**13
    )
    annual_revenue_max = forms.IntegerField(
        label=_("Annual revenue, at most"), required=False, min_value=0, max_value=10**13
    )

    def __init__(self, *args: Any, industries: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["industry"].choices = [(value, value) for value in industries]  # type: ignore[attr-defined]
        self.fields["regions"].choices = [(key, gettext(region[0])) for key, region in REGIONS.items()]  # type: ignore[attr-defined]
        self.fields["country"].choices = country_choices()  # type: ignore[attr-defined]

    def rule(self) -> dict[str, Any] | None:
        """Return the rule as JSON, or None where members are chosen by hand."""
        given = self.cleaned_data
        if given.get("by_rule") == "hand":
            return None
        used = [name.strip() for name in given["technologies"].split(",") if name.strip()]
        countries = sorted({*given["country"], *countries_of(given["regions"])})
        rule: dict[str, Any] = {"industry": given["industry"], "country": countries}
        rule |= {"lifecycle": given["lifecycle"], "technologies": used}
        for key in ("employees", "annual_revenue"):
            rule[key] = {name: given[f"{key}_{name}"] for name in ("min", "max") if given[f"{key}_{name}"] is not None}
        return {key: value for key, value in rule.items() if value}

    def clean(self) -> dict[str, Any]:
        """Check the parts as one rule."""
        given = super().clean() or {}
        if not self.errors and given.get("by_rule") == "rule":
            try:
                segment_rule_parse(self.rule())
            except SegmentRuleInvalid as error:
                self.add_error(None, str(error))
        return given


def initial_of(rule: dict[str, Any] | None) -> dict[str, Any]:
    """This function will return the form's initial values for a stored rule."""
    found: dict[str, Any] = {"by_rule": "hand" if rule is None else "rule"}
    for key, value in (rule or {}).items():
        if key == "technologies":
            found[key] = ", ".join(value)
        elif isinstance(value, dict):
            found |= {f"{key}_{name}": bound for name, bound in value.items()}
        else:
            found[key] = value
    return found
