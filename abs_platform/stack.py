"""Where the databases are: the environment says, else the local stack of ABS_HOME."""

from __future__ import annotations

import json
import os
from pathlib import Path


def _local_stack(home: Path) -> dict[str, str]:
    try:
        found = json.loads((home / "stack.json").read_text())
    except FileNotFoundError:
        return {}
    return {str(key): str(value) for key, value in found.items()}


def _as_broker(address: str) -> str:
    """Say a Redis address in Celery's words, which name a unix socket otherwise than redis-py does."""
    scheme, _, rest = address.partition("://")
    if scheme != "unix":
        return address
    path, _, query = rest.partition("?")
    database = dict(part.split("=", 1) for part in query.split("&") if "=" in part).get("db", "0")
    return f"redis+socket://{path}?virtual_host={database}"


def endpoints(home: Path) -> dict[str, str]:
    """This function will return ``database_url``, ``redis_url`` and ``broker_url``.

    ``DATABASE_URL``, ``DATABASE_OWNER_URL`` and ``REDIS_URL`` win over ``stack.json``. With ``ABS_DATABASE_ROLE=owner``
    (set by manage.py for migrate and its like) the database address is the owner's. Without any address the
    PostgreSQL of libpq's own defaults is named, so that commands which need no database still run.
    """
    local = _local_stack(home)
    owner = os.environ.get("ABS_DATABASE_ROLE") == "owner"
    variable, key = ("DATABASE_OWNER_URL", "database_owner_url") if owner else ("DATABASE_URL", "database_url")
    redis_url = os.environ.get("REDIS_URL") or local.get("redis_url", "redis://localhost:6379/0")
    broker_url = os.environ.get("ABS_BROKER_URL") or os.environ.get("REDIS_URL") or local.get("broker_url", redis_url)
    return {
        "database_url": os.environ.get(variable) or local.get(key, "postgres:///abs"),
        "redis_url": redis_url,
        "broker_url": _as_broker(broker_url),
    }


def secret_key(home: Path) -> str:
    """This function will return ABS_SECRET_KEY, else the key kept in ABS_HOME, making it (mode 0600) at first use."""
    given = os.environ.get("ABS_SECRET_KEY")
    if given:
        return given
    path = home / "secret_key"
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        home.mkdir(parents=True, exist_ok=True)
        made = os.urandom(48).hex()
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:  # another process was first
            return path.read_text().strip()
        with os.fdopen(descriptor, "w") as file:
            file.write(made)
        return made
