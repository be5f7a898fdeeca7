from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from accounts.models import Account
from common.errors import NotFoundError
from tests.factories import UserFactory
from tests.tiers.factories import NOON, placed, policy, scored
from tiers.models import TierAssignment, TierPin, TierVeto
from tiers.selectors.place import account_find, account_place

pytestmark = pytest.mark.usefixtures("as_acme")


def test_an_account_is_found_by_its_public_id_with_its_owner(django_assert_num_queries):
    owner = UserFactory(name="Ann")
    public_id = Account.objects.get(pk=scored("A", 1_000, owner=owner).pk).public_id

    with django_assert_num_queries(1):
        assert account_find(public_id).owner == owner


def test_a_public_id_nobody_has_is_not_found():
    with pytest.raises(NotFoundError):
        account_find(UUID(int=1))


def test_a_place_tells_the_stays_newest_first_with_their_reasons():
    tiers = policy()
    account = scored("A", 65_000)
    old = placed(account, tiers[1], days_ago=20)
    TierAssignment.objects.filter(pk=old.pk).update(
        left_at=NOON - timedelta(days=5), left_cause="promoted", left_score_milli=72_000, left_line_milli=70_000
    )
    new = placed(account, tiers[0], days_ago=5)
    TierAssignment.objects.filter(pk=new.pk).update(cause="promoted", score_milli=72_000, line_milli=70_000)

    place = account_place(account, now=NOON)

    assert [line.stay.tier for line in place.stays] == [tiers[0], tiers[1]]
    assert place.current == place.stays[0]
    assert (place.stays[0].came, place.stays[0].went) == ("Score 72.0 reached the promote line of 70", "")
    assert place.stays[1].went == "Score 72.0 reached the promote line of 70"
    assert place.score is not None and place.score.score_milli == 65_000
    assert (place.pin, place.veto) == (None, None)


def test_a_place_tells_the_pin_and_the_veto_that_holds():
    tiers = policy()
    pinned, vetoed = scored("A", None), scored("B", 1_000)
    TierPin.objects.create(account=pinned, tier=tiers[0], reason="Board wish", pinned_at=NOON)
    TierVeto.objects.create(account=vetoed, reason="Sued us", vetoed_at=NOON, expires_on=NOON.date())

    first, second = account_place(pinned, now=NOON), account_place(vetoed, now=NOON)

    assert first.pin is not None and first.pin.reason == "Board wish"
    assert (first.current, first.score) == (None, None)
    assert second.veto is not None and second.veto.reason == "Sued us"
    assert account_place(vetoed, now=NOON + timedelta(hours=10)).veto == second.veto
    assert account_place(vetoed, now=NOON + timedelta(hours=11)).veto is None  # midnight in Budapest
