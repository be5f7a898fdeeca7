"""Who is in a segment follows from its rule, or from the hand, never from both."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Account, Segment
from accounts.services.segments import (
    SegmentExistsError,
    SegmentInvalidError,
    segment_account_remove,
    segment_accounts_add,
    segment_delete,
    segment_save,
    segments_refresh,
    segments_refresh_enqueue,
)
from outbox.models import Job
from tests.factories import AccountFactory
from users.services import Actor

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
COMMAND = Actor.of_command("test")


def members(segment: Segment) -> set[str]:
    return set(segment.members.values_list("account__name", flat=True))


def test_a_rule_takes_in_those_it_fits_and_follows_them(as_acme):
    acme, globex = AccountFactory(name="Acme", industry="software"), AccountFactory(name="Globex", industry="retail")
    segment = segment_save(segment_id=None, name="Software", rule={"industry": ["software"]}, actor=COMMAND, now=NOON)
    assert members(segment) == {"Acme"}
    Account.objects.filter(pk=acme.pk).update(industry="retail")
    Account.objects.filter(pk=globex.pk).update(industry="software")
    segments_refresh(keys=[globex.pk], now=NOON)
    assert members(segment) == {"Acme", "Globex"}
    segments_refresh(keys=None, now=NOON)
    assert members(segment) == {"Globex"}


def test_a_changed_rule_changes_the_members(as_acme):
    AccountFactory(name="Acme", industry="software")
    segment = segment_save(segment_id=None, name="Mine", rule={"industry": ["software"]}, actor=COMMAND, now=NOON)
    segment_save(segment_id=segment.pk, name="Mine", rule={"industry": ["retail"]}, actor=COMMAND, now=NOON)
    assert members(segment) == set()


def test_members_are_written_by_a_number_of_statements_that_does_not_grow_with_them(as_acme):
    for place in range(3):
        AccountFactory(name=f"Few {place}", industry="software", employees=600, technologies=["SAP"])
    rule = {"industry": ["software"], "employees": {"min": 500}, "technologies": ["SAP", "Oracle"]}
    with CaptureQueriesContext(connection) as few:
        segment_save(segment_id=None, name="Few", rule=rule, actor=COMMAND, now=NOON)
    for place in range(40):
        AccountFactory(name=f"Many {place}", industry="software", employees=600, technologies=["Oracle"])
    with CaptureQueriesContext(connection) as many:
        segment = segment_save(segment_id=None, name="Many", rule=rule, actor=COMMAND, now=NOON)
    assert segment.members.count() == 43
    assert set(segment.members.values_list("added_at", flat=True)) == {NOON}
    assert len(many) == len(few)
    assert sum("insert into segment_account" in query["sql"] for query in many.captured_queries) == 1
    assert not any('INSERT INTO "segment_account"' in query["sql"] for query in many.captured_queries)


def test_accounts_are_added_and_removed_by_hand_where_there_is_no_rule(as_acme):
    account = AccountFactory(name="Acme")
    segment = segment_save(segment_id=None, name="By hand", rule=None, actor=COMMAND, now=NOON)
    assert segment_accounts_add(segment=segment, account_ids=[account.pk], actor=COMMAND, now=NOON) == 1
    assert segment_accounts_add(segment=segment, account_ids=[account.pk], actor=COMMAND, now=NOON) == 0
    segment_account_remove(segment=segment, account_id=account.pk, actor=COMMAND)
    assert members(segment) == set()


def test_adding_to_a_segment_tells_who_is_new_without_counting_its_members(as_acme):
    there, new = AccountFactory(name="There"), AccountFactory(name="New")
    segment = segment_save(segment_id=None, name="By hand", rule=None, actor=COMMAND, now=NOON)
    segment_accounts_add(segment=segment, account_ids=[there.pk], actor=COMMAND, now=NOON)
    with CaptureQueriesContext(connection) as queries:
        added = segment_accounts_add(segment=segment, account_ids=[there.pk, new.pk], actor=COMMAND, now=NOON)
    assert added == 1
    assert members(segment) == {"There", "New"}
    assert not any("COUNT(" in query["sql"] for query in queries.captured_queries)


def test_a_rule_leaves_nothing_to_the_hand(as_acme):
    segment = segment_save(segment_id=None, name="Software", rule={"industry": ["software"]}, actor=COMMAND, now=NOON)
    with pytest.raises(SegmentInvalidError):
        segment_accounts_add(segment=segment, account_ids=[AccountFactory().pk], actor=COMMAND, now=NOON)


def test_a_name_and_a_usable_rule_are_asked_for(as_acme):
    for name, rule in (("", None), ("X", {"employees": {"min": 9, "max": 1}})):
        with pytest.raises(SegmentInvalidError):
            segment_save(segment_id=None, name=name, rule=rule, actor=COMMAND, now=NOON)
    assert Segment.objects.count() == 0


def test_a_key_is_given_once(as_acme):
    segment_save(segment_id=None, name="Software", rule=None, actor=COMMAND, now=NOON)
    with pytest.raises(SegmentExistsError):
        segment_save(segment_id=None, name="software!", rule=None, actor=COMMAND, now=NOON)


def test_a_deleted_segment_takes_its_members_along(as_acme):
    segment = segment_save(segment_id=None, name="By hand", rule=None, actor=COMMAND, now=NOON)
    segment_accounts_add(segment=segment, account_ids=[AccountFactory().pk], actor=COMMAND, now=NOON)
    segment_delete(segment=segment, actor=COMMAND)
    assert Segment.objects.count() == 0


def test_working_out_everything_is_asked_for_once(as_acme):
    segments_refresh_enqueue()
    segments_refresh_enqueue()
    assert Job.objects.filter(kind="accounts.segments").count() == 1
