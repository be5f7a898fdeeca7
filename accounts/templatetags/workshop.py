"""How traits, answers and inputs are told to a reader."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.domain.icp_facts import SIGNAL, fact_split
from accounts.domain.trait_rules import drawn_lift, weight_of
from accounts.domain.traits import EMPLOYEES, Trait, band_ends, is_banded
from accounts.domain.workshop import DEPARTMENTS, QUESTIONS, Department, Input, Pick, Standing, State
from accounts.models import IcpAnswer
from accounts.selectors.workshop import picks_said
from accounts.templatetags.icp import fact_label
from common.formats import compact_text, country_text, money_short_text, number_text, percent_text

register = template.Library()

INPUTS = {
    Input.INTERVIEWS: gettext_lazy("Department interviews"),
    Input.FIRMOGRAPHICS: gettext_lazy("Firmographics"),
    Input.INTERNAL: gettext_lazy("Our own data"),
    Input.TECHNOLOGY: gettext_lazy("Technologies"),
    Input.BEHAVIOUR: gettext_lazy("Behaviour and trigger events"),
    Input.PREDICTION: gettext_lazy("Prediction"),
}
STATES = {
    State.DONE: (gettext_lazy("done"), "good", "check"),
    State.MISSING: (gettext_lazy("missing"), "warn", ""),
    State.OLD: (gettext_lazy("old"), "warn", "clock"),
}
WHO = {
    Input.FIRMOGRAPHICS: gettext_lazy("Sales operations"),
    Input.INTERNAL: gettext_lazy("Finance and customer success"),
    Input.TECHNOLOGY: gettext_lazy("Marketing"),
    Input.BEHAVIOUR: gettext_lazy("Sales and marketing"),
    Input.PREDICTION: gettext_lazy("Sales operations"),
}
NEXT = {
    Input.FIRMOGRAPHICS: gettext_lazy("Take what our customers are into the draft."),
    Input.INTERNAL: gettext_lazy("Take what the best customers share into the draft."),
    Input.TECHNOLOGY: gettext_lazy("Say which technologies complement us and which compete."),
    Input.BEHAVIOUR: gettext_lazy("Take the events that come before won deals into the draft."),
    Input.PREDICTION: gettext_lazy("Learn a draft from closed deals and compare."),
}
MARKS = {State.DONE: "✓", State.MISSING: "–", State.OLD: "!"}
AGAIN = gettext_lazy("Look at it again, then record a review.")
PICKS = {
    Pick.INDUSTRY: gettext_lazy("Industry"),
    Pick.COUNTRY: gettext_lazy("Country"),
    Pick.EMPLOYEES: gettext_lazy("Employees"),
    Pick.TECHNOLOGIES: gettext_lazy("Technologies"),
    Pick.SIGNAL: gettext_lazy("Event"),
    Pick.NUMBER: gettext_lazy("Number"),
}


@register.filter
def input_label(one: Input) -> str:
    """This function will name an input."""
    return str(INPUTS[one])


@register.filter
def state_label(state: State) -> str:
    """This function will name a state."""
    return str(STATES[state][0])


@register.filter
def state_tone(state: State) -> str:
    """This function will give the tone of a state's badge."""
    return STATES[state][1]


@register.filter
def state_picture(state: State) -> str:
    """This function will give the icon of a state's badge."""
    return STATES[state][2]


@register.filter
def input_who(standing: Any) -> str:
    """This function will say who is to work on an input."""
    if standing.input is Input.INTERVIEWS:
        return ", ".join(department_label(one) for one in standing.open_to) or _("Every department")
    return str(WHO[standing.input])


@register.filter
def input_next(standing: Any) -> str:
    """This function will say what to do next about an input; nothing where it is done."""
    if standing.state is State.DONE:
        return ""
    if standing.input is Input.INTERVIEWS:
        return _("Ask again.") if standing.state is State.OLD else _("Answer the questions.")
    if standing.state is State.OLD and standing.input is not Input.PREDICTION:
        return str(AGAIN)
    return str(NEXT[standing.input])


@register.filter
def department_label(one: Department | str) -> str:
    """This function will name a department."""
    return _(DEPARTMENTS[Department(one)])


@register.filter
def question_text(key: str) -> str:
    """This function will put a question into the reader's language."""
    return _(QUESTIONS[key].text)


