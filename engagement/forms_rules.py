"""The editor of the engagement rules as a whole, and the filters of the engaged; ``forms_events`` has the events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from engagement.domain.rules_parse import (
    LEVELS,
    LONGEST_WINDOW,
    MOST_PEOPLE,
    MOST_PERCENT,
    SHORTEST_WINDOW,
)
from engagement.forms_events import milli_of, names_of, points_field, points_text
from tiers.models import Tier

LEVEL_LABELS = {
    "c_level": gettext_lazy("C-level and owners"),
    "vp": gettext_lazy("Vice presidents"),
    "director": gettext_lazy("Directors"),
    "head": gettext_lazy("Heads of"),
    "manager": gettext_lazy("Managers"),
    "senior": gettext_lazy("Senior staff"),
    "professional": gettext_lazy("Staff"),
    "junior": gettext_lazy("Juniors"),
    "unknown": gettext_lazy("Level unknown"),
}
STATES = {
    "": gettext_lazy("All engaged"),
    "qualified": gettext_lazy("Qualified"),
    "not_qualified": gettext_lazy("Not qualified"),
}
TEMPERATURES = {
    "new": gettext_lazy("New"),
    "hot": gettext_lazy("Hot"),
    "warm": gettext_lazy("Warm"),
    "cold": gettext_lazy("Cold"),
}
# where a fault of the rules stands in the form
FIELD_OF = {
    "points_milli": "points",
    "kinds": "more_kinds",
    "person_points_milli": "person_points",
    "fit_gate_milli": "fit_gate",
}


class EngagedFilterForm(forms.Form):
    """Filters of the list of engaged accounts."""

    state = forms.ChoiceField(label=gettext_lazy("State"), choices=list(STATES.items()), required=False)
    temperature = forms.ChoiceField(
        label=gettext_lazy("Temperature"), choices=[("", gettext_lazy("Any")), *TEMPERATURES.items()], required=False
    )
    tier = forms.ChoiceField(label=gettext_lazy("Tier"), required=False)
    mine = forms.BooleanField(label=gettext_lazy("Only mine"), required=False)

    def __init__(self, *args: Any, tiers: Iterable[Tier], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tier"].choices = [("", gettext_lazy("Any")), *((tier.key, tier.name) for tier in tiers)]  # type: ignore[attr-defined]


class SpellFilterForm(forms.Form):
    """Since when, and which of the spells of qualification."""

    since = forms.DateField(
        label=gettext_lazy("Entered or left since"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[
            ("", gettext_lazy("All")),
            ("qualified", gettext_lazy("Qualified still")),
            ("not_qualified", gettext_lazy("No longer qualified")),
        ],
    )


class RulesForm(forms.Form):
    """Everything else: the window, when an account is qualified, and the weights."""

    number = forms.IntegerField(widget=forms.HiddenInput)
    window_days = forms.IntegerField(
        label=gettext_lazy("Days looked back"), min_value=SHORTEST_WINDOW, max_value=LONGEST_WINDOW
    )
    points = points_field(label=gettext_lazy("Points of the account"))
    people = forms.IntegerField(label=gettext_lazy("People engaged"), min_value=0, max_value=MOST_PEOPLE)
    person_points = points_field(label=gettext_lazy("Points each of them needs"))
    fit_gate = forms.DecimalField(
        label=gettext_lazy("Fit needed"), min_value=Decimal(0), max_value=Decimal(100), decimal_places=3, localize=True
    )
    exit_percent = forms.IntegerField(label=gettext_lazy("Stays qualified down to, %"), min_value=1, max_value=100)
    act_now_days = forms.IntegerField(
        label=gettext_lazy("An act-now event qualifies for, days"), min_value=1, max_value=LONGEST_WINDOW
    )
    excluded_domains = forms.CharField(
        label=gettext_lazy("Mail domains that never count"),
        required=False,
        max_length=4_000,
        help_text=gettext_lazy("With commas: agencies, partners. Your own members' domains never count."),
    )
    note = forms.CharField(label=gettext_lazy("What changes and why"), required=False, max_length=300)

    def __init__(self, *args: Any, tiers: Iterable[Tier], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tiers = list(tiers)
        weights: list[tuple[str, Any]] = [(f"level_{level}", LEVEL_LABELS[level]) for level in LEVELS]
        weights += [(f"tier_{tier.pk}", tier.name) for tier in self.tiers]
        for name, label in weights:
            self.fields[name] = forms.IntegerField(label=label, min_value=0, max_value=MOST_PERCENT, initial=100)
        for tier in self.tiers:
            self.fields[f"points_{tier.pk}"] = points_field(label=gettext_lazy("Points"), required=False)
            self.fields[f"people_{tier.pk}"] = forms.IntegerField(
                label=gettext_lazy("People"), required=False, min_value=0, max_value=MOST_PEOPLE
            )
            self.fields[f"person_{tier.pk}"] = points_field(label=gettext_lazy("Points each"), required=False)

    @property
    def levels(self) -> list[Any]:
        """The fields of the weights by seniority."""
        return [self[f"level_{level}"] for level in LEVELS]

    @property
    def tier_lines(self) -> list[tuple[Tier, list[Any]]]:
        """Each tier with its weight and its own threshold."""
        return [
            (tier, [self[f"{name}_{tier.pk}"] for name in ("tier", "points", "people", "person")])
            for tier in self.tiers
        ]

    @staticmethod
    def initial_of(rules: Mapping[str, Any], number: int, tiers: Iterable[Tier]) -> dict[str, Any]:
        """Return what the form begins with for stored rules."""
        qualification = rules["qualification"]
        found: dict[str, Any] = {
            "number": number,
            "window_days": rules["window_days"],
            "points": points_text(qualification["points_milli"]),
            "people": qualification["people"],
            "person_points": points_text(qualification["person_points_milli"]),
            "fit_gate": points_text(qualification["fit_gate_milli"]),
            "exit_percent": qualification["exit_percent"],
            "act_now_days": qualification["act_now_days"],
            "excluded_domains": ", ".join(rules["excluded_domains"]),
            **{f"level_{level}": percent for level, percent in rules["seniority_percent"].items()},
        }
        for tier in tiers:
            found[f"tier_{tier.pk}"] = rules["tier_percent"].get(tier.key, 100)
            own = qualification["by_tier"].get(tier.key)
            if own:
                found[f"points_{tier.pk}"] = points_text(own["points_milli"])
                found[f"people_{tier.pk}"] = own["people"]
                found[f"person_{tier.pk}"] = points_text(own["person_points_milli"])
        return found

    def clean(self) -> dict[str, Any]:
        """A threshold of a tier's own is whole or absent."""
        given = super().clean() or {}
        for tier in self.tiers:
            names = [f"{name}_{tier.pk}" for name in ("points", "people", "person")]
            blank = [name for name in names if given.get(name) is None and name not in self.errors]
            if 0 < len(blank) < len(names):
                for name in blank:
                    self.add_error(name, gettext_lazy("Fill in all three, or none: then the threshold above holds."))
        return given

    def rules(self, events: list[dict[str, Any]]) -> dict[str, Any]:
        """Return the rules as they are stored; weights of 100 are left out."""
        given = self.cleaned_data
        levels = {level: given[f"level_{level}"] for level in LEVELS}
        weights = {tier.key: given[f"tier_{tier.pk}"] for tier in self.tiers}
        own = {
            tier.key: {
                "points_milli": milli_of(given[f"points_{tier.pk}"]),
                "people": given[f"people_{tier.pk}"],
                "person_points_milli": milli_of(given[f"person_{tier.pk}"]),
            }
            for tier in self.tiers
            if given.get(f"points_{tier.pk}") is not None
        }
        return {
            "window_days": given["window_days"],
            "excluded_domains": [domain.lower() for domain in names_of(given["excluded_domains"])],
            "events": events,
            "seniority_percent": {level: percent for level, percent in levels.items() if percent != 100},
            "tier_percent": {key: percent for key, percent in weights.items() if percent != 100},
            "qualification": {
                "points_milli": milli_of(given["points"]),
                "people": given["people"],
                "person_points_milli": milli_of(given["person_points"]),
                "fit_gate_milli": milli_of(given["fit_gate"]),
                "exit_percent": given["exit_percent"],
                "act_now_days": given["act_now_days"],
                "by_tier": own,
            },
        }
