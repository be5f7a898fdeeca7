"""Keeps a handful of processes running: restarts what falls, passes on what they say, and leaves none behind."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO

from tools.processes import die_with_parent

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
GRACE_SECONDS = 12.0
HEALTHY_SECONDS = 30.0
LONGEST_BACKOFF = 30.0
TICK_SECONDS = 0.2


class Stopped(Exception):
    """A signal asked this process to end."""


@dataclass
class Service:
    """One process to keep running, and what is known of it."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    failures: int = 0
    not_before: float = 0.0
    reader: threading.Thread | None = field(default=None, repr=False)

    @property
    def alive(self) -> bool:
        """Whether the process runs. Looking leaves a dead one unreaped, so that its number stays its own."""
        if self.process is None:
            return False
        return os.waitid(os.P_PID, self.process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None


class Supervisor:
    """Runs services until `stop` is called (by a signal); each is the leader of its own process group."""

    def __init__(self, services: Sequence[Service], *, env: Mapping[str, str], cwd: Path, out: IO[str]) -> None:
        self.services = list(services)
        self.env = dict(env)
        self.cwd = cwd
        self.out = out
        self.stopping = threading.Event()

    def run(self, *, ready: Callable[[], None] | None = None) -> None:
        """This function will start every service and keep them running until told to stop, then end them all.

        `ready` is called on a thread of its own, so that waiting for the first answer holds nothing up.
        """
        try:
            for service in self.services:
                self._start(service)
            if ready is not None:
                threading.Thread(target=ready, daemon=True).start()
            while not self.stopping.wait(TICK_SECONDS):
                for service in self.services:
                    self._tend(service)
        finally:
            self.stopping.set()
            self._end_all()

    def stop(self) -> None:
        """This function will make `run` end the services and return."""
        self.stopping.set()

    def say(self, name: str, text: str) -> None:
        """This function will print one line under a service's name."""
        self.out.write(f"{name:<6} | {text}\n")
        self.out.flush()

    # -- inside -------------------------------------------------------------------------------------------------------
    def _start(self, service: Service) -> None:
        service.process = subprocess.Popen(
            list(service.command),
            cwd=self.cwd,
            env=self.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=die_with_parent,
        )
        service.started = time.monotonic()
        service.reader = threading.Thread(target=self._pass_on, args=(service.name, service.process), daemon=True)
        service.reader.start()

    def _pass_on(self, name: str, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout is not None  # noqa: S101 - opened as a pipe
        for line in process.stdout:
            if text := line.decode(errors="replace").rstrip():
                self.say(name, text)

    def _tend(self, service: Service) -> None:
        now = time.monotonic()
        if service.alive:
            if service.failures and now - service.started > HEALTHY_SECONDS:
                service.failures = 0
            return
        if service.process is not None:  # it has just fallen
            _signal_group(service, signal.SIGKILL)  # its children, if it left any
            status = service.process.wait()
            delay = min(LONGEST_BACKOFF, 0.5 * 2**service.failures)
            service.failures += 1
            service.not_before = now + delay
            self.say(service.name, f"ended with status {status}; starting again in {delay:g} s")
            service.process = None
        elif now >= service.not_before:
            self._start(service)

    def _end_all(self) -> None:
        """Ask all to end, wait, then kill what is left of each process group."""
        self.out.write("Stopping …\n")
        self.out.flush()
        for service in self.services:
            if service.alive and service.process is not None:
                service.process.terminate()
        deadline = time.monotonic() + GRACE_SECONDS
        while any(service.alive for service in self.services) and time.monotonic() < deadline:
            time.sleep(0.05)
        for service in self.services:
            _signal_group(service, signal.SIGKILL)
            if service.process is not None:
                service.process.wait()
            if service.reader is not None:
                service.reader.join(timeout=1)


def _signal_group(service: Service, number: signal.Signals) -> None:
    """Signal a service and all it started. Called before it is reaped: its number is not yet another's."""
    if service.process is None:
        return
    try:
        os.killpg(service.process.pid, number)
    except (ProcessLookupError, PermissionError):
        return


def stop_signals_raise() -> None:
    """This function will turn the first Ctrl-C, SIGTERM or SIGHUP into `Stopped`, wherever the program is."""

    def handle(number: int, frame: FrameType | None) -> None:
        for each in STOP_SIGNALS:
            signal.signal(each, signal.SIG_IGN)
        raise Stopped(signal.Signals(number).name)

    for each in STOP_SIGNALS:
        signal.signal(each, handle)
