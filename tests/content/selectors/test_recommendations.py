"""What to show next to whom at one account."""

from __future__ import annotations

from content.models import BuyerStage
from content.selectors.recommendations import account_recommendations
from content.services import starter_stages_create
from tests.content.factories import NOW, AssetFactory, PlacementFactory
from tests.factories import AccountFactory, ContactFactory, DealFactory
from tests.personas.factories import PersonaFactory, SeatFactory, TemplateSeatFactory


def test_each_committee_persona_gets_its_list_with_reasons(as_acme):
    starter_stages_create(now=NOW)
    line = TemplateSeatFactory(persona=PersonaFactory(name="Finance"))
    account = AccountFactory()
    DealFactory(account=account, stage="Proposal")
    best = PlacementFactory(persona=line.persona, stage=BuyerStage.objects.get(key="decision")).asset
    PlacementFactory(persona=PersonaFactory())

    found = account_recommendations(account=account, shown={}, now=NOW)

    assert found.stage.stage is not None and found.stage.stage.key == "decision"
    (finance,) = found.personas
    assert [s.asset.pk for s in finance.suggestions] == [best.pk]
    assert finance.suggestions[0].reason_text == "made for Finance, fits the stage Decision"


def test_what_everybody_of_a_persona_saw_is_not_shown_again(as_acme):
    line = TemplateSeatFactory()
    account = AccountFactory()
    first = SeatFactory(account=account, persona=line.persona).contact_id
    second = SeatFactory(account=account, persona=line.persona).contact_id
    asset = PlacementFactory().asset

    def suggested(shown) -> list[int]:
        found = account_recommendations(account=account, shown=shown, now=NOW)
        return [s.asset.pk for s in found.personas[0].suggestions]

    assert suggested({first: {asset.pk}}) == [asset.pk]
    assert suggested({first: {asset.pk}, second: {asset.pk}}) == []


def test_more_people_and_assets_cost_no_more_queries(as_acme, django_assert_max_num_queries):
    account = AccountFactory()
    for _ in range(10):
        line = TemplateSeatFactory(template__is_default=False)
        SeatFactory(account=account, persona=line.persona, contact=ContactFactory(account=account))
        PlacementFactory(asset=AssetFactory(), persona=line.persona)

    with django_assert_max_num_queries(20):
        account_recommendations(account=account, shown={}, now=NOW)
