#!/usr/bin/env python
"""Run a management command against the stack named by the environment, or the local one of ABS_HOME."""

from __future__ import annotations

import os
import sys

# These change the schema, so they connect as the role that owns it. Everything else is the app and may bypass nothing.
OWNER_COMMANDS = {"database_prepare", "migrate", "makemigrations", "sqlmigrate", "showmigrations", "dbshell"}


def main() -> None:
    """Hand the command line to Django."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "abs_platform.settings")
    if len(sys.argv) > 1 and sys.argv[1] in OWNER_COMMANDS:
        os.environ.setdefault("ABS_DATABASE_ROLE", "owner")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
