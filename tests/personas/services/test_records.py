"""Contacts with persona and role, many at once."""

from __future__ import annotations

import pytest

from accounts.models import AccountMeasure, Contact
from accounts.services.upsert import Options
from common.errors import NotFoundError
from personas.models import CommitteeSeat, ContactPersona
from personas.services import starter_personas_create
from personas.services.records import contact_delete, contact_records_upsert
from tests.factories import AccountFactory
from tests.personas.factories import ACTOR, NOW


@pytest.fixture
def account(as_acme):
    starter_personas_create(now=NOW)
    return AccountFactory(source="crm", external_id="a-1")


def upsert(*records: dict[str, object]) -> list[str]:
    rows = [{"account_external_id": "a-1", **record} for record in records]
    found = contact_records_upsert(records=rows, source="crm", now=NOW, actor=ACTOR, options=Options())
    return [result.status for result in found]


def test_persona_and_role_are_written_and_coverage_measured(account):
    assert upsert({"external_id": "c-1", "persona": "finance", "buying_role": "budget_holder"}) == ["created"]

    assert ContactPersona.objects.get().method == "hand"
    assert CommitteeSeat.objects.get().buying_role == "budget_holder"
    assert AccountMeasure.objects.get(key="committee_coverage").value == 2143


def test_results_keep_the_order_when_some_are_refused(account):
    statuses = upsert(
        {"external_id": "c-1", "persona": "nobody"}, {"external_id": "c-2"}, {"external_id": "c-3", "colour": "red"}
    )

    assert statuses == ["error", "created", "error"]
    assert list(Contact.objects.values_list("external_id", flat=True)) == ["c-2"]


def test_a_role_alone_counts_as_a_change_and_grows_the_version(account):
    upsert({"external_id": "c-1", "buying_role": "champion"})

    assert upsert({"external_id": "c-1", "buying_role": "champion"}) == ["unchanged"]
    assert upsert({"external_id": "c-1", "buying_role": "end_user"}) == ["updated"]
    assert upsert({"external_id": "c-1", "buying_role": None}) == ["updated"]
    assert not CommitteeSeat.objects.exists()


def test_many_records_cost_as_many_queries_as_one(account, django_assert_max_num_queries):
    rows = [{"external_id": f"c-{n}", "persona": "cmo", "buying_role": "champion"} for n in range(40)]

    with django_assert_max_num_queries(60):
        assert set(upsert(*rows)) == {"created"}


def test_deleting_a_contact_lowers_coverage(account):
    upsert({"external_id": "c-1", "persona": "finance", "buying_role": "budget_holder"})

    contact_delete(contact_id=Contact.objects.get().pk, actor=ACTOR, now=NOW)

    assert AccountMeasure.objects.get(key="committee_coverage").value == 0
    with pytest.raises(NotFoundError):
        contact_delete(contact_id=0, actor=ACTOR, now=NOW)
