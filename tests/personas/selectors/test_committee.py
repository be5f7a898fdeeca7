"""The committee as pages show it."""

from __future__ import annotations

from accounts.models import Segment, SegmentAccount
from personas.models import ContactPersona
from personas.selectors.committee import committee_of_account, committee_templates
from tests.factories import AccountFactory, ContactFactory
from tests.personas.factories import NOW, PersonaFactory, SeatFactory, TemplateFactory, TemplateSeatFactory


def test_the_map_shows_chairs_gaps_others_and_who_could_fill_them(as_acme):
    template = TemplateFactory()
    finance = TemplateSeatFactory(template=template, buying_role="budget_holder", weight=3)
    TemplateSeatFactory(template=template, buying_role="champion", weight=1)
    account = AccountFactory()
    seated = SeatFactory(account=account, buying_role="champion")
    stranger = SeatFactory(account=account, buying_role="other", stance="blocker")
    known = ContactFactory(account=account)
    ContactPersona.objects.create(contact=known, persona=finance.persona, method="rule", at=NOW)

    view = committee_of_account(account_id=account.pk, now=NOW)

    assert view.committee.coverage_bp == 2500
    assert [chair.persona.pk for chair in view.gaps] == [finance.persona_id]
    assert view.gaps[0].suggestions == [known]
    assert [person.contact.pk for person in view.others] == [stranger.contact_id]
    assert [person.contact.pk for person in view.blockers] == [stranger.contact_id]
    assert view.weakest is not None and view.weakest[0].contact.pk == seated.contact_id


def test_a_segment_may_have_its_own_template(as_acme):
    TemplateFactory()
    segment = Segment.objects.create(key="banks", name="Banks")
    own = TemplateFactory(name="Banks", is_default=False, segment=segment)
    line = TemplateSeatFactory(template=own)
    bank, other = AccountFactory(), AccountFactory()
    SegmentAccount.objects.create(segment=segment, account=bank)

    found = committee_templates(account_ids=[bank.pk, other.pk])

    assert [row.key for row in found[bank.pk].rows] == [line.pk]
    assert found[other.pk].rows == ()


def test_reading_a_committee_costs_the_same_for_many_people(as_acme, django_assert_num_queries):
    persona = PersonaFactory()
    TemplateSeatFactory(persona=persona)
    account = AccountFactory()
    for _ in range(20):
        SeatFactory(account=account, persona=persona)

    with django_assert_num_queries(6):
        committee_of_account(account_id=account.pk, now=NOW)
