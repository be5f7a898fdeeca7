"""A throw-away PostgreSQL and Valkey for the tests, migrated as the owner and used as the role that serves.

Run as a superuser or an owner these tests would prove nothing about row-level security, so they never do.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import environ
import hypothesis
import psycopg2
import pytest
import redis
from django.conf import settings
from django.core.management.color import no_style
from xdist.scheduler import LoadScopeScheduling

from tests.clients import AbsClient
from tools.servers import LocalStack

ROOT = Path(__file__).resolve().parent.parent
HOME = Path(os.environ.get("ABS_HOME", ROOT / ".abs")).resolve() / "test"
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
STACK = LocalStack(HOME, durable=False)
_held: list[Any] = []

# The same examples every time, and as much time for each as the machine takes. --hypothesis-profile=default looks for
# new ones.
hypothesis.settings.load_profile("ci")


def _migrations_digest() -> str:
    found = hashlib.sha256()
    for path in sorted(
        [*ROOT.glob("*/migrations/*.py"), *ROOT.glob("tenancy/*.py"), ROOT / "requirements/runtime.txt"]
    ):
        if path.exists():
            found.update(path.read_bytes())
    return found.hexdigest()[:12]


def _is_there(name: str) -> bool:
    """Whether the servers still know the database: their data may be deleted while this folder stays."""
    try:
        psycopg2.connect(STACK.database_url("abs_owner", name)).close()
    except psycopg2.OperationalError:
        return False
    return True


def _ensure_template() -> str:
    """Migrate one database a migration state; every run copies it, which takes a moment instead of seconds."""
    name = f"abs_template_{_migrations_digest()}"
    marker = HOME / "template"
    before = marker.read_text() if marker.exists() else ""
    if before == name and _is_there(name):
        return name
    STACK.drop_database(name)
    STACK.create_database(name)
    environment = {**os.environ, "DATABASE_OWNER_URL": STACK.database_url("abs_owner", name)}
    done = subprocess.run(
        [sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    if done.returncode:
        STACK.drop_database(name)
        pytest.exit(f"the migrations failed:\n{done.stderr}", returncode=3)
    if before not in ("", name):
        STACK.drop_database(before)
    marker.write_text(name)
    return name


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Start the stack (the first process of a run) and point the settings at this process's own databases."""
    HOME.mkdir(parents=True, exist_ok=True)
    if "PYTEST_XDIST_WORKER" not in os.environ:
        lock = (HOME / "run.lock").open("w")
        fcntl.flock(lock, fcntl.LOCK_EX)  # a second run of the same checkout waits its turn
        _held.append(lock)
        STACK.up()
        redis.Redis.from_url(STACK.redis_url()).flushall()  # a run that was killed leaves counters and copies behind
        os.environ["ABS_TEST_TEMPLATE"] = _ensure_template()
    name = f"abs_test_{WORKER}"
    number = 0 if WORKER == "main" else int(WORKER.removeprefix("gw")) + 1
    addresses = {
        "DATABASE_URL": STACK.database_url("abs_app", name),
        "DATABASE_OWNER_URL": STACK.database_url("abs_owner", name),
        "REDIS_URL": STACK.redis_url(2 * number),
        "ABS_BROKER_URL": STACK.broker_url(2 * number + 1),
        "ABS_TEST_HOME": str(HOME),
    }
    os.environ.update(addresses)
    settings.DATABASES["default"].update(environ.Env.db_url_config(addresses["DATABASE_URL"]), ENGINE="tenancy.backend")
    settings.CACHES["default"]["LOCATION"] = settings.REDIS_URL = addresses["REDIS_URL"]
    settings.CACHES["default"]["OPTIONS"] = {}  # on a crowded machine a slow cache is waited for and not gone without
    settings.CELERY_BROKER_URL = addresses["ABS_BROKER_URL"]
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.MIDDLEWARE.remove("whitenoise.middleware.WhiteNoiseMiddleware")


