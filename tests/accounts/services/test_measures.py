"""Facts that higher rooms write down."""

from __future__ import annotations

from datetime import UTC, datetime

from accounts.models import AccountMeasure
from accounts.services.measures import account_measures_set
from outbox.models import Message
from tests.factories import AccountFactory

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)


def test_only_changed_measures_are_written_and_announced(as_acme):
    first, second = AccountFactory(), AccountFactory()

    assert account_measures_set(key="k", values={first.pk: 5, second.pk: None}, source="test", now=NOW) == [
        first.pk,
        second.pk,
    ]
    Message.objects.all().delete()

    assert account_measures_set(key="k", values={first.pk: 6, second.pk: None}, source="test", now=NOW) == [first.pk]
    assert set(Message.objects.values_list("key", flat=True)) == {first.pk}
    assert AccountMeasure.objects.get(account=first).value == 6
