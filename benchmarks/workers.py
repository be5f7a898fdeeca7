"""What the queue adds to scoring: ``python -m benchmarks.workers [--accounts 100000]``.

Real worker processes over the broker, each with a fresh workspace version to score:

* two of them against one, on two cores, from the moment the version is published, the better of three turns each: at
  least 1.6 times as fast;
* the most memory one of them ever held;
* with a re-scoring of everybody under way, one account after another changed by REST: the new score is there within a
  second, nineteen times of twenty.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.harness import Bench, accounts_wanted, bench_stack, metered, percentile, report
from benchmarks.scoring import CRITERIA, FILL, FILL_RATINGS, FILL_SIGNALS
from benchmarks.site import Connection, serving
from tools.locations import ROOT

if TYPE_CHECKING:
    from outbox.models import Job

NAME = "workers"
SPEED_UP, MOST_MEGABYTES, FRESH_MS = 1.6, 300.0, 1000.0
CHANGES, TURNS = 40, 3


def main() -> int:
    """Parse the options, fill a workspace, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=accounts_wanted(100_000))
    accounts = parser.parse_args().accounts
    with bench_stack(NAME) as bench:
        os.environ.update(bench.environ, DJANGO_SETTINGS_MODULE="abs_platform.settings")
        import django

        django.setup()
        workspace = Workspace(accounts)
        bench.vacuum()
        turns = [(count, rescored(bench, workspace, count)) for count in (1, 2) * TURNS]
        seconds = {count: min(took for of, took in turns if of == count) for count in (1, 2)}
        work = f"re-score of {accounts} accounts by two workers against one"
        report(
            NAME,
            work,
            seconds[1] / seconds[2],
            "times",
            SPEED_UP,
            at_least=True,
            one_s=seconds[1],
            two_s=seconds[2],
        )
        fresh(bench, workspace)
        from django.db import connections

        connections.close_all()
    return 0


class Workspace:
    """Accounts, and one profile that is published anew whenever all are to be scored."""

    def __init__(self, accounts: int) -> None:
        from django.db import connection

        from accounts.selectors.icp import version_get
        from accounts.services import icp
        from tenancy.context import tenant_atomic
        from tenancy.models import Tenant
        from tiers.services import starter_policy_create
        from users.services.audit import Actor

        self.tenant = Tenant.objects.create(slug="bench", name="Bench")
        self.actor = Actor.of_command("bench")
        self.published = 0
        with tenant_atomic(self.tenant.pk):
            with connection.cursor() as cursor:
                cursor.execute(FILL, [accounts])
                cursor.execute(FILL_SIGNALS, [self.tenant.pk])
                cursor.execute(FILL_RATINGS, [self.tenant.pk])
            starter_policy_create(now=_now())
            self.profile = icp.icp_profile_create(name="Bench", actor=self.actor, now=_now())
            icp.icp_draft_discard(version=version_get(self.profile, 1), actor=self.actor)

    def publish(self) -> Job:
        """This function will publish new weights, which asks for everybody to be scored, and return the job."""
        from accounts.services import icp, icp_publish
        from accounts.services.scoring import RESCORE
        from outbox.models import Job
        from tenancy.context import tenant_atomic

        self.published += 1
        rows = [
            {"key": f"c{n}", "label": f"C{n}", "group": "firmographic", **row, "weight": row["weight"] + self.published}
            for n, row in enumerate(CRITERIA)
        ]
        with tenant_atomic(self.tenant.pk):
            draft = icp.icp_draft_create(profile=self.profile, number=None, actor=self.actor, now=_now())
            icp.criteria_replace(version=draft, criteria=rows, actor=self.actor)
            icp_publish.icp_version_publish(version=draft, note="", actor=self.actor, now=_now())
            return Job.objects.filter(kind=RESCORE, parent=None).latest("pk")

    def state(self, job: Job) -> str:
        """This function will tell where a job stands."""
        from outbox.models import Job
        from tenancy.context import tenant_atomic

        with tenant_atomic(self.tenant.pk):
            return str(Job.objects.values_list("state", flat=True).get(pk=job.pk))

    def wait(self, job: Job) -> None:
        """This function will return when a job is over.

        :raises RuntimeError: when it failed.
        """
        while (state := self.state(job)) in ("waiting", "queued", "running"):
            time.sleep(0.02)
        if state != "done":
            raise RuntimeError(f"the re-scoring ended as {state}")


