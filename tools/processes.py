"""Running one program to its end, so that stopping us stops it and all it started."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tools.locations import ROOT

GRACE_SECONDS = 15
_SET_PARENT_DEATH_SIGNAL = 1  # prctl(2): PR_SET_PDEATHSIG
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def die_with_parent() -> None:
    """This function will ask the kernel to end this process when its parent is killed outright (`preexec_fn`)."""
    if _libc is not None:
        _libc.prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)


def call(command: Sequence[str | Path], *, env: Mapping[str, str] | None = None, quiet: bool = False) -> int:
    """This function will run a program in the checkout and return its exit status.

    It gets a process group of its own. When a signal ends us meanwhile, the group is interrupted, then killed.
    With `quiet` its output is shown only when it fails.
    """
    process = subprocess.Popen(
        [str(part) for part in command],
        cwd=ROOT,
        env=dict(env) if env is not None else None,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if quiet else None,
        stderr=subprocess.STDOUT if quiet else None,
        start_new_session=True,
        preexec_fn=die_with_parent,
    )
    try:
        said, _ = process.communicate()
    except BaseException:
        _end(process)
        raise
    if quiet and process.returncode != 0:
        print(said.decode(errors="replace").rstrip(), flush=True)
    return process.returncode


def _end(process: subprocess.Popen[bytes]) -> None:
    for number in (signal.SIGINT, signal.SIGKILL):
        try:
            os.killpg(process.pid, number)
        except ProcessLookupError:
            return
        try:
            process.communicate(timeout=GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            continue
    process.wait()
