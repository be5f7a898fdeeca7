"""CRM stages and the account's buyer stage."""

from __future__ import annotations

from content.selectors.stages import account_stage, crm_stage_list
from content.services import stage_mappings_set, starter_stages_create
from tests.content.factories import ACTOR, NOW
from tests.factories import AccountFactory, DealFactory


def test_open_deals_crm_stages_are_listed_with_guess_and_mapping(as_acme):
    starter_stages_create(now=NOW)
    DealFactory(stage="Engaging")
    DealFactory(stage="Engaging")
    DealFactory(stage="Won", status="won")
    stage_mappings_set(mappings={"Demo": "decision"}, actor=ACTOR)

    assert [(s.name, s.deals, s.mapped, s.guess) for s in crm_stage_list()] == [
        ("Engaging", 2, "", "Interest"),
        ("Demo", 0, "decision", "Decision"),
    ]


def test_an_account_stands_where_its_furthest_open_deal_does(as_acme):
    starter_stages_create(now=NOW)
    account = AccountFactory()
    DealFactory(account=account, stage="Prospecting")
    DealFactory(account=account, stage="Proposal")

    found = account_stage(account=account)

    assert found.stage is not None and found.stage.key == "decision"


def test_without_any_stage_there_is_no_position(as_acme):
    assert account_stage(account=AccountFactory()).stage is None
