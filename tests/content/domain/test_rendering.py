"""Letters with variables."""

from __future__ import annotations

import pytest

from content.domain.rendering import UnknownVariable, template_render

LETTER = "Dear [Contact Name], [company] may know [challenge]. [similar company] got [results]."


def test_every_variable_is_filled():
    filled = template_render(
        text=LETTER,
        values={
            "contact name": "Ann",
            "company": "Acme",
            "challenge": "churn",
            "similar company": "Globex",
            "results": "12 % more",
        },
    )

    assert filled.text == "Dear Ann, Acme may know churn. Globex got 12 % more."
    assert filled.missing == ()


@pytest.mark.parametrize("absent", [{}, {"company": None}, {"company": "  "}])
def test_a_missing_value_is_shown_as_missing_never_blank(absent):
    filled = template_render(text="Hello [company]!", values=absent)

    assert filled.text == "Hello [company: missing]!"
    assert filled.missing == ("company",)


def test_an_unknown_variable_is_an_error_naming_it():
    with pytest.raises(UnknownVariable) as refused:
        template_render(text="[company] [first nmae] [x] [x]", values={"company": "Acme"})

    assert refused.value.names == ("first nmae", "x")


def test_a_value_is_never_read_as_a_template():
    assert template_render(text="[company]", values={"company": "[results]"}).text == "[results]"
