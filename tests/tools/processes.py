"""What the tests of the set-up ask the operating system."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable
from pathlib import Path

PATIENCE_SECONDS = 600.0


def wait_until(condition: Callable[[], bool], what: str) -> None:
    """This function will return as soon as the condition holds, and fail the test when it never does."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain until {what}"
        time.sleep(0.02)


def alive(pid: int) -> bool:
    """This function will say whether a process runs; one that has ended but is not yet reaped does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state not in ("Z", "X")


def processes_of(home: Path) -> list[str]:
    """This function will return the command lines of all processes started with that ABS_HOME."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            environ = (folder / "environ").read_bytes()
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
        except OSError:  # gone meanwhile, or another user's
            continue
        if f"ABS_HOME={home}".encode() in environ.split(b"\0") and alive(int(folder.name)):
            found.append(command)
    return found


def free_port() -> int:
    """This function will return a port nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def as_root() -> bool:
    """This function will say whether the tests run as root."""
    return os.geteuid() == 0
