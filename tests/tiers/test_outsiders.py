"""Who stands in no tier is what accounts and stays say, however these were written."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from accounts.models import Account
from tests.tiers.factories import NOON, placed, policy, scored
from tiers.models import Tier, TierAssignment, TierOutsider

pytestmark = pytest.mark.usefixtures("as_acme")


def outside() -> list[str]:
    """The names of those outside. One that is kept twice, or whose account is gone, is told as well."""
    names = dict(Account.objects.values_list("pk", "name"))
    return sorted(names.get(key, "gone") for key in TierOutsider.objects.values_list("account_id", flat=True))


def end(stays: list[TierAssignment], *, went_to: Tier | None = None) -> None:
    rows = TierAssignment.objects.filter(pk__in=[stay.pk for stay in stays])
    rows.update(left_at=NOON, went_to_id=went_to and went_to.pk)


def test_an_account_is_outside_from_its_birth_until_it_enters_and_from_when_it_leaves():
    tiers = policy()
    accounts = [scored(name, None) for name in "ABC"]
    assert outside() == ["A", "B", "C"]

    stays = [placed(account, tiers[0], days_ago=9) for account in accounts[:2]]
    assert outside() == ["C"]

    end(stays)
    assert outside() == ["A", "B", "C"]


def test_who_goes_on_to_another_tier_is_not_outside():
    tiers = policy()
    account = scored("A", None)
    end([placed(account, tiers[0], days_ago=9)], went_to=tiers[1])
    placed(account, tiers[1], days_ago=0)
    assert outside() == []

    end(list(TierAssignment.objects.filter(left_at=None)))
    assert outside() == ["A"]


def test_naming_a_stay_again_moves_nobody():
    tiers = policy()
    inside, outsider = scored("In", None), scored("Out", None)
    end([placed(account, tiers[0], days_ago=9) for account in (inside, outsider)])
    placed(inside, tiers[1], days_ago=0)

    TierAssignment.objects.update(reason="Said so")

    assert outside() == ["Out"]


def test_a_stay_that_is_taken_back_leaves_its_account_outside_and_a_closed_one_does_not():
    tiers = policy()
    account = scored("A", None)
    end([placed(account, tiers[0], days_ago=9)], went_to=tiers[1])
    placed(account, tiers[1], days_ago=0)

    TierAssignment.objects.exclude(left_at=None).delete()
    assert outside() == []
    TierAssignment.objects.all().delete()
    assert outside() == ["A"]


def test_an_account_that_is_deleted_is_nowhere():
    tiers = policy()
    inside, outsider, _third = (scored(name, None) for name in ("In", "Out", "Third"))
    placed(inside, tiers[0])

    Account.objects.filter(pk__in=[inside.pk, outsider.pk]).delete()

    assert outside() == ["Third"]


def test_many_at_once_are_looked_up_by_the_plan_that_was_made_for_one():
    """A connection keeps the plan of a trigger: made for one account of an empty table, it serves two thousand."""
    tier = policy()[0]
    placed(scored("First", None), tier)
    Account.objects.bulk_create(
        Account(source="test", external_id=str(n), name=f"A{n}", name_key=f"a{n}") for n in range(2_000)
    )
    before = _rows_read()

    keys = Account.objects.exclude(name="First").values_list("pk", flat=True)
    enters = {"tier": tier, "entered_at": NOON - timedelta(days=9), "cause": "entered"}
    TierAssignment.objects.bulk_create(TierAssignment(account_id=key, **enters) for key in keys)

    assert outside() == []
    assert _rows_read() - before <= 20_000  # compared with one another they would be a hundred times as many


def _rows_read() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "select seq_tup_read + idx_tup_fetch from pg_stat_xact_user_tables where relname = 'tier_outsider'"
        )
        found: Any = cursor.fetchone()
        return int(found[0])
