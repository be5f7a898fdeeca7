"""Engagement rules are published in versions, checked against the tiers, and previewed before they count."""

from __future__ import annotations

from typing import Any

import pytest

from engagement.domain.rules_parse import rules_format
from engagement.domain.rules_starter import STARTER_RULES
from engagement.models import EngagementRuleSet, QualifiedSpell
from engagement.services import engagement_rules_publish, starter_engagement_rules_create
from engagement.services.rules import RulesChangedError, RulesInvalidError, engagement_preview
from engagement.services.standing import engagement_refresh
from outbox.models import Job
from tests.engagement.factories import NOON
from tests.engagement.services.test_standing import fit_set, meeting, two_people
from tests.factories import AccountFactory
from tiers.services import starter_policy_create
from users.models import AuditEntry
from users.services import Actor

ACTOR = Actor.of_command("test")
pytestmark = pytest.mark.usefixtures("as_acme")


@pytest.fixture(autouse=True)
def rules(as_acme: Any) -> None:
    starter_engagement_rules_create(now=NOON)


def with_threshold(points_milli: int) -> dict[str, Any]:
    data = rules_format(STARTER_RULES)
    data["qualification"]["points_milli"] = points_milli
    return data


def publish(given: object, **more: Any) -> EngagementRuleSet:
    return engagement_rules_publish(given=given, actor=ACTOR, now=NOON, **more)


def test_new_rules_are_a_new_version_and_everybody_is_counted_again():
    row = publish(with_threshold(50_000), note="Easier", number=1)

    assert (row.number, row.rules["qualification"]["points_milli"], row.note) == (2, 50_000, "Easier")
    assert EngagementRuleSet.objects.get(number=1).rules == rules_format(STARTER_RULES)
    assert AuditEntry.objects.get().action == "engagement.publish"
    assert Job.objects.filter(kind="engagement.refresh").exists()


def test_the_same_rules_again_are_no_new_version():
    assert publish(rules_format(STARTER_RULES)).number == 1
    assert not AuditEntry.objects.exists()


def test_rules_that_somebody_else_changed_are_not_overwritten():
    publish(with_threshold(50_000))

    with pytest.raises(RulesChangedError):
        publish(with_threshold(60_000), number=1)


def test_faults_are_told_in_words_by_place():
    data = with_threshold(0)
    data["events"][0]["act_now"] = "yes"

    with pytest.raises(RulesInvalidError) as caught:
        publish(data)

    assert caught.value.fields == {
        "events.0.act_now": "Yes or no is expected here.",
        "qualification.points_milli": "From 1 to 1000000.",
    }


def test_only_tiers_that_exist_can_weigh():
    starter_policy_create(now=NOON)
    data = with_threshold(50_000)

    assert publish({**data, "tier_percent": {"tier-1": 150}}).number == 2
    with pytest.raises(RulesInvalidError) as caught:
        publish({**data, "tier_percent": {"platinum": 150}})
    assert caught.value.fields == {"tier_percent.platinum": "There is no tier “platinum”."}


def test_a_preview_names_who_would_join_and_leave_and_writes_nothing():
    account = AccountFactory(name="Initech")
    fit_set(account, 50_000)
    meeting(account, *two_people(account))
    engagement_refresh(account_ids=[account.pk], now=NOON)

    harder = engagement_preview(given=with_threshold(300_000), now=NOON)
    same = engagement_preview(given=with_threshold(100_000), now=NOON)

    assert (harder.looked_at, harder.qualified_now, harder.qualified_then) == (1, 1, 0)
    assert (harder.joining, harder.leaving, harder.leaving_count) == ((), ("Initech",), 1)
    assert (same.joining, same.leaving) == ((), ())
    assert QualifiedSpell.objects.get().left_at is None
