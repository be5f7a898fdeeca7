"""Smallest valid rows of the engagement room."""

from __future__ import annotations

from datetime import UTC, datetime

import factory

from engagement.models import SalesSession, SessionStep, Touch, TouchContact
from tests.factories import AccountFactory, ContactFactory

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


class TouchFactory(factory.django.DjangoModelFactory[Touch]):
    """A call that reached nobody."""

    class Meta:
        model = Touch

    external_id = factory.Sequence("t-{}".format)
    account = factory.SubFactory(AccountFactory)
    kind = "call"
    outcome = "attempt"
    occurred_at = NOON


class TouchContactFactory(factory.django.DjangoModelFactory[TouchContact]):
    """Somebody touched."""

    class Meta:
        model = TouchContact

    touch = factory.SubFactory(TouchFactory)
    contact = factory.SubFactory(ContactFactory)


class SessionFactory(factory.django.DjangoModelFactory[SalesSession]):
    """A session planned for noon."""

    class Meta:
        model = SalesSession

    account = factory.SubFactory(AccountFactory)
    title = factory.Sequence("Session {}".format)
    starts_at = NOON


class StepFactory(factory.django.DjangoModelFactory[SessionStep]):
    """A slide to show."""

    class Meta:
        model = SessionStep

    session = factory.SubFactory(SessionFactory)
    position = factory.Sequence(lambda number: number + 1)
    title = "Price list"
