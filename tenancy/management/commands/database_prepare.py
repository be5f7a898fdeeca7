"""``manage.py database_prepare``: roles and rights in a database that somebody else runs."""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection, transaction

SQL = settings.BASE_DIR / "tenancy" / "sql"


class Command(BaseCommand):
    """Prepare the database named by DATABASE_OWNER_URL, as its owner."""

    help = (
        "Create the roles that are missing and grant the rights, as DATABASE_OWNER_URL. Run again, it changes nothing."
    )
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepare it, or say in one line what only the server's administrator can do."""
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                missing = _serving_role_is_missing(cursor)
                cursor.execute((SQL / "roles.sql").read_text())
                if missing:
                    _give_password(cursor)
                cursor.execute((SQL / "database.sql").read_text())
        except DatabaseError as error:
            reason = str(error).strip().splitlines()[0]
            raise CommandError(
                f"the database cannot be prepared as its owner ({reason}): let the server's administrator run "
                "tenancy/sql/roles.sql and tenancy/sql/database.sql (docs/operations.md)"
            ) from error
        self.stdout.write("the database is prepared")


def _serving_role_is_missing(cursor: Any) -> bool:
    cursor.execute("SELECT count(*) FROM pg_roles WHERE rolname = 'abs_app'")
    return bool(cursor.fetchone()[0] == 0)


def _give_password(cursor: Any) -> None:
    """Give the role that was just created the password by which DATABASE_URL logs in."""
    password = urlsplit(os.environ.get("DATABASE_URL", "")).password
    if password:
        cursor.execute("ALTER ROLE abs_app PASSWORD %s", [unquote(password)])
