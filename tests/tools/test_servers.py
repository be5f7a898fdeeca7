from __future__ import annotations

import json
import os
import pwd
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg2
import pytest
import redis

from tests.tools.processes import as_root
from tools import locations
from tools.locations import ROOT, Account, Places, StackError, usable
from tools.servers import LocalStack

ROLES_SQL = """
    SELECT rolname, rolsuper, rolcanlogin, rolbypassrls, rolcreaterole FROM pg_roles
    WHERE rolname LIKE 'abs%' ORDER BY rolname
"""


def ask(stack: LocalStack, role: str, sql: str, name: str = "abs") -> list[tuple[Any, ...]]:
    connection = psycopg2.connect(stack.database_url(role, name))
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="abs-servers-"))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def stack(home: Path) -> Iterator[LocalStack]:
    stack = LocalStack(home / "one", durable=False)
    stack.up()
    yield stack
    stack.destroy()


def test_the_servers_answer_on_unix_sockets_and_on_no_port(stack: LocalStack) -> None:
    assert stack.running()
    assert ask(stack, "abs_app", "SHOW listen_addresses") == [("",)]
    assert redis.Redis.from_url(stack.redis_url()).config_get("port") == {"port": "0"}


def test_starting_again_leaves_the_running_servers_alone(stack: LocalStack) -> None:
    before = ask(stack, "abs_app", "SELECT pg_postmaster_start_time()")
    stack.up()
    assert ask(stack, "abs_app", "SELECT pg_postmaster_start_time()") == before


def test_the_addresses_are_written_for_us_alone(stack: LocalStack) -> None:
    file = stack.places.home / "stack.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert json.loads(file.read_text()) == {
        "database_url": stack.database_url("abs_app"),
        "database_owner_url": stack.database_url("abs_owner"),
        "database_backup_url": stack.database_url("abs_backup"),
        "redis_url": stack.redis_url(0),
        "broker_url": stack.broker_url(1),
    }
    assert {stat.S_IMODE(path.stat().st_mode) for path in (stack.places.home / "secrets").glob("abs*")} == {0o600}


def test_the_roles_can_do_what_their_work_needs_and_no_more(stack: LocalStack) -> None:
    assert ask(stack, "abs_app", ROLES_SQL) == [
        ("abs", True, True, True, True),
        ("abs_app", False, True, False, False),
        ("abs_backup", False, True, True, False),
        ("abs_owner", False, True, True, True),
        ("abs_search", False, False, True, False),
    ]


def test_the_serving_role_writes_rows_but_no_schema(stack: LocalStack) -> None:
    stack.create_database("rights")
    ask(stack, "abs_owner", "CREATE TABLE thing (id bigint GENERATED ALWAYS AS IDENTITY, name text)", "rights")
    ask(stack, "abs_app", "CREATE TEMPORARY TABLE staged (n int)", "rights")
    ask(stack, "abs_app", "INSERT INTO thing (name) VALUES ('a')", "rights")
    assert ask(stack, "abs_backup", "SELECT name FROM thing", "rights") == [("a",)]
    for refused in ("CREATE TABLE other (n int)", "TRUNCATE thing", "DROP TABLE thing", "SET ROLE abs_owner"):
        with pytest.raises(psycopg2.Error):
            ask(stack, "abs_app", refused, "rights")
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        ask(stack, "abs_backup", "DELETE FROM thing", "rights")


def test_a_new_function_may_be_called_by_the_serving_role_and_not_by_everyone(stack: LocalStack) -> None:
    stack.create_database("functions")
    ask(stack, "abs_owner", "CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1'", "functions")
    ask(stack, "abs_owner", "ALTER FUNCTION one() OWNER TO abs_search", "functions")
    assert ask(stack, "abs_app", "SELECT one()", "functions") == [(1,)]
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        ask(stack, "abs_backup", "SELECT one()", "functions")


def test_letters_of_every_alphabet_have_cases_and_trigrams(stack: LocalStack) -> None:
    stack.create_database("letters")
    ask(stack, "abs_owner", "CREATE EXTENSION pg_trgm", "letters")
    assert ask(stack, "abs_owner", "SELECT lower('ИВАНОВ'), cardinality(show_trgm('شرکت'))", "letters") == [
        ("иванов", 5)
    ]


