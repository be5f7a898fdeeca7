"""What to show next, over REST."""

from __future__ import annotations

from content.models import BuyerStage
from content.services import starter_stages_create
from engagement.models import SalesSession, SessionParticipant, SessionStep
from tests.content.factories import NOW, PlacementFactory
from tests.factories import AccountFactory
from tests.personas.factories import PersonaFactory, SeatFactory, TemplateSeatFactory


def test_each_persona_gets_what_its_people_have_not_seen(as_acme, api):
    starter_stages_create(now=NOW)
    line = TemplateSeatFactory(persona=PersonaFactory(key="finance", name="Finance"))
    account = AccountFactory()
    seat = SeatFactory(account=account, persona=line.persona)
    seen = PlacementFactory().asset
    fresh = PlacementFactory(persona=line.persona, stage=BuyerStage.objects.get(key="decision")).asset
    session = SalesSession.objects.create(account=account, title="Demo", starts_at=NOW)
    SessionParticipant.objects.create(session=session, contact=seat.contact)
    SessionStep.objects.create(session=session, position=1, asset=seen, title=seen.title, is_shown=True)
    client = api("content:read")
    path = f"/api/v1/accounts/{account.public_id}/recommendations"

    first = client.get(path).json()
    assert first["stage"] == "awareness" and first["results"][0]["recommendations"] == []

    (group,) = client.get(f"{path}?persona=finance&stage=decision").json()["results"]
    assert group["contact_ids"] == [str(seat.contact.public_id)]
    assert [r["asset_id"] for r in group["recommendations"]] == [str(fresh.public_id)]
    assert group["recommendations"][0]["reasons"] == ["persona", "stage"]
    assert client.get(f"{path}?colour=red").status_code == 400
