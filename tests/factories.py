"""Smallest valid rows, without randomness. Tenant rows belong to the tenant the test is bound to."""

from __future__ import annotations

from typing import Any

import factory

from accounts.models import Account, Contact, Deal
from users.models import Membership, User


class UserFactory(factory.django.DjangoModelFactory[User]):
    """Somebody who can sign in with the password ``correct horse``."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence("user{}@example.test".format)
    name = factory.Sequence("User {}".format)
    password = factory.django.Password("correct horse")


def member(tenant: Any, role: str, email: str | None = None) -> User:
    """A user with this role in this workspace."""
    user = UserFactory(**({"email": email} if email else {}))
    Membership.objects.create(user=user, tenant=tenant, role=role)
    return user


class AccountFactory(factory.django.DjangoModelFactory[Account]):
    """An unscored software company."""

    class Meta:
        model = Account

    source = "manual"
    external_id = factory.Sequence("a-{}".format)
    name = factory.Sequence("Company {}".format)
    name_key = factory.LazyAttribute(lambda account: account.name.lower())
    domain = factory.Sequence("company{}.test".format)
    industry = "software"


class ContactFactory(factory.django.DjangoModelFactory[Contact]):
    """Somebody at an account."""

    class Meta:
        model = Contact

    external_id = factory.Sequence("c-{}".format)
    account = factory.SubFactory(AccountFactory)
    first_name = "Ann"
    last_name = factory.Sequence("Smith{}".format)
    name_key = factory.LazyAttribute(lambda contact: f"{contact.first_name} {contact.last_name}".lower())
    email = factory.Sequence("ann{}@example.test".format)
    email_key = factory.LazyAttribute(lambda contact: contact.email.lower())


class DealFactory(factory.django.DjangoModelFactory[Deal]):
    """An open deal of unknown amount."""

    class Meta:
        model = Deal

    external_id = factory.Sequence("d-{}".format)
    account = factory.SubFactory(AccountFactory)
    name = factory.Sequence("Deal {}".format)
