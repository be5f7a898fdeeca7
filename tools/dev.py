"""The developer's and operator's entry: `python3 tools/dev.py run|test|…`. Needs nothing but Python 3.11."""

from __future__ import annotations

import os
import sys
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036 - this file is what an older Python meets first
    sys.exit(f"ABS Platform needs Python 3.11 or newer; this is {sys.version.split()[0]}")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools import checks, environment, run, vendor_assets
from tools.locations import ROOT, StackError
from tools.processes import call
from tools.supervisor import Stopped

USAGE = """usage: python3 tools/dev.py COMMAND

  run      the product, until Ctrl-C
  test     every check, as CI runs them (further arguments go to pytest)
  setup    .venv and assets for developing, without running anything
  assets   static/vendor/ from frontend/
  fmt      format the code
  lock     requirements/*.txt anew from requirements/*.in
  bench    the benchmarks, or those named
  up, down the local servers alone"""


def setup() -> None:
    """This function will make .venv and the assets."""
    environment.environment_ensure("dev")
    if not vendor_assets.assets_current():
        environment.node_ensure()
        vendor_assets.assets_build()


def fmt() -> int:
    """This function will format Python files and mend what ruff can mend."""
    environment.environment_ensure("dev")
    python = environment.PYTHON
    return call([python, "-m", "ruff", "format", "."]) | call([python, "-m", "ruff", "check", "--fix", "."])


def bench(names: list[str]) -> int:
    """This function will run each benchmark, or those named; each prints one line of JSON a measurement."""
    environment.environment_ensure("dev")
    marker = 'if __name__ == "__main__"'  # the others are what they measure with
    files = sorted(path.stem for path in Path(ROOT, "benchmarks").glob("*.py") if marker in path.read_text())
    unknown = set(names) - set(files)
    if unknown:
        raise StackError(f"no benchmark named {', '.join(sorted(unknown))}; there are {', '.join(files)}")
    chosen = names or files
    return max([call([environment.PYTHON, "-m", f"benchmarks.{name}"]) for name in chosen], default=0)


def main(arguments: list[str]) -> int:
    """This function will carry out one command and return the exit status."""
    command, *rest = arguments or ["help"]
    if command == "run":
        run.run()
    elif command == "test":
        return checks.run_all(rest)
    elif command in ("setup", "assets"):
        setup()
    elif command == "fmt":
        return fmt()
    elif command == "lock":
        environment.lock_compile()
    elif command == "bench":
        return bench(rest)
    elif command in ("up", "down"):
        stack = run.Surroundings.read(dict(os.environ)).stack()
        stack.up() if command == "up" else stack.down()
    else:
        print(USAGE, file=sys.stderr)
        return 0 if command in ("help", "--help", "-h") else 2
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except StackError as error:
        sys.exit(f"error: {error}")
    except Stopped:
        sys.exit(0)