@register.filter
def trait_value(trait: Trait) -> str:
    """This function will write the value of a trait; bands with both ends, revenue without a currency."""
    if is_banded(trait.fact):
        low, high = band_ends(trait.fact, int(trait.value))
        if trait.fact != EMPLOYEES:
            low, high = low // 100, None if high is None else (high + 1) // 100
        write = number_text if trait.fact == EMPLOYEES else compact_text
        if high is None:
            return _("%(low)s and more") % {"low": write(low)}
        return f"{write(low)}–{write(high)}"
    if trait.fact == "country":
        return country_text(trait.value)
    family, name = fact_split(trait.fact)
    if family == SIGNAL:
        return name.replace("_", " ")
    return {"true": _("yes"), "false": _("no")}.get(trait.value, trait.value)


@register.filter
def trait_label(trait: Trait) -> str:
    """This function will name the criterion a trait becomes."""
    if fact_split(trait.fact)[0] == SIGNAL:
        return fact_label(trait.fact)
    if trait.fact == "technologies":
        return _("Uses %(name)s") % {"name": trait.value}
    return fact_label(trait.fact)


@register.filter
def trait_weight(trait: Trait) -> int:
    """This function will give the weight of the criterion a trait becomes: docs/formulas.md#traits-of-the-best."""
    return weight_of([drawn_lift(trait.counted)])


@register.simple_tag
def picks_of(answer: IcpAnswer, currency: str) -> list[dict[str, Any]]:
    """This function will list what an answer names: its words, and what a button needs to make a criterion of it."""
    said: list[dict[str, Any]] = []
    for pick, value in picks_said(answer):
        label = str(PICKS[pick])
        if pick is Pick.NUMBER:
            said.append({"label": label, "text": _number(answer.question, value, currency)})
        elif pick is Pick.EMPLOYEES:
            text = f"{number_text(value[0])}–{number_text(value[1])}"
            said.append({"label": label, "text": text, "fact": "employees", "low": value[0], "high": value[1]})
        else:
            said += [_named(pick, label, one) for one in value]
    return said


def _named(pick: Pick, label: str, value: str) -> dict[str, Any]:
    if pick is Pick.SIGNAL:
        kind = value.strip().lower().replace(" ", "_")
        return {"label": label, "text": value, "fact": f"{SIGNAL}.{kind}", "value": ""}
    text = country_text(value) if pick is Pick.COUNTRY else value
    return {"label": label, "text": text, "fact": pick.value, "value": value}


def _number(question: str, value: int, currency: str) -> str:
    unit = QUESTIONS[question].unit
    if unit == "money":
        return money_short_text(value, currency)
    if unit == "%":
        return percent_text(Decimal(value) / 10_000)
    return _("%(days)s days") % {"days": number_text(value)}


@register.filter
def share_of(share: float) -> str:
    """This function will write a share of 1 as a whole percentage."""
    return percent_text(Decimal(str(share)), 0)


@register.filter
def lift_text(lift: float) -> str:
    """This function will write a lift: 2.4×."""
    return _("%(times)s×") % {"times": number_text(Decimal(str(lift)), 1)}


@register.filter
def p_text(p: float) -> str:
    """This function will write a p with three decimals, or that it is smaller."""
    return f"< {number_text(Decimal('0.001'), 3)}" if p < 0.001 else number_text(Decimal(str(p)), 3)


@register.filter
def rating_text(mean: float) -> str:
    """This function will write a mean of ratings."""
    return _("%(mean)s of 5") % {"mean": number_text(Decimal(str(mean)), 1)}


@register.simple_tag
def inputs_strip(standings: Sequence[Standing]) -> SafeString:
    """This function will tell how the six inputs stand in few characters, each by its number; done ones ticked."""
    parts = []
    for place, one in enumerate(standings, start=1):
        said = f"{input_label(one.input)}: {state_label(one.state)}"
        parts.append(
            format_html(
                '<span class="tag tag-{}" title="{}"><span aria-hidden="true">{}{}</span>'
                '<span class="visually-hidden">{}</span></span>',
                state_tone(one.state),
                said,
                place,
                MARKS[one.state],
                said,
            )
        )
    return format_html_join(" ", "{}", ((part,) for part in parts))


@register.simple_tag
def inputs_legend() -> SafeString:
    """This function will explain the numbers and marks of the strip of inputs."""
    names = format_html_join(" · ", "{} {}", ((place, input_label(one)) for place, one in enumerate(Input, start=1)))
    marks = format_html_join(", ", "{} {}", ((MARKS[state], state_label(state)) for state in State))
    return format_html("{}: {}. {}.", _("Inputs"), names, marks)
