"""``manage.py tenant_create``: a workspace with its first admin, ready to import into."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from common.errors import AbsError
from users.services import Actor, tenant_create


class Command(BaseCommand):
    """Create a workspace."""

    help = "Create a workspace with its first admin, a published starter ICP, tiers, personas and buyer stages."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options of docs/operations.md."""
        parser.add_argument("--slug", required=True)
        parser.add_argument("--name", required=True)
        parser.add_argument("--owner", required=True, metavar="EMAIL")
        parser.add_argument("--password", required=True)
        parser.add_argument("--currency", default="EUR")
        parser.add_argument("--timezone", default="UTC")
        parser.add_argument("--language", default="en")

    def handle(self, *args: Any, **options: Any) -> None:
        """Create it, or say in one line why not."""
        try:
            tenant = tenant_create(
                slug=options["slug"],
                name=options["name"],
                owner_email=options["owner"],
                password=options["password"],
                currency=options["currency"],
                time_zone=options["timezone"],
                language=options["language"],
                now=timezone.now(),
                actor=Actor.of_command("tenant_create"),
            )
        except AbsError as error:
            raise CommandError(error.message) from error
        self.stdout.write(f"workspace {tenant.slug} created; sign in as {options['owner'].lower()}")
