from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.tools.processes import PATIENCE_SECONDS, alive, wait_until
from tools.locations import ROOT
from tools.processes import call
from tools.supervisor import Service, Supervisor

# Writes its own number and that of a child which nothing but a signal ends; then waits.
FAMILY = """
import os, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(3600)"])
print("family", os.getpid(), child.pid, flush=True)
time.sleep(3600)
"""
DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(3600)"


def service(name: str, script: str) -> Service:
    return Service(name, [sys.executable, "-c", script])


@contextmanager
def running(*services: Service) -> Iterator[tuple[Supervisor, Callable[[], str]]]:
    out = io.StringIO()
    supervisor = Supervisor(services, env=dict(os.environ), cwd=ROOT, out=out)
    thread = threading.Thread(target=supervisor.run)
    thread.start()
    try:
        yield supervisor, out.getvalue
    finally:
        supervisor.stop()
        thread.join()


def numbers(said: str) -> list[int]:
    return [int(word) for line in said.splitlines() if "family" in line for word in line.split() if word.isdecimal()]


def test_what_a_service_says_is_shown_under_its_name() -> None:
    with running(service("web", "import time; print('hello', flush=True); time.sleep(3600)")) as (_, said):
        wait_until(lambda: "web    | hello\n" in said(), "the line is passed on")


def test_stopping_ends_services_and_what_they_started() -> None:
    with running(service("worker", FAMILY)) as (_, said):
        wait_until(lambda: len(numbers(said())) == 2, "the family lives")
        family = numbers(said())
    wait_until(lambda: not any(alive(number) for number in family), "nobody of it is left")


def test_a_service_that_will_not_end_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tools.supervisor.GRACE_SECONDS", 0.2)
    stubborn = service("worker", DEAF)
    with running(stubborn) as (_, said):
        wait_until(lambda: "deaf" in said(), "it ignores being asked")
    assert stubborn.process is not None
    assert stubborn.process.returncode == -signal.SIGKILL


def test_a_service_that_falls_is_started_again_and_ever_later(tmp_path: Path) -> None:
    script = f"""
import os, sys, time
with open({str(tmp_path / "starts")!r}, "a") as file: file.write("x")
if os.path.getsize({str(tmp_path / "starts")!r}) < 3: sys.exit(4)
print("stays", flush=True); time.sleep(3600)
"""
    with running(service("beat", script)) as (_, said):
        wait_until(lambda: "stays" in said(), "the third start succeeds")
    assert (tmp_path / "starts").read_text() == "xxx"
    assert "beat   | ended with status 4; starting again in 0.5 s\n" in said()
    assert "beat   | ended with status 4; starting again in 1 s\n" in said()


def test_a_fallen_service_leaves_no_child_behind() -> None:
    script = FAMILY.replace("time.sleep(3600)\n", "sys.exit(1)\n")
    with running(service("worker", script)) as (_, said):
        wait_until(lambda: "ended with status 1" in said(), "the parent is gone")
        first = numbers(said())[1]
        wait_until(lambda: not alive(first), "its child is gone too")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_supervisor_and_everything_under_it(number: signal.Signals, tmp_path: Path) -> None:
    script = f"""
import os, sys; sys.path.insert(0, {str(ROOT)!r})
from pathlib import Path
from tools.supervisor import Service, Stopped, Supervisor, stop_signals_raise
stop_signals_raise()
services = [Service(name, [sys.executable, "-c", {FAMILY!r}]) for name in ("one", "two")]
try:
    Supervisor(services, env=dict(os.environ), cwd=Path("/"), out=sys.stdout).run()
except Stopped:
    print("stopped in order")
"""
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = process.stdout.readline() + process.stdout.readline()
        process.send_signal(number)
        rest, _ = process.communicate(timeout=PATIENCE_SECONDS)
    assert rest.endswith("stopped in order\n")
    assert process.returncode == 0
    assert len(numbers(said)) == 4
    assert not any(alive(each) for each in numbers(said))


def test_killing_the_supervisor_outright_still_ends_its_services() -> None:
    script = f"""
import os, sys; sys.path.insert(0, {str(ROOT)!r})
from pathlib import Path
from tools.supervisor import Service, Supervisor
lonely = "import os, time; print('family', os.getpid(), flush=True); time.sleep(3600)"
Supervisor([Service("one", [sys.executable, "-c", lonely])], env=dict(os.environ), cwd=Path("/"), out=sys.stdout).run()
"""
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        (number,) = numbers(process.stdout.readline())
        process.kill()
    wait_until(lambda: not alive(number), "the service notices")


def test_a_program_run_to_its_end_reports_its_status(capfd: pytest.CaptureFixture[str]) -> None:
    assert call([sys.executable, "-c", "print('fine')"], quiet=True) == 0
    assert call([sys.executable, "-c", "print('broken'); raise SystemExit(3)"], quiet=True) == 3
    assert capfd.readouterr().out == "broken\n"


def test_interrupting_a_program_ends_what_it_started(tmp_path: Path) -> None:
    script = f"""
import sys; sys.path.insert(0, {str(ROOT)!r})
from tools.processes import call
from tools.supervisor import stop_signals_raise
stop_signals_raise()
call([sys.executable, "-c", {FAMILY!r}])
"""
    with subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        family = numbers(process.stdout.readline())
        process.terminate()
    wait_until(lambda: not any(alive(number) for number in family), "both are gone")
