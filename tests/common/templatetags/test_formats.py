from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def _shown(source, **context):
    return Template("{% load formats %}" + source).render(Context(context))


@pytest.mark.parametrize(
    "source",
    [
        "{{ v|money:'EUR' }}",
        "{{ v|money_short:'EUR' }}",
        "{{ v|amount:'EUR' }}",
        "{{ v|score }}",
        "{{ v|percent_bp }}",
        "{{ v|percent_bp:0 }}",
        "{{ v|percent_milli }}",
        "{{ v|percent }}",
        "{{ v|number }}",
        "{{ v|compact }}",
        "{{ v|day }}",
        "{{ v|instant }}",
        "{{ v|or_unknown }}",
        "{% unknown %}",
    ],
)
def test_none_is_unknown_and_never_zero(source):
    assert ">unknown</span>" in _shown(source, v=None)


def test_basis_points_take_the_decimals_they_need_or_those_asked_for():
    assert _shown("{{ v|percent_bp }} {{ v|percent_bp:0 }} {{ v|percent_bp:1 }}", v=7857) == "78.57% 79% 78.6%"


def test_zero_is_zero():
    assert _shown("{{ v|money:'EUR' }} {{ v|score }} {{ v|number }}", v=0) == "€0.00 0.0 0"


def test_a_reason_is_shown_and_escaped():
    assert 'title="no &lt;won&gt; deals"' in _shown("{% unknown v %}", v="no <won> deals")


def test_months_are_readable_by_machines():
    assert _shown("{{ v|month }}", v=NOON.date()) == '<time datetime="2026-03">Mar 2026</time>'


def test_days_and_instants_are_readable_by_machines():
    assert _shown("{{ v|day }}", v=date(2026, 3, 1)) == '<time datetime="2026-03-01">Mar 1, 2026</time>'
    assert 'datetime="2026-03-01T12:00:00+00:00"' in _shown("{{ v|instant }}", v=NOON)
    assert 'title="Mar 1, 2026' in _shown("{{ v|ago:v }}", v=NOON)


def test_text_variants_fit_into_attributes():
    assert _shown("{{ v|day_text }}|{{ n|day_text }}|{{ n|score_text }}", v=NOON, n=None) == ("Mar 1, 2026||not scored")
