"""How a report on learning is told and drawn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.selectors.learning_pages import TermLine
from common.charts import Bar, CalibrationBand, bar_list, calibration_chart
from common.formats import half_up, number_text, percent_text

register = template.Library()

DECISIONS = {
    "usable": gettext_lazy("Usable"),
    "no_useful_model": gettext_lazy("No useful pattern"),
    "too_little_data": gettext_lazy("Too few closed deals"),
}
MEANINGS = {
    "usable": gettext_lazy(
        "On deals it had never seen, the draft ranked won ones above lost ones better than chance, with 95% certainty."
    ),
    "no_useful_model": gettext_lazy(
        "On deals it had never seen, the draft ranked no better than a coin. What is known about these deals beforehand"
        " does not tell which are won, so the draft cannot be published."
    ),
    "too_little_data": gettext_lazy(
        "At least 40 closed deals with 10 won and 10 lost ones are needed before anything can be told from them. The"
        " draft cannot be published."
    ),
}
TONES = {"usable": "good", "no_useful_model": "bad", "too_little_data": "warn"}
WARNINGS = {
    "small_data": gettext_lazy("There are few deals: the draft leans towards the average, and may change with more."),
    "no_dates": gettext_lazy(
        "The deals have no dates of creation, so old and new could not be told apart. The examination says how well the"
        " draft tells apart deals of the same time; on later ones it may do worse."
    ),
    "no_time_split": gettext_lazy(
        "The newest deals could not be kept back for the examination: they are too few, of too few days, or all ended"
        " alike. It says how well the draft tells apart deals of the same time; on later ones it may do worse."
    ),
    "wide_interval": gettext_lazy("The interval is wide: the true figure may lie well above or below."),
    "win_rate_moved": gettext_lazy("The win rate moved while the examined deals came in: the chances are off by that."),
}
LEFT_OUT = {
    "excluded": gettext_lazy("left out by you"),
    "constant": gettext_lazy("the same everywhere"),
    "identifier": gettext_lazy("an identifier or free text"),
    "dates": gettext_lazy("dates"),
    "later": gettext_lazy("blank when these deals were opened, filled in since"),
}
BOXES = {"random_forest": gettext_lazy("Random forest"), "gradient_boosting": gettext_lazy("Gradient boosting")}
MOST_TERMS = 10
CHANCE = Decimal("0.5")  # of the AUC: a coin


@register.filter
def decision_label(decision: str) -> str:
    """This function will name a decision."""
    return str(DECISIONS[decision])


@register.filter
def decision_meaning(decision: str) -> str:
    """This function will say what a decision means."""
    return str(MEANINGS[decision])


@register.filter
def decision_tone(decision: str) -> str:
    """This function will choose the colour of a decision."""
    return TONES[decision]


@register.filter
def warning_text(code: str) -> str:
    """This function will put a warning into words."""
    return str(WARNINGS[code])


@register.filter
def left_out_text(code: str) -> str:
    """This function will say why a field was not learned from."""
    return str(LEFT_OUT[code])


@register.filter
def day_of(text: str | None) -> date | None:
    """This function will read a day of a report."""
    return date.fromisoformat(text) if text else None


@register.filter
def area(value: float | None) -> str | None:
    """This function will write an area under the curve with two decimals."""
    return None if value is None else number_text(half_up(Decimal(str(value)), 2), 2)


@register.filter
def times(value: float | None) -> str | None:
    """This function will write a ratio such as ``1.8×``."""
    return None if value is None else f"{number_text(half_up(Decimal(str(value)), 1), 1)}×"


@register.filter
def finding_text(found: dict[str, Any]) -> str:
    """This function will say why a field looks as if it was filled in after the outcome."""
    numbers = {
        name: number_text(half_up(Decimal(str(value)), 2), 2) if name == "auc" else percent_text(Decimal(str(value)), 0)
        for name, value in found["numbers"].items()
    }
    texts = {
        "blank_until_close": _("Filled in on %(open)s of the open deals, but on %(closed)s of the closed ones."),
        "near_perfect": _("Tells won from lost almost alone: an AUC of %(auc)s."),
        "one_outcome_only": _(
            "Filled in almost only with one outcome: %(won)s of the won, %(lost)s of the lost deals."
        ),
        "filled_after_outcome": _("Filled in on %(won)s of the won deals, but on %(lost)s of the lost ones."),
        "jump": _("Filled in on %(won)s of the won and %(lost)s of the lost deals, and alone worth an AUC of %(auc)s."),
        "near_perfect_levels": _("Values that nearly always mean won or lost cover %(cover)s of the deals."),
        "follows_outcome": _("A won deal makes a customer, so it may say how the deal ended."),
    }
    return texts[found["code"]] % numbers


@register.simple_tag
def ranking_chart(report: dict[str, Any]) -> SafeString:
    """This function will draw how well each candidate ranks the examined deals, from a coin's 0.5 to 1."""
    bands = [_candidate(_("This draft"), report["auc"], report["auc_low"], report["auc_high"])]
    if report["current_auc"] is not None:
        number = report.get("compared_with")
        bands.append(_candidate(_("Version %(n)s, as published") % {"n": number}, report["current_auc"]))
    bands += [_candidate(str(BOXES[name]), value) for name, value in report["black_boxes"].items()]
    return calibration_chart(
        bands, title=_("How well each ranks the same deals"), start=CHANCE, head=(_("Candidate"), _("AUC"))
    )


