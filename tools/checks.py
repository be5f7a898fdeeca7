"""`make test`: every check there is, in order, all of them reported; pytest comes last."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from tools.environment import PYTHON, environment_ensure, node_ensure
from tools.locations import ROOT
from tools.processes import call
from tools.servers import LocalStack
from tools.supervisor import Stopped, stop_signals_raise
from tools.vendor_assets import assets_build, assets_current

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")


def run_all(pytest_arguments: Sequence[str]) -> int:
    """This function will install what the checks need, run them all and return 0 when every one passed."""
    stop_signals_raise()
    home = Path(os.environ.get("ABS_HOME") or ROOT / ".abs").resolve()
    environment = {**os.environ, "ABS_HOME": str(home), "PYTHONUNBUFFERED": "1"}
    environment["PATH"] = f"{ROOT / '.venv/bin'}{os.pathsep}{environment.get('PATH', '')}"
    try:
        environment_ensure("dev")
        if not assets_current():
            node_ensure()
            assets_build()
        chromium_ensure()
        failed = [name for name, command in _static_checks() if not _passes(name, command, environment)]
        print(f"== pytest {'(failed before it: ' + ', '.join(failed) + ')' if failed else ''}", flush=True)
        status = call([PYTHON, "-m", "pytest", "-n", "2", *pytest_arguments], env=environment)
    except Stopped as signal_name:
        print(f"Stopped by {signal_name}.", file=sys.stderr)
        LocalStack(home / "test", durable=False).down()  # pytest's throw-away servers, which it may not have stopped
        return 130
    return 1 if failed or status != 0 else 0


def chromium_ensure() -> None:
    """This function will install Debian's Chromium where there is none and we may; else the journeys say what to do."""
    if any(shutil.which(name) for name in CHROMIUM_NAMES):
        return
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        print("No Chromium here: the journeys will fail. As root: apt-get install chromium", flush=True)
        return
    print("Installing Chromium …", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    call(["apt-get", "update", "-q"], env=environment, quiet=True)
    call(["apt-get", "install", "-q", "-y", "--no-install-recommends", "chromium"], env=environment, quiet=True)


def _static_checks() -> list[tuple[str, list[str | Path]]]:
    python: list[str | Path] = [PYTHON, "-m"]
    return [
        ("ruff format", [*python, "ruff", "format", "--check", "--quiet", "."]),
        ("ruff check", [*python, "ruff", "check", "--quiet", "."]),
        ("djlint", [*python, "djlint", "--lint", "--quiet", "templates"]),
        ("import-linter", [ROOT / ".venv/bin/lint-imports", "--no-cache"]),
        ("mypy", [*python, "mypy", "."]),
        ("migrations", [PYTHON, "-W", "ignore", "manage.py", "makemigrations", "--check", "--dry-run"]),
    ]


def _passes(name: str, command: Sequence[str | Path], environment: dict[str, str]) -> bool:
    print(f"== {name}", flush=True)
    passed = call(command, env=environment, quiet=True) == 0
    if not passed:
        print(f"== {name}: FAILED", flush=True)
    return passed
