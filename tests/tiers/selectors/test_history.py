from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.tiers.factories import NOON, placed, policy, scored
from tiers.domain.bridge import Stay, bridge
from tiers.models import Tier, TierAssignment, TierFlow, TierPolicy
from tiers.selectors.history import account_stays, assignments_at, bridge_lines

pytestmark = pytest.mark.usefixtures("as_acme")


def day(number: int):
    return NOON + timedelta(days=number)


def test_as_of_an_instant_shows_who_was_where():
    tiers = policy()
    account = scored("A", 50_000)
    first = placed(account, tiers[0], days_ago=20)
    TierAssignment.objects.filter(pk=first.pk).update(left_at=day(-10), left_cause="demoted")
    second = placed(account, tiers[1], days_ago=10)

    assert [stay.pk for stay in assignments_at(day(-11))] == [first.pk]
    assert [stay.pk for stay in assignments_at(day(-10))] == [second.pk]
    assert list(assignments_at(day(-21))) == []
    assert [stay.pk for stay in assignments_at()] == [second.pk]
    assert [stay.pk for stay in account_stays(account.pk)] == [second.pk, first.pk]


@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(-20, 0), st.one_of(st.none(), st.integers(0, 9))), max_size=8),
    st.integers(-20, 5),
    st.integers(-20, 5),
)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_the_database_builds_the_same_bridge_as_the_pure_rule(spans, one, other):
    TierAssignment.objects.all().delete()
    TierPolicy.objects.all().delete()
    tiers = policy()
    for number, (tier, entered, length) in enumerate(spans):
        stay = placed(scored(f"A{number}", None), tiers[tier], days_ago=-entered)
        if length is not None:
            TierAssignment.objects.filter(pk=stay.pk).update(left_at=day(entered + length), left_cause="left")
    stays = [
        Stay(tier, day(entered), None if length is None else day(entered + length)) for tier, entered, length in spans
    ]
    start, end = day(min(one, other)), day(max(one, other))

    found = bridge_lines(start=start, end=end)

    counts = [(line.bridge.opening, line.bridge.came, line.bridge.went, line.bridge.closing) for line in found]
    expected = bridge(stays, start=start, end=end)
    assert counts == [
        (e.opening, e.came, e.went, e.closing) if (e := expected.get(position)) else (0, 0, 0, 0)
        for position in range(3)
    ]
    for line in found:
        assert sum(count for _name, count in line.came_from) == line.bridge.came
        assert sum(count for _name, count in line.went_to) == line.bridge.went


def test_the_bridge_forgets_a_retired_tier_once_nobody_was_there_between_the_days():
    tiers = policy()
    account = scored("A", None)
    first = placed(account, tiers[0], days_ago=20)
    TierAssignment.objects.filter(pk=first.pk).update(left_at=day(-10), went_to_id=tiers[1].pk)
    Tier.objects.filter(pk=tiers[0].pk).update(position=None)

    def told(start: int, end: int) -> list[str]:
        return [line.tier.key for line in bridge_lines(start=day(start), end=day(end))]

    assert told(-12, -5) == ["tier-2", "tier-3", "tier-1"]
    assert told(-5, 0) == ["tier-2", "tier-3"]


def test_the_flows_are_what_the_stays_say_however_these_were_written():
    """Added, closed, corrected, named again and taken away with their account, at once or one by one."""
    tiers = policy()
    accounts = [scored(f"A{number}", None) for number in range(3)]
    stays = [placed(account, tiers[0], days_ago=20) for account in accounts]
    closed = TierAssignment.objects.filter(pk__in=[stay.pk for stay in stays[:2]])
    closed.update(left_at=day(-10), went_to_id=tiers[1].pk)
    moved = TierAssignment(account=accounts[0], tier=tiers[1], entered_at=day(-10), came_from_id=tiers[0].pk)
    moved.save()
    TierAssignment.objects.filter(pk=stays[2].pk).update(reason="Said so", entered_at=day(-15))
    accounts[1].delete()

    flows = TierFlow.objects.values("tier", "other_id", "at").annotate(came=Sum("came"), went=Sum("went"))
    assert sorted(
        (flow["tier"], flow["other_id"] or 0, flow["at"], flow["came"], flow["went"])
        for flow in flows
        if flow["came"] or flow["went"]
    ) == [
        (tiers[0].pk, 0, day(-20), 1, 0),
        (tiers[0].pk, 0, day(-15), 1, 0),
        (tiers[0].pk, tiers[1].pk, day(-10), 0, 1),
        (tiers[1].pk, tiers[0].pk, day(-10), 1, 0),
    ]
