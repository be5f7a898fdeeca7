"""How the history of a score is told to a reader."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.domain.icp_facts import CUSTOM, DEAL_CUSTOM, SIGNAL, FactRead, fact_ages, fact_split
from accounts.selectors.score_news import News
from accounts.selectors.score_pages import HistoryPage
from accounts.templatetags.icp import fact_label, milli_text, value_text
from common.charts import StepSeries, step_chart
from common.formats import day_text
from common.templatetags.ui import badge

register = template.Library()

FULL = 100_000
LEAD = timedelta(days=3)  # of the days before a first score, so that four days can be named under the line
CAUSES: dict[str, tuple[Any, str]] = {
    "data": (gettext_lazy("data"), "info"),
    "version": (gettext_lazy("rules"), "accent"),
    "decay": (gettext_lazy("time"), "neutral"),
    "rating": (gettext_lazy("opinion"), "good"),
    "correction": (gettext_lazy("correction"), "warn"),
}


@register.simple_tag
def cause_badge(cause: str) -> SafeString:
    """This function will draw the kind of a cause."""
    label, tone = CAUSES[cause]
    return badge(str(label), tone)


@register.simple_tag
def score_steps(page: HistoryPage) -> SafeString:
    """This function will draw score and potential between two moments, and the series under today's rules if asked."""
    moments = page.moments
    since = page.since
    if (
        page.diff is not None and page.diff.start is None and moments
    ):  # the empty days before the first score say nothing
        since = max(since, moments[0].at - max((page.until - moments[0].at) / 10, LEAD))
    series = [
        StepSeries(_("Score"), [(one.at, one.score_milli) for one in moments], "step-main"),
        StepSeries(_("Could be"), [(one.at, one.potential_milli) for one in moments], "step-soft"),
    ]
    if page.rerating is not None:
        rated = [(one.at, one.score_milli) for one in page.rerating.rows]
        series.append(StepSeries(_("Under today's rules"), rated, "step-other"))
    marks = [
        (step.moment.at, _("Version %(n)s") % {"n": step.number})
        for newer, step in zip([*page.steps][1:], [*page.steps], strict=False)
        if newer.number != step.number
    ]
    return step_chart(
        [StepSeries(one.label, [(at, milli / 1000) for at, milli in one.points], one.css) for one in series],
        since=since,
        until=page.until,
        top=FULL // 1000,
        title=_("Score from %(since)s to %(until)s") % {"since": day_text(since), "until": day_text(page.until)},
        marks=marks,
        key="score-steps",
    )


@register.simple_tag
def news_text(news: News, currency: str) -> SafeString:
    """This function will tell in one line what happened to a fact, or which version was published."""
    if news.kind == "version":
        told = format_html("{}", _("Version %(n)s published") % {"n": news.new.number})
        return format_html("{}: <bdi>{}</bdi>", told, news.new.note) if news.new.note else told
    if news.read is None:
        return format_html("")
    label = fact_label(news.read.key)
    if news.kind == "fact":
        old, new = (_raw_text(news.read, value, currency) for value in (news.old, news.new))
        told = format_html('{}: <bdi>{}</bdi> <span class="arrow">→</span> <bdi>{}</bdi>', label, old, new)
        return format_html("{} {}", told, _("(wrong before)")) if news.is_correction else told
    if news.kind == "signal":  # one of several perhaps: only the last of them is the newest
        family, name = fact_split(news.read.key)
        signal = _("Signal: %(name)s") % {"name": name.replace("_", " ")} if family == SIGNAL else label
        return format_html("{}", signal)
    return format_html("{}: <bdi>{}</bdi>", label, _raw_text(news.read, news.new, currency))


def _raw_text(read: FactRead, value: Any, currency: str) -> str:
    """A stored value as the history keeps it: custom fields and dates as they were given."""
    if value is None or value == "":
        return _("unknown")
    if isinstance(value, list):
        return ", ".join(map(str, value)) or _("none")
    if fact_split(read.key)[0] in (CUSTOM, DEAL_CUSTOM) or fact_ages(read.key):
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return value_text(read, value, currency)


@register.filter
def who_text(news: News) -> str:
    """This function will name whom a change came from; nothing where nobody is known."""
    names = {"team": _("team"), "manual": _("by hand")}
    return str(names.get(news.who, news.who))


@register.filter
def signed_milli(milli: int) -> str:
    """This function will write a difference in full, with its sign, so that a column visibly adds up."""
    sign = "+" if milli > 0 else "−" if milli < 0 else ""
    return f"{sign}{milli_text(abs(milli))}"
