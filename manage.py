#!/usr/bin/env python
"""Run a management command against the stack named by the environment, or the local one of ABS_HOME."""

from __future__ import annotations

import os
import sys

# These change the schema, so they connect as the role that owns it. Everything else is the app and may bypass nothing.
OWNER_COMMANDS = {"database_prepare", "migrate", "makemigrations", "sqlmigrate", "showmigrations", "dbshell"}

UNDEFINED_TABLE = "42P01"  # SQLSTATE


def main() -> None:
    """Hand the command line to Django."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "abs_platform.settings")
    if len(sys.argv) > 1 and sys.argv[1] in OWNER_COMMANDS:
        os.environ.setdefault("ABS_DATABASE_ROLE", "owner")
    from django.core.management import execute_from_command_line
    from django.db import OperationalError, ProgrammingError

    try:
        execute_from_command_line(sys.argv)
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", None) is not None:
            raise  # it was reached, and failed at something
        sys.exit(f"the database does not answer; `make run` or `make up` starts the local one. {_first_line(error)}")
    except ProgrammingError as error:
        if getattr(error.__cause__, "pgcode", None) != UNDEFINED_TABLE:
            raise
        sys.exit(f"the database is not migrated; run `manage.py migrate` first. {_first_line(error)}")


def _first_line(error: Exception) -> str:
    return f"It said: {str(error).partition(chr(10))[0]}"


if __name__ == "__main__":
    main()
