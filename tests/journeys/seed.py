"""Fills the served site: ``python -m tests.journeys.seed`` against the database of the environment."""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path
from typing import Any

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
        with tenant_atomic(tenants[FULL].pk):
            addresses_file(Path(os.environ["ABS_HOME"])).write_text(json.dumps(_deep_pages(actor, now())))


def addresses_file(home: Path) -> Path:
    """Where the addresses stand that a crawl from the start page reaches by luck only."""
    return home / "addresses.json"


def _deep_pages(actor: Any, now: datetime) -> list[str]:
    """A deal with a score and somebody on its committee, a move that waits for approval, and what was learned."""
    from accounts.models import Deal, LearnedReport
    from personas.services.committee import SeatFacts, seat_set
    from tiers.models import ProposedMove, TierProposal

    deal = Deal.objects.filter(account__contacts__isnull=False).order_by("pk")[0]
    contact = deal.account.contacts.order_by("pk")[0]
    seat_set(
        account_id=deal.account_id, contact_id=contact.pk, deal_id=deal.pk, facts=SeatFacts(), actor=actor, now=now
    )
    proposal = TierProposal.objects.create(made_at=now, waiting=1, added=1, superseded=0)
    move = ProposedMove.objects.create(proposal=proposal, account=deal.account, cause="entered")
    move.refresh_from_db()
    report = LearnedReport.objects.select_related("profile")[0]
    committee = f"personas/accounts/{deal.account.public_id}/deals/{deal.public_id}/committee/"
    return [
        f"accounts/deals/{deal.public_id}/score/",
        committee,
        f"{committee}{contact.public_id}/",
        "tiers/proposals/",
        f"tiers/proposals/{move.public_id}/reject/",
        f"icp/{report.profile.key}/learn/reports/{report.public_id}/",
    ]


if __name__ == "__main__":
    main()
