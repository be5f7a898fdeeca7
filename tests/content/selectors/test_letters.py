"""A letter filled for a contact."""

from __future__ import annotations

from content.selectors.letters import letter_for_contact
from personas.models import ContactPersona
from tests.content.factories import NOW, AssetFactory, PlacementFactory
from tests.factories import AccountFactory, ContactFactory
from tests.personas.factories import PersonaFactory

BODY = "Dear [contact name] of [company]: [challenge]? [similar company] got [results]."


def test_a_letter_takes_what_the_workspace_knows(as_acme):
    persona = PersonaFactory(challenges="Spend without a return; many tools.")
    account = AccountFactory(name="Acme", industry="steel")
    AccountFactory(name="Small", industry="steel", lifecycle="customer", employees=10)
    AccountFactory(name="Globex", industry="steel", lifecycle="customer", employees=500)
    PlacementFactory(asset=AssetFactory(kind="case_study", summary="12 % more revenue."), persona=persona)
    contact = ContactFactory(account=account, first_name="Ann", last_name="Lee")
    ContactPersona.objects.create(contact=contact, persona=persona, method="rule", at=NOW)

    letter = letter_for_contact(subject="", body=BODY, contact=contact, now=NOW)

    assert letter.body.text == "Dear Ann Lee of Acme: spend without a return? Globex got 12 % more revenue."
    assert letter.missing == ()


def test_what_nobody_knows_is_missing_until_it_is_typed(as_acme):
    contact = ContactFactory(account=None, first_name="Ann", last_name="Lee")

    bare = letter_for_contact(subject="[company]", body="[results]", contact=contact, now=NOW)
    typed = letter_for_contact(
        subject="", body="[results]", contact=contact, now=NOW, own_values={"results": "a third less churn"}
    )

    assert bare.missing == ("company", "results")
    assert typed.body.text == "a third less churn"


def test_a_challenge_in_capitals_stays_in_capitals(as_acme):
    contact = ContactFactory()
    persona = PersonaFactory(challenges="ROI that nobody can show.")
    ContactPersona.objects.create(contact=contact, persona=persona, method="rule", at=NOW)

    letter = letter_for_contact(subject="", body="You know [challenge]", contact=contact, now=NOW)

    assert letter.body.text == "You know ROI that nobody can show"
