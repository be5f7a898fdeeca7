from __future__ import annotations

import pytest

from accounts.domain.icp_facts import (
    CATALOGUE,
    FactKind,
    FactRead,
    Subject,
    fact_ages,
    fact_kinds,
    fact_spec,
    fact_split,
    fact_suits,
    fold,
    spellings,
)


@pytest.mark.parametrize(
    ("key", "kinds"),
    [
        ("employees", (FactKind.INT,)),
        ("technologies", (FactKind.SET,)),
        ("signal.product_launch", (FactKind.DAYS,)),
        ("signal_count.visit", (FactKind.INT,)),
        ("rating.sales", (FactKind.INT,)),
        ("measure.engagement_points", (FactKind.INT,)),
        ("custom.Plan v. 2", (FactKind.TEXT, FactKind.INT, FactKind.BOOL, FactKind.SET)),
        ("custom.", ()),
        ("nonsense.x", ()),
        ("shoe_size", ()),
    ],
)
def test_a_key_says_how_it_can_be_read(key: str, kinds: tuple[FactKind, ...]) -> None:
    assert fact_kinds(key) == kinds


def test_stored_units_are_told_by_the_scale() -> None:
    assert CATALOGUE["annual_revenue"].scale == 100
    assert fact_spec(FactRead("rating.sales", FactKind.INT)).scale == 1000
    assert fact_spec(FactRead("custom.Plan", FactKind.INT)).scale == 1000
    assert fact_spec(FactRead("custom.Plan", FactKind.TEXT)).scale == 1


def test_a_fact_read_as_the_wrong_kind_does_not_exist() -> None:
    with pytest.raises(KeyError):
        fact_spec(FactRead("employees", FactKind.TEXT))


def test_folding_touches_ascii_letters_only() -> None:
    assert fold("SAP ÉÄ Я") == "sap ÉÄ Я"


def test_spellings_cover_the_usual_capitals_of_other_scripts() -> None:
    assert spellings("Медицина") == {"Медицина", "медицина", "МЕДИЦИНА"}


@pytest.mark.parametrize(
    ("key", "kinds"),
    [
        ("deal.amount", (FactKind.INT,)),
        ("deal.stage", (FactKind.TEXT,)),
        ("deal.products", (FactKind.SET,)),
        ("deal.custom.Lead v. 2", (FactKind.TEXT, FactKind.INT, FactKind.BOOL, FactKind.SET)),
        ("deal.custom.", ()),
        ("deal.status", ()),
    ],
)
def test_a_deal_has_facts_of_its_own_but_not_its_outcome(key: str, kinds: tuple[FactKind, ...]) -> None:
    assert fact_kinds(key) == kinds
    assert fact_suits(key, Subject.DEAL)
    assert not fact_suits(key, Subject.ACCOUNT)


def test_a_deal_may_read_what_is_known_of_its_account() -> None:
    assert fact_suits("employees", Subject.DEAL)
    assert fact_split("deal.custom.Lead v. 2") == ("deal.custom", "Lead v. 2")
    assert fact_split("custom.deal.x") == ("custom", "deal.x")


def test_ages_and_signals_change_by_themselves() -> None:
    assert [fact_ages(key) for key in ("deal.age_days", "signal.visit", "deal.amount", "signal_count.visit")] == [
        True,
        True,
        False,
        False,
    ]
