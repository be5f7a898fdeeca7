from __future__ import annotations

import pytest
from django import forms
from django.template import Context, RequestContext, Template
from django.template.loader import render_to_string
from django.urls import resolve

from common.templatetags.ui import avatar, badge, checks, field, fit_badge, initials_of, nav_item, nav_part, tier_badge


@pytest.mark.parametrize(
    ("name", "initials"),
    [("Ann Smith", "AS"), ("ann@acme.test", "AT"), ("Acme", "A"), ("Анна Иванова", "АИ"), ("", "?"), ("–", "?")],
)
def test_initials_are_the_first_letters_of_first_and_last_word(name, initials):
    assert initials_of(name) == initials


def test_a_name_always_has_the_same_colour_and_is_escaped():
    assert avatar("Ann Smith") == avatar("Ann Smith")
    assert "<b" not in avatar("<b> <b>")
    assert "&lt;" in badge("<b>")


def test_no_tier_and_no_score_are_said_in_words():
    assert "No tier" in tier_badge(None)
    assert "not scored" in fit_badge(None)


@pytest.mark.parametrize(("milli", "band"), [(70_000, "strong"), (69_999, "fair"), (40_000, "fair"), (39_999, "weak")])
def test_the_band_of_a_score_follows_its_points(milli, band):
    assert f"fit-{band}" in fit_badge(milli)


def test_an_excluded_company_shows_no_score():
    assert "Excluded" in fit_badge(90_000, None, True)
    assert "90" not in fit_badge(90_000, None, True)


def test_checkboxes_mark_what_is_chosen_and_escape_what_is_said():
    drawn = checks("column", [("fit", "<Fit>"), ("tier", "Tier")], ["tier"])
    assert 'id="column-fit" name="column" value="fit"><label class="form-check-label" for="column-fit">&lt;Fit' in drawn
    assert 'value="tier" checked>' in drawn


def test_an_entry_of_the_side_bar_names_its_shortcut_and_the_room_being_shown(rf):
    request = rf.get("/accounts/")
    request.resolver_match = resolve("/accounts/")
    context = RequestContext(request, {"request": request})
    shown = nav_item(context, "accounts:list", "A & B", "building", "g a")
    assert 'href="/accounts/" aria-current="page" data-keys="g a">' in shown
    assert '<span>A &amp; B</span><kbd aria-hidden="true">g a</kbd></a></li>' in shown
    other = nav_item(context, "tiers:board", "Tiers", "stack-2")
    assert "aria-current" not in other and "data-keys" not in other and "kbd" not in other
    assert nav_item(context, "nobody:knows", "Nothing", "x") == ""


class NameForm(forms.Form):
    name = forms.CharField(help_text="As on the sign")
    agreed = forms.BooleanField()


def _field(form, source="{% load ui %}{% field form.name %}"):
    return Template(source).render(Context({"form": form}))


def test_a_field_ties_hint_and_fault_to_its_control():
    html = _field(NameForm({"name": ""}))

    assert 'for="id_name"' in html
    assert 'aria-describedby="id_name_hint id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_name_error"' in html


def test_a_checkbox_stands_before_its_label():
    html = _field(NameForm(), "{% load ui %}{% field form.agreed %}")

    assert html.index("<input") < html.index("<label")


@pytest.mark.parametrize(
    ("more", "tone"),
    [('trend="up"', "good"), ('trend="down"', "bad"), ('trend="down" good="down"', "good"), ('trend="flat"', "flat")],
)
def test_a_tile_colours_the_trend_by_what_is_welcome(more, tone):
    source = f'{{% load ui %}}{{% tile "Win rate" "63%" delta="1" {more} %}}'

    assert f"delta-{tone}" in Template(source).render(Context())


def test_a_tile_without_a_value_says_why():
    html = Template('{% load ui %}{% tile "CAC" none reason="No spend yet" %}').render(Context({"none": None}))

    assert "Not known yet" in html
    assert "No spend yet" in html


@pytest.mark.parametrize(
    ("view", "part"),
    [
        ("accounts:detail", "accounts"),
        ("accounts:segment_edit", "accounts:segment"),
        ("dashboard:jobs", "dashboard:job"),
        ("dashboard:search", "dashboard"),
        ("healthz", "healthz"),
        ("users:inbox", "users:inbox"),
        ("users:members", "users"),
    ],
)
def test_a_view_lights_one_entry_of_the_side_bar(view, part):
    assert nav_part(view) == part


class Choices(forms.Form):
    """One list of boxes."""

    days = forms.MultipleChoiceField(
        label="Days", choices=[("mon", "Monday <1>"), ("tue", "Tuesday")], widget=forms.CheckboxSelectMultiple
    )


def test_each_box_of_a_list_looks_like_a_box_that_stands_alone() -> None:
    html = render_to_string("components/field.html", field(Choices(initial={"days": ["tue"]})["days"]))
    assert html.count('class="form-check-input"') == html.count('class="form-check"') == 2
    assert '<label class="form-check-label" for="id_days_0">Monday &lt;1&gt;</label>' in html
    assert html.index("checked") > html.index("Monday")
    assert "aria-invalid" not in html
    assert render_to_string("components/field.html", field(Choices({})["days"])).count('aria-invalid="true"') == 2
