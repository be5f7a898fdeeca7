"""A broker without persistence and workers, all of the test's own, to be killed and started again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg2

from tools.locations import Account, valkey_program

ROOT = Path(__file__).resolve().parents[2]
EFFECTS = """
create table probe_effect (
    tenant_id bigint not null default app_tenant(), job_id bigint not null, attempt int not null);
alter table probe_effect enable row level security;
alter table probe_effect force row level security;
create policy tenant on probe_effect
    using (tenant_id = (select app_tenant())) with check (tenant_id = (select app_tenant()));
"""


def wait_until(said: Callable[[], bool], seconds: float, what: str) -> None:
    """Look every tenth of a second until it is so."""
    until = time.monotonic() + seconds
    while not said():
        assert time.monotonic() < until, f"not within {seconds} s: {what}"
        time.sleep(0.1)


class Killable:
    """A process group that can be ended at once."""

    def __init__(self, command: list[str], env: dict[str, str], log: Path) -> None:
        self.command, self.env, self.log = command, env, log
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command, cwd=ROOT, env=self.env, stdout=log, stderr=log, start_new_session=True
            )

    def kill(self) -> None:
        """End it and its children without a warning."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None


class Stage:
    """Everything a test of the whole queue needs."""

    def __init__(self, folder: Path) -> None:
        self.socket = folder / "broker.sock"
        self.env = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.reliability.settings",
            "ABS_BROKER_URL": f"redis+socket://{self.socket}?virtual_host=0",
        }
        program = str(valkey_program(Account.choose()))
        options = ["--port", "0", "--unixsocket", str(self.socket), "--save", "", "--appendonly", "no"]
        self.broker = Killable([program, *options, "--dir", str(folder)], self.env, folder / "broker.log")
        worker = [sys.executable, "-m", "celery", "-A", "abs_platform", "-q", "worker", "-c", "1", "-l", "WARNING"]
        self.workers = [
            Killable([*worker, "-n", f"{name}@%h"], self.env, folder / f"{name}.log") for name in ("one", "two")
        ]
        self.folder = folder

    def start(self) -> None:
        """Start the broker and both workers."""
        self.broker.start()
        for worker in self.workers:
            worker.start()

    def stop(self) -> None:
        """End them."""
        for process in (*self.workers, self.broker):
            process.kill()

    def enqueue(self, tenant_id: int, *wishes: tuple[str, int]) -> subprocess.Popen[bytes]:
        """Start a process that asks for jobs: how many of which kind."""
        code = f"from tests.reliability.enqueue import main; main({tenant_id}, {wishes!r})"
        with (self.folder / "enqueue.log").open("ab") as log:
            return subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, env=self.env, stdout=log, stderr=log)

    def logs(self) -> str:
        """Return what the processes said, for a failed test."""
        return "\n".join(f"--- {path.name}\n{path.read_text()[-3000:]}" for path in sorted(self.folder.glob("*.log")))


def as_owner(statement: str) -> None:
    """Run a statement as the owner of the tables."""
    with owner_connection() as owner, owner.cursor() as cursor:
        cursor.execute(statement)


@contextmanager
def owner_connection() -> Iterator[Any]:
    """A connection as the owner, committed at the end."""
    owner = psycopg2.connect(os.environ["DATABASE_OWNER_URL"].replace("postgres:///", "postgresql:///"))
    try:
        with owner:
            yield owner
    finally:
        owner.close()
