"""``manage.py sweep``: ring for due work that nobody heard about. Every worker does it too; this is for hosts without
one.
"""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from outbox.services.sweep import outbox_sweep


class Command(BaseCommand):
    """Sweep once, or for ever."""

    help = "Ring for due background work that no worker has heard about."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take ``--once``."""
        parser.add_argument("--once", action="store_true", help="one pass, then print the number of rings")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run."""
        if options["once"]:
            self.stdout.write(str(outbox_sweep()))
            return
        while True:
            outbox_sweep()
            time.sleep(settings.OUTBOX_SWEEP_SECONDS)
