"""The virtual environment `.venv/`: made, filled from the locked requirements, and left alone when it is current."""

from __future__ import annotations

import fcntl
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tools.locations import ROOT, StackError
from tools.vendor_assets import npm_command

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
REQUIREMENTS = ROOT / "requirements"
# What may stand in for what: a developer's environment also runs the product, so `make run` does not undo `make test`.
LEVELS = {"local": ("local", "dev"), "dev": ("dev",)}
STAMP = VENV / ".abs-requirements"


def environment_ensure(level: str) -> None:
    """This function will make `.venv/` hold exactly the locked requirements of a level (`local` or `dev`).

    :raises StackError: when `venv` is missing or an installation fails.
    """
    with _locked():
        if not _works(PYTHON):
            _create()
        known = STAMP.read_text() if STAMP.is_file() else ""
        if any(known == _stamp(name) for name in LEVELS[level]):
            return
        # Keep the higher level where it is installed, though its lock has changed.
        name = "dev" if known.startswith("dev ") else level
        print(f"Installing requirements/{name}.txt into .venv …", flush=True)
        _install(name)
        STAMP.write_text(_stamp(name))


def node_ensure() -> None:
    """This function will put Node.js into `.venv/node` where the machine has none new enough."""
    try:
        npm_command()
    except StackError:
        print("Installing Node.js into .venv/node …", flush=True)
        with _locked():
            requirement = str(REQUIREMENTS / "node.txt")
            _call([*_pip(), "install", "--require-hashes", "--target", str(VENV / "node"), "-r", requirement])


def lock_compile() -> None:
    """This function will write the locked requirements anew from their `.in` files: hashes, no registry's name."""
    options = ["--quiet", "--universal", "--generate-hashes", "--no-emit-index-url", "--python-version", "3.11"]
    for source in ("bootstrap", "runtime", "local", "dev", "node"):
        file = f"requirements/{source}"
        extra = ["--custom-compile-command", "make lock"]
        _call([str(VENV / "bin/uv"), "pip", "compile", *options, *extra, f"{file}.in", "-o", f"{file}.txt"])


def _create() -> None:
    print("Creating .venv …", flush=True)
    done = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(VENV)], capture_output=True, check=False, text=True
    )
    if done.returncode != 0:
        raise StackError(
            "this Python cannot make virtual environments: install its venv module (Debian: apt install python3-venv). "
            + " ".join((done.stdout + done.stderr).split())[-200:]
        )


def _install(name: str) -> None:
    """Install with uv (seconds); where uv cannot be had, with pip (a minute). Both check every hash."""
    lock = str(REQUIREMENTS / f"{name}.txt")
    if not _works(VENV / "bin/uv"):
        bootstrap = str(REQUIREMENTS / "bootstrap.txt")
        pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        if subprocess.run(
            [*pip, "--require-hashes", "-r", bootstrap], check=False, stdin=subprocess.DEVNULL
        ).returncode:
            print("uv cannot be installed here: falling back to pip.", flush=True)
            _call([*pip, "--require-hashes", "-r", lock])
            return
    _call([str(VENV / "bin/uv"), "pip", "sync", "--quiet", "--require-hashes", lock], env={"VIRTUAL_ENV": str(VENV)})


def _pip() -> list[str]:
    if _works(VENV / "bin/uv"):
        return [str(VENV / "bin/uv"), "pip"]
    return [str(PYTHON), "-m", "pip"]


def _works(program: Path) -> bool:
    try:
        return subprocess.run([str(program), "--version"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _call(command: Sequence[str], env: Mapping[str, str] | None = None) -> None:
    environment = {**os.environ, "UV_LINK_MODE": "copy", **(env or {})}
    done = subprocess.run(list(command), cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, check=False)
    if done.returncode != 0:
        raise StackError(f"failed: {' '.join(command)}")


def _stamp(name: str) -> str:
    return f"{name} {hashlib.sha256((REQUIREMENTS / f'{name}.txt').read_bytes()).hexdigest()}"


@contextmanager
def _locked() -> Iterator[None]:
    """Let two instances started at once from one checkout install one after the other."""
    with (ROOT / ".venv.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
