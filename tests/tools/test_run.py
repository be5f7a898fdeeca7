from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.tools.processes import PATIENCE_SECONDS, free_port, processes_of, wait_until
from tools.locations import ROOT
from tools.servers import LocalStack

FROM_OUTSIDE = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "ABS_BROKER_URL")


class Instance:
    """`make run` in a process of its own, with a state folder and a port of its own."""

    def __init__(self, **environ: str) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="abs-run-"))
        self.port = free_port()
        own = {key: value for key, value in os.environ.items() if key not in FROM_OUTSIDE}
        own |= {"ABS_HOME": str(self.home), "PORT": str(self.port), "ABS_DEMO": "0", **environ}
        self.log = (self.home / "out.log").open("w+")
        self.process = subprocess.Popen(
            [sys.executable, "tools/dev.py", "run"], cwd=ROOT, env=own, stdout=self.log, stderr=subprocess.STDOUT
        )

    def said(self) -> str:
        return (self.home / "out.log").read_text()

    def get(self, path: str) -> tuple[int, Any]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=PATIENCE_SECONDS) as answer:
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read())

    def is_ready(self) -> bool:
        assert self.process.poll() is None, self.said()
        return f"ABS Platform is ready at http://localhost:{self.port}" in self.said() and self.get("/readyz")[0] == 200

    def clear_away(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=PATIENCE_SECONDS)
        LocalStack(self.home).destroy()
        self.log.close()
        shutil.rmtree(self.home)


@pytest.fixture
def outside() -> Iterator[dict[str, str]]:
    """The addresses of servers that the instance under test has not started: a copy of the tests' own database."""
    stack = LocalStack(Path(os.environ["ABS_TEST_HOME"]), durable=False)
    name = f"abs_outside_{os.getpid()}"
    stack.create_database(name, template=os.environ["ABS_TEST_TEMPLATE"])
    yield {
        "DATABASE_URL": stack.database_url("abs_app", name),
        "DATABASE_OWNER_URL": stack.database_url("abs_owner", name),
        "REDIS_URL": os.environ["REDIS_URL"],
        "ABS_BROKER_URL": os.environ["ABS_BROKER_URL"],
    }
    stack.drop_database(name)


def test_two_instances_run_side_by_side_and_a_signal_leaves_nothing_of_either(outside: dict[str, str]) -> None:
    first, second = Instance(), Instance(**outside)
    try:
        wait_until(lambda: first.is_ready() and second.is_ready(), "both are ready")
        assert first.get("/healthz") == (200, {"status": "ok"})
        assert json.loads((first.home / "stack.json").read_text()).keys() >= {"database_url", "redis_url"}
        assert not any("postgres" in line or "valkey" in line for line in processes_of(second.home))

        again = subprocess.run(
            [sys.executable, "tools/dev.py", "run"],
            cwd=ROOT,
            env={**os.environ, "ABS_HOME": str(first.home), "PORT": str(free_port())},
            capture_output=True,
            text=True,
            check=False,
        )
        assert again.returncode == 1
        assert (
            again.stderr == f"error: an instance already runs on {first.home}: choose another folder with ABS_HOME=…\n"
        )

        first.process.send_signal(signal.SIGTERM)
        assert first.process.wait(timeout=PATIENCE_SECONDS) == 0
        assert processes_of(first.home) == []
        assert not LocalStack(first.home).running()
        assert second.get("/healthz") == (200, {"status": "ok"})

        second.process.send_signal(signal.SIGINT)
        assert second.process.wait(timeout=PATIENCE_SECONDS) == 0
        assert processes_of(second.home) == []
    finally:
        first.clear_away()
        second.clear_away()


def test_a_port_in_use_is_said_before_anything_is_started() -> None:
    taken = socket.create_server(("127.0.0.1", 0))
    instance = Instance(PORT=str(taken.getsockname()[1]))
    try:
        assert instance.process.wait(timeout=PATIENCE_SECONDS) == 1
        assert "error: port" in instance.said()
        assert processes_of(instance.home) == []
        assert not (instance.home / "stack.json").exists()
    finally:
        taken.close()
        instance.clear_away()
