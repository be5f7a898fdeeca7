"""Traits, answers and inputs in words."""

from __future__ import annotations

from datetime import date

import pytest

from accounts.domain.traits import Counted, Trait
from accounts.domain.workshop import OURS, Department, Input, Standing, State
from accounts.models import IcpAnswer
from accounts.templatetags.workshop import (
    input_next,
    input_who,
    inputs_strip,
    lift_text,
    p_text,
    picks_of,
    rating_text,
    share_of,
    trait_label,
    trait_value,
    trait_weight,
)


def trait(fact: str, value: str) -> Trait:
    return Trait(Counted(fact, value, 30, 40, 20, 120), 0.01)


@pytest.mark.parametrize(
    ("fact", "value", "said"),
    [
        ("employees", "1", "11–50"),
        ("employees", "6", "5,001 and more"),
        ("annual_revenue", "1", "1M–10M"),
        ("annual_revenue", "5", "1B and more"),
        ("country", "DE", "Germany"),
        ("custom.Has SDRs", "true", "yes"),
        ("signal.new_cfo", "", "new cfo"),
        ("industry", "Banking", "Banking"),
    ],
)
def test_values_are_told_as_people_do(fact, value, said):
    assert trait_value(trait(fact, value)) == said


@pytest.mark.parametrize(
    ("fact", "value", "label"),
    [
        ("technologies", "Kafka", "Uses Kafka"),
        ("industry", "Banking", "Industry"),
        ("signal.new_cfo", "", "Newest signal: new cfo"),
    ],
)
def test_a_trait_names_the_criterion_it_becomes(fact, value, label):
    assert trait_label(trait(fact, value)) == label


def test_the_weight_of_a_button_follows_the_lift():
    assert trait_weight(trait("industry", "Banking")) == 56


def test_an_answers_names_carry_what_a_button_needs():
    answer = IcpAnswer(
        question="conversion",
        picks={"country": ["DE"], "employees": [1000, 5000], "number": 1250, "signal": ["New CFO"]},
    )

    said = {one["label"]: one for one in picks_of(answer, "EUR")}

    assert (said["Country"]["text"], said["Country"]["fact"], said["Country"]["value"]) == ("Germany", "country", "DE")
    assert (said["Employees"]["text"], said["Employees"]["low"], said["Employees"]["high"]) == (
        "1,000–5,000",
        1000,
        5000,
    )
    assert said["Number"] == {"label": "Number", "text": "12.5%"}
    assert said["Event"]["fact"] == "signal.new_cfo"


def test_each_input_says_who_is_to_do_what():
    silent = Standing(Input.INTERVIEWS, State.MISSING, None, OURS[:2])
    assert input_who(silent) == "Sales, Customer success"
    assert input_next(silent) == "Answer the questions."
    assert input_next(Standing(Input.INTERVIEWS, State.OLD, None, (Department.SALES,))) == "Ask again."
    assert input_who(Standing(Input.INTERVIEWS, State.DONE)) == "Every department"
    assert input_next(Standing(Input.TECHNOLOGY, State.OLD)) == "Look at it again, then record a review."
    assert input_next(Standing(Input.PREDICTION, State.OLD)).startswith("Learn")
    assert input_next(Standing(Input.BEHAVIOUR, State.DONE)) == ""


def test_six_inputs_fit_in_a_cell_and_are_read_out_in_full():
    drawn = inputs_strip(
        [Standing(Input.FIRMOGRAPHICS, State.DONE, date(2026, 5, 4)), Standing(Input.TECHNOLOGY, State.OLD)]
    )

    assert "1✓" in drawn and "Firmographics: done" in drawn
    assert "2!" in drawn and "Technologies: old" in drawn


def test_numbers_are_short():
    assert (share_of(0.254), lift_text(2.44), rating_text(4.25)) == ("25%", "2.4×", "4.3 of 5")
    assert (p_text(0.0004), p_text(0.0416)) == ("< 0.001", "0.042")
