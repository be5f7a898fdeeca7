"""What docs/operations.md promises about databases, done to real ones."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from tools.locations import ROOT
from tools.servers import LocalStack

TABLES = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1"
RIGHTS = """
    SELECT p.oid::regprocedure::text, pg_get_userbyid(p.proowner), p.proacl::text
    FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace ORDER BY 1
"""
REQUIRED = """
    SELECT column_name, CASE data_type WHEN 'jsonb' THEN '{}' WHEN 'boolean' THEN 'false' WHEN 'ARRAY' THEN '{}'
        WHEN 'timestamp with time zone' THEN '2026-01-01' WHEN 'text' THEN ''
        WHEN 'character varying' THEN '' ELSE '0' END
    FROM information_schema.columns WHERE table_name = %s
    AND is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO' AND is_generated = 'NEVER'
"""


@pytest.fixture(scope="module")
def stack() -> LocalStack:
    return LocalStack(Path(os.environ["ABS_TEST_HOME"]), durable=False)


@pytest.fixture
def original(stack: LocalStack) -> Iterator[str]:
    name = f"abs_original_{os.getpid()}"
    stack.create_database(name, template=os.environ["ABS_TEST_TEMPLATE"])
    owner = stack.database_url("abs_owner", name)
    for number, slug in enumerate(("acme", "globex"), start=1):
        insert(owner, "tenant", id=number, slug=slug, currency="EUR", timezone="UTC", language="en")
        insert(owner, "account", tenant_id=number, name=f"Of {slug}", lifecycle="prospect")
    yield name
    stack.drop_database(name)


def ask(url: str, sql: str, values: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
    connection = psycopg2.connect(url)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(sql, values or None)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def counts(owner: str) -> dict[str, int]:
    """This function will return the rows of every table."""
    return {table: ask(owner, f"SELECT count(*) FROM {table}")[0][0] for (table,) in ask(owner, TABLES)}


def insert(owner: str, table: str, **given: object) -> None:
    """This function will store a row, with something empty in every column that must not be null."""
    row = {**dict(ask(owner, REQUIRED, (table,))), **given}
    columns, places = ", ".join(row), ", ".join(["%s"] * len(row))
    ask(owner, f"INSERT INTO {table} ({columns}) OVERRIDING SYSTEM VALUE VALUES ({places})", tuple(row.values()))


def program(stack: LocalStack, name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    assert stack.postgres is not None
    path = stack.postgres._programs() / name
    return subprocess.run([str(path), *arguments], capture_output=True, text=True, check=False)


def test_a_backup_holds_every_tenant_and_can_be_restored(stack: LocalStack, original: str, tmp_path: Path) -> None:
    dump, restored = str(tmp_path / "abs.dump"), f"{original}_restored"
    backup_url = stack.database_url("abs_backup", original)
    done = program(stack, "pg_dump", "--format=custom", f"--file={dump}", backup_url)
    assert done.returncode == 0, done.stderr
    stack.create_database(restored)
    try:
        owner = stack.database_url("abs_owner", restored)
        done = program(stack, "pg_restore", "--exit-on-error", f"--dbname={owner}", dump)
        assert done.returncode == 0, done.stderr
        assert counts(owner) == counts(stack.database_url("abs_owner", original))
        assert counts(owner)["account"] == 2
        assert ask(owner, RIGHTS) == ask(stack.database_url("abs_owner", original), RIGHTS)
        with pytest.raises(psycopg2.errors.InsufficientPrivilege, match=r"app\.tenant_id"):
            ask(stack.database_url("abs_app", restored), "SELECT count(*) FROM account")
    finally:
        stack.drop_database(restored)


def test_the_serving_role_cannot_make_a_backup(stack: LocalStack, original: str) -> None:
    done = program(stack, "pg_dump", stack.database_url("abs_app", original))
    assert done.returncode != 0


def test_preparing_a_database_as_its_owner_twice_changes_nothing(stack: LocalStack) -> None:
    name = f"abs_prepared_{os.getpid()}"
    stack.create_database(name)
    try:
        urls = {
            "DATABASE_URL": stack.database_url("abs_app", name),
            "DATABASE_OWNER_URL": stack.database_url("abs_owner", name),
        }
        acl = "SELECT defaclacl::text FROM pg_default_acl ORDER BY 1"
        before = ask(urls["DATABASE_OWNER_URL"], acl)
        done = subprocess.run(
            [sys.executable, "manage.py", "database_prepare"],
            cwd=ROOT,
            env={**os.environ, **urls},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stdout) == (0, "the database is prepared\n"), done.stderr
        assert ask(urls["DATABASE_OWNER_URL"], acl) == before
    finally:
        stack.drop_database(name)
