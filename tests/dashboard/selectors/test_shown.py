"""What people of an account have seen."""

from __future__ import annotations

from datetime import UTC, datetime

from dashboard.selectors.shown import shown_assets
from engagement.models import SalesSession, SessionParticipant, SessionStep
from tests.content.factories import AssetFactory
from tests.factories import AccountFactory, ContactFactory

NOON = datetime(2026, 6, 30, 12, tzinfo=UTC)


def test_only_shown_steps_count_and_only_for_those_in_the_room(as_acme):
    account = AccountFactory()
    ada, bob = ContactFactory(account=account), ContactFactory(account=account)
    seen, skipped = AssetFactory(), AssetFactory()
    session = SalesSession.objects.create(account=account, title="Demo", starts_at=NOON)
    SessionParticipant.objects.create(session=session, contact=ada)
    for position, (asset, is_shown) in enumerate([(seen, True), (skipped, False), (None, True)], start=1):
        SessionStep.objects.create(session=session, position=position, asset=asset, title="x", is_shown=is_shown)

    found = shown_assets(account=account)

    assert found == {ada.pk: {seen.pk}}
    assert bob.pk not in found
