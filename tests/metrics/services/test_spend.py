"""Costs come in set-based, booked on one thing or shared."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from accounts.models import Segment
from common.errors import NotFoundError
from metrics.models import Spend
from metrics.services import spend_delete, spend_upsert
from outbox.models import Message
from tests.factories import AccountFactory
from tests.metrics.factories import SpendFactory, tiers
from users.models import AuditEntry
from users.services import Actor

NOW = datetime(2026, 7, 10, 12, tzinfo=UTC)
ACTOR = Actor.of_command("test")
COST: dict[str, Any] = {"external_id": "1", "spent_on": "2026-01-05", "amount": "99.95", "currency": "EUR"}
pytestmark = pytest.mark.usefixtures("as_acme")


def put(*rows: dict[str, Any]) -> list[Any]:
    return spend_upsert(rows=rows, source="crm", now=NOW, actor=ACTOR)


def test_a_cost_is_created_changed_and_left_alone():
    assert [result.status for result in put(COST)] == ["created"]
    assert [result.status for result in put(COST)] == ["unchanged"]
    assert [result.status for result in put({**COST, "amount": "100"})] == ["updated"]

    cost = Spend.objects.get()
    assert (cost.amount_cents, cost.currency, cost.version) == (10_000, "EUR", 2)


def test_only_changes_are_announced():
    put(COST)
    assert Message.objects.filter(consumer="metrics.snapshot_refresh").count() == 1
    Message.objects.all().delete()

    put(COST)

    assert Message.objects.count() == 0


def test_a_cost_is_booked_on_an_account_a_tier_a_segment_or_a_campaign():
    tiers("top")
    Segment.objects.create(key="red", name="Red ones")
    account = AccountFactory(source="crm", external_id="a1", name="Initech", name_key="initech")

    results = put(
        {**COST, "account_external_id": "a1"},
        {**COST, "external_id": "2", "tier": "Top"},
        {**COST, "external_id": "3", "segment": "red"},
        {**COST, "external_id": "4", "campaign": "Fair"},
    )

    assert {result.status for result in results} == {"created"}
    booked = Spend.objects.order_by("external_id").values_list("account_id", "tier_key", "segment_key", "campaign")
    assert list(booked) == [
        (account.pk, "", "", ""),
        (None, "top", "", ""),
        (None, "", "red", ""),
        (None, "", "", "Fair"),
    ]


@pytest.mark.parametrize(
    ("extra", "code"),
    [
        ({"tier": "gone"}, "unknown_tier"),
        ({"segment": "gone"}, "unknown_segment"),
        ({"account_external_id": "gone"}, "unknown_account"),
        ({"account_name": "gone"}, "unknown_account"),
        ({"tier": "top", "campaign": "Fair"}, "one_target"),
        ({"amount": None}, "required"),
        ({"colour": "red"}, "unknown_field"),
    ],
)
def test_a_cost_that_cannot_be_booked_is_refused_alone(extra, code):
    tiers("top")

    results = put({**COST, **extra}, {**COST, "external_id": "2"})

    assert [result.status for result in results] == ["error", "created"]
    assert results[0].problems[0].code == code


def test_moving_a_cost_to_another_target_needs_the_old_one_cleared():
    tiers("top")
    put({**COST, "tier": "top"})

    assert put({"external_id": "1", "campaign": "Fair"})[0].problems[0].code == "one_target"
    assert put({"external_id": "1", "campaign": "Fair", "tier": None})[0].status == "updated"


def test_a_deleted_cost_is_announced_and_audited():
    cost = SpendFactory()

    spend_delete(spend_id=cost.pk, actor=ACTOR)

    assert not Spend.objects.exists()
    assert Message.objects.filter(key=cost.pk).count() == 1
    assert AuditEntry.objects.get().action == "spend.delete"
    with pytest.raises(NotFoundError):
        spend_delete(spend_id=cost.pk, actor=ACTOR)