class JourneysTogether(LoadScopeScheduling):
    """Shares tests out one by one, the journeys all to one worker: they walk through one site in one browser."""

    def _split_scope(self, nodeid: str) -> str:
        return "journeys" if nodeid.startswith("tests/journeys/") else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> JourneysTogether:
    """Share the tests out among the workers."""
    return JourneysTogether(config, log)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the stack after the last test of the run."""
    if _held:
        STACK.down()


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    """A fresh copy of the migrated template, used as abs_app; emptied as the owner after tests that commit."""
    from django.db import connection

    name = f"abs_test_{WORKER}"
    STACK.drop_database(name)
    STACK.create_database(name, template=os.environ["ABS_TEST_TEMPLATE"])
    _number_apart()
    with django_db_blocker.unblock():
        _empty_as_owner(connection)
        yield
        connection.close()


def _number_apart() -> None:
    """Let the rows of every table begin at another number, so that a key of the wrong table finds nothing."""
    owner = psycopg2.connect(os.environ["DATABASE_OWNER_URL"].replace("postgres:///", "postgresql:///"))
    with owner, owner.cursor() as cursor:
        cursor.execute("select format('%I.%I', schemaname, sequencename) from pg_sequences order by 1")
        for place, (name,) in enumerate(cursor.fetchall(), start=1):
            cursor.execute(f"alter sequence {name} restart with {place * 10_000 + 1}")
    owner.close()


def _empty_as_owner(connection: Any) -> None:
    def execute_sql_flush(sql_list: list[str]) -> None:
        # the serving role may not TRUNCATE, and must not be given the right for the tests' sake
        owner = psycopg2.connect(os.environ["DATABASE_OWNER_URL"].replace("postgres:///", "postgresql:///"))
        with owner, owner.cursor() as cursor:
            for statement in sql_list:
                cursor.execute(statement)
        owner.close()

    connection.ops.execute_sql_flush = execute_sql_flush
    assert connection.ops.sql_flush(no_style(), ["tenant"]), "the flush below would do nothing"


@pytest.fixture
def acme(db: None) -> Any:
    """A bare workspace."""
    from tenancy.models import Tenant

    return Tenant.objects.create(slug="acme", name="Acme", currency="EUR", timezone="Europe/Budapest")


@pytest.fixture
def globex(db: None) -> Any:
    """A second bare workspace, which must never notice the first."""
    from tenancy.models import Tenant

    return Tenant.objects.create(slug="globex", name="Globex", currency="USD", timezone="UTC")


@pytest.fixture
def as_acme(acme: Any) -> Iterator[Any]:
    """The test runs inside Acme; ``AbsClient`` requests still start without a tenant."""
    from tenancy.context import tenant_context

    with tenant_context(acme.pk):
        yield acme


@pytest.fixture
def login(acme: Any) -> Callable[..., AbsClient]:
    """``login("rep")`` returns a browser signed in to Acme with that role; ``tenant=`` names another workspace.

    ``client.user`` is the person, ``client.base`` the workspace's address prefix.
    """
    from tests.factories import member

    def enter(role: str = "manager", *, tenant: Any = None, email: str | None = None) -> AbsClient:
        tenant = tenant or acme
        user = member(tenant, role, email)
        client = AbsClient()
        client.force_login(user)
        client.user = user
        client.base = f"/w/{tenant.slug}"
        return client

    return enter


@pytest.fixture
def api(acme: Any) -> Callable[..., AbsClient]:
    """``api("accounts:read")`` returns a client with a key of Acme's with those scopes (default: all)."""
    from django.db import connection  # noqa: F401

    from tenancy.context import tenant_context
    from users.services import Actor, api_key_create

    def enter(*scopes: str, tenant: Any = None) -> AbsClient:
        tenant = tenant or acme
        with tenant_context(tenant.pk):
            _, token = api_key_create(
                tenant=tenant, name="test", scopes=list(scopes) or ["*"], actor=Actor.of_command("test")
            )
        return AbsClient(headers={"Authorization": f"Bearer {token}"})

    return enter


@pytest.fixture
def one_window(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing was asked yet, no window of the rate limit ends during the test, and a slow Valkey is waited for."""
    from common.api import throttle

    client = redis.Redis.from_url(settings.REDIS_URL)
    client.delete("none", *client.keys("abs:rate:*"))
    monkeypatch.setattr(throttle, "_client", client)
    monkeypatch.setattr(throttle, "_away_until", 0.0)
    monkeypatch.setattr(throttle, "_local", {})
    monkeypatch.setattr(throttle, "time", SimpleNamespace(time=lambda: 1_000_000.0, monotonic=time.monotonic))
