"""``manage.py load_demo``: fills an empty workspace with the demo."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from abs_platform.demo.load import demo_load
from common.errors import AbsError
from tenancy.context import tenant_atomic
from tenancy.models import Tenant


class Command(BaseCommand):
    """Fill an empty workspace with a believable software vendor's two years of selling."""

    help = "Fill an empty workspace with the demo: companies, committees, deals, costs, sessions and content."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options of docs/operations.md."""
        parser.add_argument("--tenant", required=True, metavar="SLUG")
        parser.add_argument("--accounts", type=int, default=500)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--json", action="store_true", help="print what was stored as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load it, or say in one line why not."""
        tenant = Tenant.objects.filter(slug=options["tenant"]).first()
        if tenant is None:
            raise CommandError(f"there is no workspace {options['tenant']!r}")
        if not 1 <= options["accounts"] <= 5_000:
            raise CommandError("--accounts is a number from 1 to 5000")
        counts: dict[str, int] = {}

        def tell(what: str, count: int) -> None:
            counts[what] = count
            if not options["json"]:
                self.stdout.write(f"{count:>6} {what}")

        try:
            with tenant_atomic(tenant.pk):
                demo_load(
                    tenant=tenant, accounts=options["accounts"], seed=options["seed"], now=timezone.now(), tell=tell
                )
        except AbsError as error:
            raise CommandError(error.message) from error
        if options["json"]:
            self.stdout.write(json.dumps(counts))
