"""The product, served by gunicorn from a database of its own: what the journeys walk through."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from tools.locations import ROOT
from tools.servers import LocalStack

DATABASE = "abs_journeys"
REDIS_DATABASE = 14
START_SECONDS = 120
STOP_SECONDS = 60


class Site:
    """Database, seed and web server; ``url`` is where it is."""

    def __init__(self, stack: LocalStack, home: Path) -> None:
        self.stack = stack
        self.home = home
        self.port = _free_port()
        self.url = f"http://localhost:{self.port}"
        self.log = home / "journeys.log"
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.journeys.settings",
            "DATABASE_URL": stack.database_url("abs_app", DATABASE),
            "DATABASE_OWNER_URL": stack.database_url("abs_owner", DATABASE),
            "REDIS_URL": stack.redis_url(REDIS_DATABASE),
            "ABS_BROKER_URL": stack.broker_url(REDIS_DATABASE + 1),
            "ABS_HOME": str(home / "journeys"),
            "ABS_BASE_URL": self.url,
            "PORT": str(self.port),
        }
        self.server: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Copy the migrated database, seed it and serve it."""
        self.stack.drop_database(DATABASE)
        self.stack.create_database(DATABASE, template=os.environ["ABS_TEST_TEMPLATE"])
        self._run("-m", "tests.journeys.seed")
        command = [sys.executable, "-m", "gunicorn", "-c", "python:abs_platform.gunicorn_conf", "--workers", "1"]
        with self.log.open("wb") as log:
            self.server = subprocess.Popen(
                [*command, "--bind", f"127.0.0.1:{self.port}"],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self._wait()

    def stop(self) -> None:
        """End the server and drop its database."""
        if self.server is not None:
            self.server.terminate()
            self.server.wait(timeout=STOP_SECONDS)
        self.stack.drop_database(DATABASE)

    def drain(self, slug: str = "") -> None:
        """Do the background work that is due, of one workspace or of all, as the worker would."""
        script = (
            "from tenancy.models import Tenant; from tenancy.context import tenant_context\n"
            "from outbox.services.drain import outbox_drain\n"
            f"for tenant in Tenant.objects.filter({f'slug={slug!r}' if slug else ''}):\n"
            "    with tenant_context(tenant.pk):\n"
            "        outbox_drain()\n"
        )
        self._run("manage.py", "shell", "-c", script)

    def manage(self, *arguments: str) -> None:
        """Run one of the product's commands, as whoever runs the installation would."""
        self._run("manage.py", *arguments)

    def _run(self, *arguments: str) -> None:
        done = subprocess.run(
            [sys.executable, *arguments], cwd=ROOT, env=self.environment, capture_output=True, text=True
        )
        assert done.returncode == 0, f"{' '.join(arguments[:2])} failed:\n{done.stdout}\n{done.stderr}"

    def _wait(self) -> None:
        assert self.server is not None
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            assert self.server.poll() is None, f"the server ended at once:\n{self.log.read_text()}"
            try:
                urllib.request.urlopen(f"{self.url}/auth/login/", timeout=5).close()
            except OSError:
                time.sleep(0.1)
                continue
            return
        raise AssertionError(f"the server does not answer:\n{self.log.read_text()}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
