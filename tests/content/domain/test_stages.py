"""The buyer's stage from the deals."""

from __future__ import annotations

import pytest

from content.domain.stages import STARTER_STAGES, DealPosition, stage_guess, stage_of_account


@pytest.mark.parametrize(
    ("crm_stage", "status", "stage"),
    [
        ("Prospecting", "open", "awareness"),
        ("Engaging", "open", "interest"),
        ("Proposal/Price Quote", "open", "decision"),
        ("Negotiation/Review", "open", "purchase"),
        ("Closed Won", "won", "loyalty"),
        ("Переговоры", "open", "purchase"),
        ("", "open", "awareness"),
    ],
)
def test_an_unmapped_crm_stage_is_guessed_by_status_and_words(crm_stage, status, stage):
    assert stage_guess(crm_stage=crm_stage, status=status) == stage


def where(*deals: DealPosition, mapping=None, lifecycle="prospect"):
    found = stage_of_account(deals=deals, mapping=mapping or {}, order=STARTER_STAGES, lifecycle=lifecycle)
    return found.stage, found.deal_id


def test_the_furthest_open_deal_places_the_account():
    assert where(DealPosition(1, "open", "Prospecting", "2026-02"), DealPosition(2, "open", "Proposal", "2026-01")) == (
        "decision",
        2,
    )


def test_the_workspaces_own_mapping_wins():
    assert where(DealPosition(1, "open", "Prospecting", ""), mapping={"Prospecting": "purchase"}) == ("purchase", 1)


def test_a_customer_without_open_deals_is_in_loyalty():
    assert where(DealPosition(1, "won", "", "")) == ("loyalty", None)
    assert where(lifecycle="customer") == ("loyalty", None)


def test_without_deals_an_account_starts_at_the_beginning():
    assert where() == ("awareness", None)
