"""The product refuses to serve as a role that could see across tenants, and as no other."""

from __future__ import annotations

import os

import psycopg2
import pytest
from django.db import connection

from tenancy import checks


def test_the_applications_role_serves_also_while_a_process_stages_records(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("create temporary table stage_of_a_session (id bigint)")

    checks.assert_role()


def test_the_role_of_the_migrations_is_refused(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = psycopg2.connect(os.environ["DATABASE_OWNER_URL"].replace("postgres:///", "postgresql:///"))
    monkeypatch.setattr(checks, "connection", owner)

    with pytest.raises(checks.UnsafeRoleError, match="abs_owner"):
        checks.assert_role()

    owner.close()
