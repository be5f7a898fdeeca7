"""What every benchmark measures with: wall time, and CPU of the application and of the database apart, from /proc.

On a machine with neighbours the wall time is theirs too; CPU per piece of work is the figure to compare.
"""

from __future__ import annotations

import csv
import gzip
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tools.locations import ROOT
from tools.servers import LocalStack

TICK_MS = 1000 / os.sysconf("SC_CLK_TCK")
DATA = ROOT.parent / "shared" / "data"


def accounts_wanted(default: int) -> int:
    """This function will return how many accounts to measure with: ``ABS_BENCH_ACCOUNTS``, else the default."""
    return int(os.environ.get("ABS_BENCH_ACCOUNTS") or default)


class Unavailable(Exception):
    """What the benchmark needs is not on this machine; the message says what."""


def tree_cpu_ms(root: int) -> float:
    """This function will return the CPU milliseconds of a process, its living descendants and those it has reaped."""
    children: dict[int, list[int]] = {}
    used: dict[int, float] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:  # it ended meanwhile
            continue
        number = int(folder.name)
        children.setdefault(int(fields[1]), []).append(number)
        used[number] = sum(int(ticks) for ticks in fields[11:15]) * TICK_MS  # utime, stime, cutime, cstime
    total, waiting = 0.0, [root]
    while waiting:
        number = waiting.pop()
        total += used.get(number, 0.0)
        waiting += children.get(number, [])
    return total


@dataclass
class Usage:
    """What a stretch of work took."""

    seconds: float = 0.0
    app_cpu_ms: float = 0.0
    db_cpu_ms: float = 0.0


@contextmanager
def metered(app: int, database: int) -> Iterator[Usage]:
    """This function will measure the block: wall, and CPU below two processes, the second PostgreSQL's."""
    usage = Usage()
    started, app_before, database_before = time.perf_counter(), tree_cpu_ms(app), tree_cpu_ms(database)
    yield usage
    usage.seconds = time.perf_counter() - started
    usage.app_cpu_ms = tree_cpu_ms(app) - app_before
    usage.db_cpu_ms = tree_cpu_ms(database) - database_before


def report(
    benchmark: str, work: str, measured: float, unit: str, limit: float, *, at_least: bool, **more: float | str | int
) -> None:
    """This function will print one measurement as a line of JSON; `ratio` is 1 or more where the limit is kept."""
    ratio = measured / limit if at_least else limit / measured if measured else float("inf")
    line = {
        "benchmark": benchmark,
        "work": work,
        "measured": round(measured, 3),
        "unit": unit,
        "limit": limit,
        "ratio": round(ratio, 2),
        "kept": ratio >= 1,
        **{key: round(value, 2) if isinstance(value, float) else value for key, value in more.items()},
    }
    print(json.dumps(line), flush=True)


def percentile(values: Sequence[float], share: float) -> float:
    """This function will return the smallest value that `share` of them do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, -(-len(ordered) * share // 1).__int__() - 1))]


@dataclass
class Bench:
    """A migrated database in a stack of the benchmarks' own, and the product run against it."""

    stack: LocalStack
    environ: dict[str, str]
    folder: Path

    @property
    def postmaster(self) -> int:
        """The number of PostgreSQL's first process."""
        return int((self.stack.places.state / "postgres" / "postmaster.pid").read_text().splitlines()[0])

    def manage(self, *arguments: str) -> str:
        """This function will run a management command and return what it printed."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.environ, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"manage.py {arguments[0]} failed: {done.stderr.strip()[-2000:]}")
        return done.stdout

    def vacuum(self) -> None:
        """This function will vacuum and analyse, so that no measurement pays for the filling."""
        import psycopg2

        connection = psycopg2.connect(self.environ["DATABASE_OWNER_URL"])
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE)")
        connection.close()

    def metered_manage(self, *arguments: str) -> Usage:
        """This function will run a management command and return what it took, start-up of Python included."""
        with metered(os.getpid(), self.postmaster) as usage:
            self.manage(*arguments)
        return usage


@contextmanager
def bench_stack(name: str) -> Iterator[Bench]:
    """This function will make a fresh, migrated database named after the benchmark, and drop it after the block."""
    home = Path(os.environ.get("ABS_HOME") or ROOT / ".abs").resolve() / "bench"
    stack = LocalStack(home)
    stack.up()
    database = f"abs_bench_{name}"
    folder = home / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    environ = {
        **os.environ,
        "ABS_HOME": str(home),
        "ABS_LOG_LEVEL": "ERROR",
        "ABS_API_REQUESTS_PER_WINDOW": "1000000000",
        "DATABASE_URL": stack.database_url("abs_app", database),
        "DATABASE_OWNER_URL": stack.database_url("abs_owner", database),
        "REDIS_URL": stack.redis_url(0),
        "ABS_BROKER_URL": stack.broker_url(1),
    }
    bench = Bench(stack, environ, folder)
    try:
        stack.drop_database(database)
        stack.create_database(database)
        bench.manage("migrate", "--noinput", "--verbosity", "0")
        bench.manage("collectstatic", "--noinput", "--verbosity", "0", "--ignore", "redoc")
        yield bench
    finally:
        stack.drop_database(database)
        stack.down()
        shutil.rmtree(folder, ignore_errors=True)


def companies(count: int) -> Iterator[dict[str, str]]:
    """This function will yield companies of a real listing, repeated with suffixes until there are so many.

    :raises Unavailable: when the data set is not there.
    """
    source = DATA / "finance_database" / "equities_80_exchanges.csv.gz"
    if not source.is_file():
        raise Unavailable(f"{source} is not there: the benchmarks at scale need it")
    made, turn = 0, 0
    while made < count:
        turn += 1
        suffix = "" if turn == 1 else f" {turn}"
        with gzip.open(source, "rt", newline="", encoding="utf-8") as file:
            for number, row in enumerate(csv.DictReader(file)):
                if not row["name"]:
                    continue
                yield {**row, "name": row["name"] + suffix, "key": f"{row['symbol']}-{number}-{turn}"}
                made += 1
                if made == count:
                    return
