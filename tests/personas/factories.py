"""Smallest valid rows of the committee room."""

from __future__ import annotations

from datetime import UTC, datetime

import factory

from personas.models import CommitteeSeat, CommitteeTemplate, CommitteeTemplateSeat, Persona
from tests.factories import AccountFactory, ContactFactory
from users.services import Actor

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)
ACTOR = Actor("task", "", "test")


class PersonaFactory(factory.django.DjangoModelFactory[Persona]):
    """A persona without a rule."""

    class Meta:
        model = Persona

    key = factory.Sequence("persona-{}".format)
    name = factory.Sequence("Persona {}".format)
    position = factory.Sequence(lambda n: n)


class TemplateFactory(factory.django.DjangoModelFactory[CommitteeTemplate]):
    """The default committee template, empty."""

    class Meta:
        model = CommitteeTemplate

    name = "Buying committee"
    is_default = True


class TemplateSeatFactory(factory.django.DjangoModelFactory[CommitteeTemplateSeat]):
    """One chair for one person."""

    class Meta:
        model = CommitteeTemplateSeat

    template = factory.SubFactory(TemplateFactory)
    persona = factory.SubFactory(PersonaFactory)
    buying_role = "influencer"


class SeatFactory(factory.django.DjangoModelFactory[CommitteeSeat]):
    """A contact's seat at its account."""

    class Meta:
        model = CommitteeSeat

    account = factory.SubFactory(AccountFactory)
    contact = factory.LazyAttribute(lambda seat: ContactFactory(account=seat.account))
    buying_role = "influencer"