def _candidate(label: str, value: float, low: float | None = None, high: float | None = None) -> CalibrationBand:
    return CalibrationBand(
        label, 0, value, value if low is None else low, value if high is None else high, str(area(value))
    )


@register.simple_tag
def chances_chart(report: dict[str, Any]) -> SafeString:
    """This function will draw, by band of score, the win rate that came, its interval, and the one forecast."""
    bands = [
        CalibrationBand(
            f"{number_text(half_up(Decimal(str(one['score_from'])), 0))}–"
            f"{number_text(half_up(Decimal(str(one['score_to'])), 0))}",
            one["n"],
            one["win_rate"],
            one["win_rate_low"],
            one["win_rate_high"],
            percent_text(Decimal(str(one["win_rate"])), 0),
            one["forecast"],
        )
        for one in report["calibration"]
    ]
    return calibration_chart(bands, title=_("Win rate by score"), head=(_("Score"), _("Won")))


@register.simple_tag
def lift_chart(report: dict[str, Any]) -> SafeString:
    """This function will draw the win rate of each tenth of the ranking, the best tenth first."""
    everyone = sum(one["won"] for one in report["deciles"]) / max(sum(one["n"] for one in report["deciles"]), 1)
    bars = []
    for place, one in enumerate(report["deciles"], start=1):
        rate = one["won"] / one["n"] if one["n"] else 0
        detail = _("n = %(n)s") % {"n": number_text(one["n"])}
        text = f"{percent_text(Decimal(str(rate)), 0)} · {times(rate / everyone if everyone else 0)}"
        css = "mark" if rate >= everyone else "mark-soft"
        bars.append(Bar(_("Tenth %(n)s") % {"n": number_text(place)}, rate, text, css=css, detail=detail))
    return bar_list(bars, title=_("Win rate by tenth of the ranking"))


@register.simple_tag
def terms_chart(terms: Sequence[TermLine]) -> SafeString:
    """This function will draw what each of the heaviest criteria weighs."""
    bars = [Bar(one.label, one.part, percent_text(Decimal(str(one.part)), 0)) for one in terms[:MOST_TERMS]]
    rest = sum(one.part for one in terms[MOST_TERMS:])
    if rest:
        label = _("%(n)s more") % {"n": len(terms) - MOST_TERMS}
        bars.append(Bar(label, rest, percent_text(Decimal(str(rest)), 0), css="mark-soft"))
    return bar_list(bars, title=_("What the criteria weigh"))
