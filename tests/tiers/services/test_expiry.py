from __future__ import annotations

from datetime import timedelta

import pytest

from outbox.models import Message
from outbox.services import outbox_drain
from tests.factories import UserFactory
from tests.tiers.factories import NOON, policy, scored, standing
from tiers.models import TierVeto
from tiers.selectors.place import account_place
from tiers.services.by_hand import veto_set
from tiers.services.expiry import vetoes_expire
from tiers.services.run import tiers_run
from users.models import AuditEntry, Membership, Notification
from users.services import Actor

pytestmark = pytest.mark.usefixtures("as_acme")


def test_a_veto_ends_with_its_day_in_the_workspace_is_noted_once_and_a_run_follows(acme):
    tiers = policy()
    account, ann = scored("A", 90_000), UserFactory()
    Membership.objects.create(user=ann, tenant=acme, role="rep")
    actor = Actor("user", "x", "ann", ann.pk)
    veto_set(account_ids=[account.pk], reason="No", expires_on=NOON.date(), actor=actor, now=NOON)
    tiers_run(now=NOON)
    Message.objects.all().delete()

    assert vetoes_expire(now=NOON.replace(hour=22, minute=59)) == 0  # 23:59 in Budapest
    midnight = NOON.replace(hour=23)
    assert (vetoes_expire(now=midnight), vetoes_expire(now=midnight)) == (1, 0)

    assert TierVeto.objects.get().expired_at == midnight
    assert AuditEntry.objects.filter(action="tier_veto.expire").count() == 1
    assert Notification.objects.filter(user=ann, kind="tiers.veto_ended").count() == 1
    outbox_drain()
    assert standing(*tiers)["tier-1"] == ["A"]


def test_a_revoked_veto_does_not_expire_and_every_veto_stays_in_the_accounts_history():
    policy()
    account = scored("A", 90_000)
    for days, revoked in ((30, NOON), (9, None)):
        TierVeto.objects.create(
            account=account,
            reason=f"{days}",
            vetoed_at=NOON - timedelta(days=days),
            expires_on=(NOON - timedelta(days=2)).date(),
            revoked_at=revoked,
        )

    assert vetoes_expire(now=NOON) == 1
    place = account_place(account, now=NOON)

    assert (place.veto, [veto.reason for veto in place.vetoes]) == (None, ["9", "30"])