def test_a_copied_database_holds_the_same_rows_and_the_same_rights(stack: LocalStack) -> None:
    stack.create_database("original")
    ask(stack, "abs_owner", "CREATE TABLE thing AS SELECT 7 AS n", "original")
    stack.create_database("copy", template="original")
    assert ask(stack, "abs_app", "SELECT n FROM thing", "copy") == [(7,)]
    ask(stack, "abs_app", "CREATE TEMPORARY TABLE staged (n int)", "copy")
    stack.drop_database("copy")
    with pytest.raises(psycopg2.OperationalError):
        ask(stack, "abs_app", "SELECT 1", "copy")


def test_a_second_stack_is_another_one_and_what_it_holds_survives_a_restart(stack: LocalStack, home: Path) -> None:
    second = LocalStack(home / "two", durable=False)
    second.up()
    try:
        ask(second, "abs_owner", "CREATE TABLE only_here AS SELECT 1 AS n")
        assert ask(stack, "abs_app", "SELECT to_regclass('only_here')") == [(None,)]
        second.down()
        assert not second.running()
        assert not second.endpoints_file.exists()
        assert stack.running()
        second.up()
        assert ask(second, "abs_app", "SELECT n FROM only_here") == [(1,)]
        shutil.rmtree(second.places.home)
        second.up()  # a deleted state folder means a fresh start
        assert ask(second, "abs_app", "SELECT to_regclass('only_here')") == [(None,)]
    finally:
        second.destroy()
    assert not second.places.state.exists()


@pytest.mark.skipif(not as_root(), reason="everything here already runs as an ordinary user")
def test_an_ordinary_user_runs_the_servers_as_himself(home: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    folder = Path(tempfile.mkdtemp(prefix="abs-nobody-"))
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    script = f"""
import sys; sys.path.insert(0, {str(ROOT)!r})
from pathlib import Path
from tools.servers import LocalStack
stack = LocalStack(Path({str(folder / "home")!r}), durable=False)
stack.up(); print(stack.running(), stack.postgres.data.stat().st_uid); stack.destroy(); print(stack.running())
"""
    python = _readable_python()
    done = subprocess.run(
        [python, "-c", script],
        user="nobody",
        group=nobody.pw_gid,
        extra_groups=[],
        cwd="/",
        capture_output=True,
        text=True,
    )
    assert done.stdout == f"True {nobody.pw_uid}\nFalse\n", done.stderr
    shutil.rmtree(folder)


def _readable_python() -> str:
    """A Python that `nobody` can start: this one may lie under root's own folder."""
    check = "import sys; sys.exit(sys.version_info < (3, 11))"
    for candidate in (sys.executable, *map(str, sorted(Path("/usr").glob("*/bin/python3*"))), "/usr/bin/python3"):
        try:
            tried = subprocess.run([candidate, "-c", check], user="nobody", check=False)
        except OSError:
            continue
        if tried.returncode == 0:
            return candidate
    pytest.skip("no Python 3.11 that an ordinary user may start")


@pytest.mark.skipif(not as_root(), reason="only root has to hand binaries to another account")
def test_binaries_under_a_private_folder_are_copied_with_their_libraries(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_to_all = Path(tempfile.mkdtemp(prefix="abs-bin-"))
    open_to_all.chmod(0o755)
    monkeypatch.setattr(locations, "SYSTEM_STATE", open_to_all)
    private = tmp_path / "private"
    program = private / "wheel" / "bin" / "server"
    program.parent.mkdir(parents=True)
    program.write_text('#!/bin/sh\ncat "$(dirname "$0")/../../wheel.libs/version"\n')
    program.chmod(0o700)
    (private / "wheel.libs").mkdir()
    (private / "wheel.libs" / "version").write_text("18.6")
    private.chmod(0o700)
    found = usable(program, Account.choose(), package=private / "wheel", libraries="wheel.libs")
    assert found is not None
    assert found.is_relative_to(open_to_all)
    assert Account.choose().run([found]).stdout == b"18.6"
    shutil.rmtree(open_to_all)


def test_a_state_folder_with_a_long_name_keeps_its_sockets_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Account, "choose", lambda: Account(os.geteuid(), os.getegid(), switched=False))
    short = Places.of(Path("/srv/abs"))
    assert short.sockets == Path("/srv/abs/run")
    long = Places.of(Path("/srv") / ("x" * 90))
    assert len(str(long.sockets)) <= locations.LONGEST_SOCKET_FOLDER
    assert long.sockets != Places.of(Path("/srv") / ("y" * 90)).sockets


def test_a_stack_without_its_own_database_says_that_another_is_named(home: Path) -> None:
    with pytest.raises(StackError, match="DATABASE_URL"):
        LocalStack(home / "three", postgres=False).database_url("abs_app")
    with pytest.raises(StackError, match="REDIS_URL"):
        LocalStack(home / "three", valkey=False).redis_url()
