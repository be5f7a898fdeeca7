"""``manage.py api_key_create``: prints the new key alone on stdout, once."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from common.errors import AbsError
from tenancy.context import tenant_atomic
from tenancy.models import Tenant
from users.services import Actor, api_key_create


class Command(BaseCommand):
    """Create an API key."""

    help = "Create an API key of a workspace and print it, once."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--tenant", required=True, metavar="SLUG")
        parser.add_argument("--name", required=True)
        parser.add_argument(
            "--scopes", required=True, help="comma-separated, for instance accounts:read,accounts:write; or '*'"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Create it, or say in one line why not."""
        tenant = Tenant.objects.filter(slug=options["tenant"]).first()
        if tenant is None:
            raise CommandError(f"there is no workspace {options['tenant']!r}")
        scopes = [scope.strip() for scope in options["scopes"].split(",") if scope.strip()]
        try:
            with tenant_atomic(tenant.pk):
                _, token = api_key_create(
                    tenant=tenant, name=options["name"], scopes=scopes, actor=Actor.of_command("api_key_create")
                )
        except AbsError as error:
            raise CommandError(error.message) from error
        self.stdout.write(token)
