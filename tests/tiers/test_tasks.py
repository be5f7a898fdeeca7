from __future__ import annotations

from outbox.models import Job
from outbox.services import message_append, outbox_drain
from tests.tiers.factories import policy, scored, standing


def test_changed_fits_are_followed_by_one_run(as_acme):
    tiers = policy()
    accounts = [scored(name, 90_000) for name in "AB"]
    message_append(topic="fit.changed", keys=[account.pk for account in accounts])

    outbox_drain()

    assert standing(*tiers)["tier-1"] == ["A", "B"]
    assert Job.objects.filter(kind="tiers.run").count() == 1
