"""The editor of one kind of event that counts: chosen from lists, and told in one line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engagement.domain.kinds import OUTCOMES, TOUCH_KINDS, kind_label
from engagement.domain.rules import HALF_LIFE, LINEAR, NONE, SESSION, SIGNAL, TOUCH
from engagement.domain.rules_parse import MOST_EVENTS
from engagement.models import SalesSession

MILLI = 1_000
SOURCES = {
    TOUCH: gettext_lazy("Touch"),
    SESSION: gettext_lazy("Sales session held"),
    SIGNAL: gettext_lazy("Signal"),
}
DECAYS = {
    LINEAR: gettext_lazy("fades evenly, gone after"),
    HALF_LIFE: gettext_lazy("halves every"),
    NONE: gettext_lazy("does not fade"),
}
DIRECTIONS = {
    "": gettext_lazy("Both"),
    "inbound": gettext_lazy("They to us"),
    "outbound": gettext_lazy("We to them"),
}
# what is chosen for events of each source: the fields of their kinds and outcomes
KINDS_OF = {TOUCH: "touch_kinds", SIGNAL: "signal_kinds"}
OUTCOMES_OF = {TOUCH: "touch_outcomes", SESSION: "session_outcomes"}


def names_of(text: str) -> list[str]:
    """This function will read a list written with commas."""
    return [name for name in (part.strip() for part in text.split(",")) if name]


def points_field(**more: Any) -> forms.DecimalField:
    """This function will make a field for points with thousandths."""
    return forms.DecimalField(min_value=Decimal(0), max_value=Decimal(1_000), decimal_places=3, localize=True, **more)


def milli_of(points: Decimal) -> int:
    """This function will turn points into thousandths."""
    return int(points * MILLI)


def points_text(milli: int) -> str:
    """This function will write thousandths of a point as an input shows them."""
    return f"{Decimal(milli) / MILLI:f}"


def _several(label: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, required=False, widget=forms.CheckboxSelectMultiple)


class EventRuleForm(forms.Form):
    """One kind of event and what it counts. ``signal_kinds``: those that the workspace's sources have sent."""

    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)
    label = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    source = forms.ChoiceField(label=gettext_lazy("Happens as"), choices=list(SOURCES.items()))
    touch_kinds = _several(gettext_lazy("Only these touches"))
    touch_outcomes = _several(gettext_lazy("Only those that ended as"))
    session_outcomes = _several(gettext_lazy("Only sessions that ended as"))
    signal_kinds = _several(gettext_lazy("Only these signals"))
    more_kinds = forms.CharField(
        label=gettext_lazy("Other signals"),
        required=False,
        max_length=600,
        help_text=gettext_lazy("As your source names them, with commas, if none has come yet."),
    )
    direction = forms.ChoiceField(label=gettext_lazy("Direction"), required=False, choices=list(DIRECTIONS.items()))
    points = points_field(label=gettext_lazy("Points"))
    per_minute = forms.BooleanField(label=gettext_lazy("for each minute"), required=False)
    decay = forms.ChoiceField(label=gettext_lazy("Then"), choices=list(DECAYS.items()))
    days = forms.IntegerField(label=gettext_lazy("Days"), min_value=1, max_value=3_650, required=False)
    act_now = forms.BooleanField(label=gettext_lazy("Act now: one such event qualifies"), required=False)

    def __init__(self, *args: Any, signal_kinds: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        outcomes = {str(value): label for value, label in SalesSession.Outcome.choices}
        offered: dict[str, Mapping[str, Any]] = {
            "touch_kinds": TOUCH_KINDS,
            "touch_outcomes": OUTCOMES,
            "session_outcomes": outcomes,
            "signal_kinds": {kind: kind_label(kind) for kind in signal_kinds},
        }
        for name, known in offered.items():
            stored = [value for value in self.initial.get(name, ()) if value not in known]
            field: Any = self.fields[name]
            field.choices = [
                *((value, _(str(label))) for value, label in known.items()),
                *((value, kind_label(value)) for value in stored),
            ]

    @staticmethod
    def initial_of(event: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the form begins with for a stored event."""
        source = event["source"]
        chosen = {KINDS_OF.get(source, ""): event["kinds"], OUTCOMES_OF.get(source, ""): event["outcomes"]}
        return {**event, **chosen, "points": points_text(event["points_milli"])}

    def rule(self) -> dict[str, Any]:
        """Return the event as the rules store it; what was chosen for events of another source is left out."""
        given = self.cleaned_data
        source = given["source"]
        kinds = given.get(KINDS_OF.get(source, ""), [])
        if source == SIGNAL:
            kinds = list(dict.fromkeys([*kinds, *names_of(given["more_kinds"])]))
        return {
            "key": given["key"] or slugify(given["label"]).replace("-", "_")[:60],
            "label": given["label"],
            "source": source,
            "points_milli": milli_of(given["points"]),
            "kinds": kinds,
            "direction": given["direction"] if source == TOUCH else "",
            "outcomes": given.get(OUTCOMES_OF.get(source, ""), []),
            "per_minute": given["per_minute"],
            "decay": given["decay"],
            "days": 1 if given["decay"] == NONE else given["days"],
            "act_now": given["act_now"],
        }

    @property
    def said(self) -> str:
        """The rule in one line, as the inputs stand; nothing before it has points."""
        source = str(self["source"].value() or TOUCH)
        points = self["points"].value()
        if points in (None, ""):
            return ""
        text = _("points a minute: %(points)s") if self["per_minute"].value() else _("points: %(points)s")
        parts = [text % {"points": points}, self._fading(), str(SOURCES.get(source, source))]
        if source == TOUCH and self["direction"].value():
            parts.append(str(DIRECTIONS.get(str(self["direction"].value()), "")))
        for name in (KINDS_OF.get(source), OUTCOMES_OF.get(source)):
            if name and (chosen := self._chosen(name)):
                parts.append(chosen)
        if self["act_now"].value():
            parts.append(_("qualifies at once"))
        return " · ".join(parts)

    def _fading(self) -> str:
        decay, days = str(self["decay"].value() or LINEAR), self["days"].value()
        texts = {
            LINEAR: _("gone after %(days)s days"),
            HALF_LIFE: _("halves every %(days)s days"),
            NONE: _("does not fade"),
        }
        return texts.get(decay, "") % {"days": days}

    def _chosen(self, name: str) -> str:
        field: Any = self.fields[name]
        values = {str(value) for value in self[name].value() or ()}
        labels = [str(label) for value, label in field.choices if str(value) in values]
        if name == "signal_kinds":
            labels += names_of(str(self["more_kinds"].value() or ""))
        return ", ".join(labels)


EventFormSet = forms.formset_factory(
    EventRuleForm, extra=0, can_delete=True, max_num=MOST_EVENTS, validate_max=True, absolute_max=MOST_EVENTS + 10
)
