"""People through the staged upsert, with persona and buying role."""

from __future__ import annotations

import pytest

from accounts.models import Contact
from accounts.services.upsert import ContactUpsert
from personas.models import CommitteeSeat, ContactPersona
from personas.services import starter_personas_create
from personas.services.people import PersonUpsert
from tests.factories import AccountFactory
from tests.personas.factories import NOW

FIELDS = ("external_id", "account_external_id", "persona", "buying_role")


@pytest.fixture
def account(as_acme):
    starter_personas_create(now=NOW)
    return AccountFactory(source="crm", external_id="a-1")


def load(*rows: tuple[object, ...]) -> tuple[int, int, int]:
    run = PersonUpsert(source="crm", now=NOW)
    run.stage(FIELDS, [(place, list(row)) for place, row in enumerate(rows, start=2)])
    run.check()
    done = run.write()
    return done.created.count, done.updated.count, done.unchanged


def seats() -> list[tuple[str, str]]:
    return sorted(CommitteeSeat.objects.values_list("contact__external_id", "buying_role"))


def test_the_same_rows_again_change_nothing_and_another_role_is_one_change(account):
    rows = [("c-1", "a-1", "FINANCE", "champion"), ("c-2", "a-1", "cmo", "blocker"), ("c-3", None, "cmo", "owner")]
    assert load(*rows) == (3, 0, 0)
    assert seats() == [("c-1", "champion"), ("c-2", "blocker")]
    assert load(*rows) == (0, 0, 3)
    assert load(("c-1", "a-1", "cmo", "champion"), ("c-2", "a-1", "cmo", "owner"), rows[2]) == (0, 2, 1)
    assert seats() == [("c-1", "champion"), ("c-2", "owner")]
    assert set(ContactPersona.objects.values_list("persona__key", "method")) == {("cmo", "hand")}
    assert list(Contact.objects.order_by("external_id").values_list("version", flat=True)) == [2, 2, 1]


def test_null_takes_the_seat_away_and_lets_the_rules_speak(account):
    load(("c-1", "a-1", "finance", "champion"))
    assert load(("c-1", "a-1", None, None)) == (0, 1, 0)
    assert seats() == [] and not ContactPersona.objects.exists()
    assert load(("c-1", "a-1", None, None)) == (0, 0, 1)


def test_a_persona_by_rule_becomes_one_by_hand_when_it_is_named(account):
    load(("c-1", "a-1", "cmo", "champion"))
    ContactPersona.objects.update(method="rule", evidence="marketing", confidence_bp=9_000)
    assert load(("c-1", "a-1", "cmo", "champion")) == (0, 1, 0)
    assert ContactPersona.objects.values_list("method", "evidence", "confidence_bp").get() == ("hand", "", None)


def test_an_unknown_persona_is_a_fault_of_its_row(account):
    run = PersonUpsert(source="crm", now=NOW)
    run.stage(FIELDS, [(2, ["c-1", "a-1", "king", None]), (3, ["c-2", "a-1", "cmo", None])])
    run.check()
    (fault,) = run.faults()
    assert (fault.position, fault.problem.code, fault.problem.column) == (2, "unknown_persona", "persona")
    assert fault.problem.detail == "There is no persona king."


def test_a_session_that_staged_contacts_before_can_stage_people(account):
    plain = ContactUpsert(source="crm", now=NOW)
    plain.stage(("external_id",), [(0, ["c-1"])])
    plain.check()
    plain.write()
    assert load(("c-1", "a-1", "cmo", "champion")) == (0, 1, 0)
