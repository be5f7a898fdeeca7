"""Fills the served site: ``python -m tests.journeys.seed`` against the database of the environment."""

from __future__ import annotations

import os

import django

PASSWORD = "correct-horse-9"
ANN = "ann@journey.test"  # an admin of both workspaces who reads English
PARISA = "parisa@journey.test"  # an admin of the first who reads Persian, from right to left
ROBIN = "robin@journey.test"  # a read-only member
FULL, OTHER = "journey", "second"
ACCOUNTS = 60


def main() -> None:
    """Create two workspaces, three people and the generated examples."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.journeys.settings")
    django.setup()
    from django.core.management import call_command, get_commands
    from django.utils.timezone import now

    from tenancy.context import tenant_atomic
    from users.models import Role, User
    from users.services import Actor, membership_set, tenant_create

    actor = Actor.of_command("seed")
    tenants = {}
    for slug, name in ((FULL, "Journey"), (OTHER, "Second")):
        tenants[slug] = tenant_create(
            slug=slug,
            name=name,
            owner_email=ANN,
            password=PASSWORD,
            now=now(),
            actor=actor,
            time_zone="Europe/Budapest",
        )
    for email, name, language, role in (
        (PARISA, "Parisa Rostami", "fa", Role.ADMIN),
        (ROBIN, "Robin Reed", "", Role.READ_ONLY),
    ):
        user = User.objects.create_user(email, PASSWORD, name=name, language=language)
        with tenant_atomic(tenants[FULL].pk):
            membership_set(tenant=tenants[FULL], user=user, role=role, actor=actor)
    User.objects.filter(email=ANN).update(name="Ann Ardent")
    if "load_demo" in get_commands():
        call_command("load_demo", tenant=FULL, accounts=ACCOUNTS)
        call_command("icp_learn", "--tenant", FULL, "--profile", "Learned", "--subject", "deal")


if __name__ == "__main__":
    main()