def _now() -> Any:
    from django.utils import timezone

    return timezone.now()


@contextmanager
def working(bench: Bench, processes: int) -> Iterator[subprocess.Popen[bytes]]:
    """This function will run workers of so many processes for the length of the block."""
    command = [sys.executable, "-W", "ignore", "-m", "celery", "--app", "abs_platform", "--quiet", "worker"]
    command += ["--concurrency", str(processes), "--loglevel", "ERROR", "--hostname", f"bench{processes}@%h"]
    with subprocess.Popen(command, cwd=ROOT, env=bench.environ) as worker:
        try:
            wait_for_pool(worker.pid, processes)
            yield worker
        finally:
            worker.terminate()


def wait_for_pool(parent: int, processes: int) -> None:
    """This function will return when a worker has its processes."""
    for _ in range(600):
        if len(children(parent)) >= processes:
            time.sleep(2.0)  # until they have imported everything and asked the broker
            return
        time.sleep(0.1)
    raise RuntimeError("the worker did not start")


def children(parent: int) -> list[int]:
    """This function will list the processes a process started."""
    found = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return [int(number) for number in found]


def peak_megabytes(process: int) -> float:
    """This function will tell the most memory a process ever held."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def rescored(bench: Bench, workspace: Workspace, processes: int) -> float:
    """This function will let workers score everybody under a new version, twice, and return the second's seconds."""
    with working(bench, processes) as worker:
        workspace.wait(workspace.publish())  # the first finds them cold
        bench.vacuum()
        job = workspace.publish()
        with metered(worker.pid, bench.postmaster) as usage:
            workspace.wait(job)
        peak = max(peak_megabytes(child) for child in children(worker.pid))
        report(
            NAME,
            f"memory of a worker process, {processes} of them",
            peak,
            "MB",
            MOST_MEGABYTES,
            at_least=False,
            seconds=usage.seconds,
            app_cpu_ms=usage.app_cpu_ms,
            db_cpu_ms=usage.db_cpu_ms,
        )
    bench.vacuum()
    return usage.seconds


def fresh(bench: Bench, workspace: Workspace) -> None:
    """This function will change accounts by REST while everybody is scored again, and measure until the score moves."""
    key = bench.manage("api_key_create", "--tenant", "bench", "--name", "bench", "--scopes", "*").strip()
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    waited: list[float] = []
    job, during = workspace.publish(), 0
    with working(bench, 2), serving(bench) as site:
        workspace.wait(job)
        link = site.connection(headers)
        listed = json.loads(link.get(f"/api/v1/accounts?limit={CHANGES}&sort=created_at")[1])["results"]
        for number, account in enumerate(listed):
            if workspace.state(job) == "done":
                job = workspace.publish()
            waited.append(seen_after_ms(link, account["id"], number))
            during += workspace.state(job) != "done"
    report(
        NAME,
        "account changed by REST, its new score visible while all are scored again, p95",
        percentile(waited, 0.95),
        "ms",
        FRESH_MS,
        at_least=False,
        p50_ms=percentile(waited, 0.5),
        most_ms=max(waited),
        n=len(waited),
        under_way=during,
    )


def seen_after_ms(link: Connection, account: str, number: int) -> float:
    """This function will change an account's headcount and return how long it took until its score had moved.

    :raises RuntimeError: when it does not.
    """
    address = f"/api/v1/accounts/{account}"
    before, started = score_of(link, address), time.perf_counter()
    status, text, _ = link.send("PATCH", address, json.dumps({"employees": 250 + number}).encode())
    while status < 300 and time.perf_counter() - started < 30:
        if score_of(link, address) != before:
            return (time.perf_counter() - started) * 1000
        time.sleep(0.01)
    raise RuntimeError(f"the score {before} never moved; the change was answered with {status}: {text[:300]}")


def score_of(link: Connection, address: str) -> Any:
    return json.loads(link.get(address)[1])["fit_score"]


if __name__ == "__main__":
    sys.exit(main())
