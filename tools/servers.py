"""The local stack: PostgreSQL and Valkey of one state folder (ABS_HOME), reachable by unix sockets alone."""

from __future__ import annotations

import fcntl
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.locations import Places, StackError, write_private
from tools.postgres import SUPERUSER, PostgresServer
from tools.valkey import ValkeyServer

__all__ = ["LocalStack", "StackError"]

BROKER_DATABASE = 1


class LocalStack:
    """One state folder is one stack. `durable=False` trades safety against power cuts for speed: for tests only.

    `postgres=False` or `valkey=False` leaves that server out, where an address from outside takes its place.
    """

    def __init__(self, home: Path, *, durable: bool = True, postgres: bool = True, valkey: bool = True) -> None:
        self.places = Places.of(home)
        self.postgres = PostgresServer(self.places, durable=durable) if postgres else None
        self.valkey = ValkeyServer(self.places, durable=durable) if valkey else None

    def up(self) -> None:
        """This function will start both servers; where they run already it changes nothing.

        It writes `stack.json` (mode 0600) with the addresses, by which every command finds the stack.

        :raises StackError: when a server cannot be started.
        """
        self.places.create()
        with self._locked():
            self._set_aside_orphans()
            if self.postgres is not None:
                self.postgres.start()
            if self.valkey is not None:
                self.valkey.start()
            write_private(self.endpoints_file, json.dumps(self._endpoints(), indent=2) + "\n")

    def down(self) -> None:
        """This function will stop both servers and wait until their processes are gone; data stays.

        :raises StackError: when a server does not stop.
        """
        if not self.places.state.is_dir():
            return
        with self._locked():
            self.endpoints_file.unlink(missing_ok=True)
            if self.valkey is not None:
                self.valkey.stop()
            if self.postgres is not None:
                self.postgres.stop()

    def destroy(self) -> None:
        """This function will stop both servers and delete their data, for good."""
        self.down()
        shutil.rmtree(self.places.state, ignore_errors=True)
        shutil.rmtree(self.places.sockets, ignore_errors=True)

    def running(self) -> bool:
        """This function will say whether every server of the stack answers."""
        servers = (self.postgres, self.valkey)
        return all(server.running() for server in servers if server is not None)

    @property
    def endpoints_file(self) -> Path:
        """`stack.json`: there while the stack runs."""
        return self.places.home / "stack.json"

    def database_url(self, role: str, name: str = "abs") -> str:
        """This function will return a database's address as a role.

        Roles: `abs` (superuser, never used by the product), `abs_owner`, `abs_app`, `abs_backup`.
        """
        return self._database().url(role, name)

    def redis_url(self, db: int = 0) -> str:
        """This function will return Valkey's address in redis-py's form."""
        return f"unix://{self._cache().socket}?db={db}"

    def broker_url(self, db: int = BROKER_DATABASE) -> str:
        """This function will return Valkey's address in Celery's form."""
        return f"redis+socket://{self._cache().socket}?virtual_host={db}"

    def create_database(self, name: str, template: str | None = None) -> None:
        """This function will create a database of abs_owner's, empty or as a copy; an existing one stays as it is."""
        self._database().create_database(name, template)

    def drop_database(self, name: str) -> None:
        """This function will drop a database if it exists, ending its connections."""
        self._database().drop_database(name)

    def _set_aside_orphans(self) -> None:
        """Start afresh where the state folder was deleted but the data, which root keeps elsewhere, was not.

        Without the folder's secrets nobody can log in to it. The last such data is kept beside the new.
        """
        if (self.places.home / "secrets" / SUPERUSER).exists() or self.postgres is None:
            return
        if self.postgres.data.is_dir():
            self.postgres.stop()
            kept = self.postgres.data.with_name("postgres.orphaned")
            shutil.rmtree(kept, ignore_errors=True)
            self.postgres.data.rename(kept)
        if self.valkey is not None and self.valkey.data.is_dir():
            self.valkey.stop()
            shutil.rmtree(self.valkey.data)

    def _endpoints(self) -> dict[str, str]:
        found: dict[str, str] = {}
        if self.postgres is not None:
            found["database_url"] = self.database_url("abs_app")
            found["database_owner_url"] = self.database_url("abs_owner")
            found["database_backup_url"] = self.database_url("abs_backup")
        if self.valkey is not None:
            found["redis_url"] = self.redis_url()
            found["broker_url"] = self.broker_url()
        return found

    def _database(self) -> PostgresServer:
        if self.postgres is None:
            raise StackError("this stack has no PostgreSQL of its own: DATABASE_URL names another")
        return self.postgres

    def _cache(self) -> ValkeyServer:
        if self.valkey is None:
            raise StackError("this stack has no Valkey of its own: REDIS_URL names another")
        return self.valkey

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Let one process at a time start or stop the servers of a state folder."""
        with (self.places.home / "stack.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
