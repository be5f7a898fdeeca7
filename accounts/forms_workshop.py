"""Forms of the workshop: an answer, a trait for the draft, a review, and whom we call the best."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.domain.workshop import Department, Pick, Question
from accounts.forms_icp import country_codes, values_of
from accounts.selectors.trait_members import Best
from accounts.services.workshop import TraitGiven

UNITS = {"money": 100, "%": 100, "days": 1}  # stored hundredths
NAMED = {
    Pick.INDUSTRY: gettext_lazy("Industries named"),
    Pick.COUNTRY: gettext_lazy("Countries named"),
    Pick.TECHNOLOGIES: gettext_lazy("Technologies named"),
    Pick.SIGNAL: gettext_lazy("Events named"),
}
OFFERED = 8  # names of the workspace's own data
BETWEEN = gettext_lazy("Separate several by commas.")


def _hint(known: Sequence[str]) -> str:
    if not known:
        return str(BETWEEN)
    return f"{BETWEEN} " + _("Known here: %(names)s.") % {"names": ", ".join(known[:OFFERED])}


class AnswerForm(forms.Form):
    """One answer to one question: text, and the fields the question asks for. ``names`` offers what is known."""

    text = forms.CharField(
        label=gettext_lazy("Answer"), required=False, max_length=5_000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(
        self, *args: Any, question: Question, currency: str, known: Mapping[str, Sequence[str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = f"id_{question.key}_%s"  # several stand on one page
        self.question = question
        for pick in question.picks:
            offered = known.get(pick.value, ())
            if pick is Pick.SIGNAL:
                offered = [kind.replace("_", " ") for kind in offered]  # as people write them; stored is the kind
            self._add(pick, currency, offered)
        if question.department is Department.CUSTOMERS:
            self.fields["customer"] = forms.CharField(
                label=gettext_lazy("Which customer said so"), required=False, max_length=300
            )

    def _add(self, pick: Pick, currency: str, known: Sequence[str]) -> None:
        if pick in NAMED:
            self.fields[pick.value] = forms.CharField(
                label=NAMED[pick], required=False, max_length=2_000, help_text=_hint(known)
            )
        elif pick is Pick.EMPLOYEES:
            for name, label in (("low", gettext_lazy("Employees from")), ("high", gettext_lazy("Employees to"))):
                self.fields[name] = forms.IntegerField(label=label, required=False, min_value=0, max_value=10**9)
        else:
            units = {"money": currency, "%": "%", "days": _("days")}
            self.fields[pick.value] = forms.DecimalField(
                label=_("Number (%(unit)s)") % {"unit": units[self.question.unit]},
                required=False,
                min_value=0,
                max_value=10**12,
                decimal_places=0 if self.question.unit == "days" else 2,
            )

    def clean(self) -> dict[str, Any]:
        """Turn the countries named into codes; people write either."""
        given = super().clean() or {}
        try:
            found = country_codes(values_of(given.get(Pick.COUNTRY) or ""))
        except forms.ValidationError as error:
            self.add_error(Pick.COUNTRY, error)
        else:
            given[Pick.COUNTRY.value] = ", ".join(found)
        return given

    def picks(self) -> dict[str, Any]:
        """This function will return what a valid form names, as it is stored."""
        given = self.cleaned_data
        found: dict[str, Any] = {pick.value: values_of(given.get(pick.value) or "") for pick in NAMED}
        low, high = given.get("low"), given.get("high")
        if low is not None or high is not None:
            ends = [low if low is not None else 0, high if high is not None else 10 * max(low or 1, 1)]
            found[Pick.EMPLOYEES] = sorted(ends)
        number = given.get(Pick.NUMBER)
        if number is not None:
            found[Pick.NUMBER] = int(number * UNITS[self.question.unit])
        return {name: value for name, value in found.items() if value not in ([], None)}

    def refuse(self, fields: dict[str, str]) -> None:
        """Show a refusal where it belongs."""
        places = {"account": "customer", Pick.EMPLOYEES.value: "low"}
        for name, text in fields.items():
            place = places.get(name, name)
            self.add_error(place if place in self.fields else None, text)


class TraitForm(forms.Form):
    """A trait to be taken into the draft, as its button submits it."""

    fact = forms.CharField(max_length=120)
    value = forms.CharField(max_length=100, required=False)
    label = forms.CharField(max_length=120, required=False)
    weight = forms.IntegerField(min_value=1, max_value=1000, required=False)
    low = forms.IntegerField(min_value=0, max_value=10**15, required=False)
    high = forms.IntegerField(min_value=0, max_value=10**15, required=False)
    against = forms.BooleanField(required=False)
    listed = forms.BooleanField(required=False)  # of a field of one's own: it holds lists
    editor_of = forms.IntegerField(min_value=1, max_value=10**6, required=False)  # the draft whose editor it stands in

    def given(self) -> TraitGiven:
        """This function will return what a valid form asks for."""
        data = self.cleaned_data
        ends = (data["low"], data["high"])
        return TraitGiven(
            fact=data["fact"],
            values=(data["value"],),
            label=data["label"],
            weight=data["weight"] or 20,
            against=data["against"],
            is_list=data["listed"],
            between=ends if None not in ends else None,
        )


class ReviewForm(forms.Form):
    """What a review found, and when the next one is."""

    note = forms.CharField(
        label=gettext_lazy("What we found"), required=False, max_length=5_000, widget=forms.Textarea(attrs={"rows": 4})
    )
    next_on = forms.DateField(
        label=gettext_lazy("Next review on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("Empty: by the rhythm in the profile's settings."),
    )


BEST_BY = {
    "ltv": gettext_lazy("Lifetime value so far"),
    "won_revenue": gettext_lazy("Revenue so far"),
    "margin": gettext_lazy("Gross margin"),
    "staying": gettext_lazy("Staying with us"),
    "support": gettext_lazy("Least support needed"),
}


class BestForm(forms.Form):
    """Whom we call the best: by which measure, and how many."""

    by = forms.ChoiceField(
        label=gettext_lazy("Best by"),
        required=False,
        choices=list(BEST_BY.items()),
    )
    percent = forms.IntegerField(label=gettext_lazy("The best, in %"), required=False, min_value=1, max_value=90)
    number = forms.IntegerField(label=gettext_lazy("Or the first"), required=False, min_value=1, max_value=1_000_000)

    def best(self) -> Best:
        """This function will return the choice; what is not given, or not valid, is the usual."""
        given = self.cleaned_data if self.is_bound and self.is_valid() else {}
        return Best(given.get("by") or "ltv", given.get("percent") or 25, given.get("number"))
