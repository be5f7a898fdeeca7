from __future__ import annotations

from datetime import timedelta

from tests.factories import UserFactory
from tests.tiers.factories import NOON, policy, scored
from tiers.models import TierPin, TierVeto
from tiers.selectors.vetoes import account_pin, account_veto, vetoes_all, vetoes_in_force

TODAY = NOON.date()


def test_a_veto_holds_to_the_end_of_its_day_unless_revoked(as_acme):
    owner = UserFactory()
    held, over, revoked = scored("A", 1, owner=owner), scored("B", 1), scored("C", 1)
    for account, day in ((held, TODAY), (over, TODAY - timedelta(days=1)), (revoked, TODAY)):
        TierVeto.objects.create(account=account, reason="r", vetoed_at=NOON, expires_on=day)
    TierVeto.objects.filter(account=revoked).update(revoked_at=NOON)

    assert [veto.account_id for veto in vetoes_in_force(today=TODAY)] == [held.pk]
    assert [veto.account_id for veto in vetoes_in_force(today=TODAY, owner_id=owner.pk)] == [held.pk]
    assert list(vetoes_in_force(today=TODAY, owner_id=owner.pk + 1)) == []
    assert account_veto(over.pk, today=TODAY) is None
    assert vetoes_all().count() == 3


def test_a_pin_is_found_with_its_tier(as_acme):
    tiers = policy()
    account = scored("A", 1)
    assert account_pin(account.pk) is None

    TierPin.objects.create(account=account, tier=tiers[1], reason="r", pinned_at=NOON)

    pin = account_pin(account.pk)
    assert pin is not None and pin.tier == tiers[1]
