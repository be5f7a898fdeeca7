"""What many small workspaces cost beside one large one: ``make bench ARGS=many_tenants``.

1,000 workspaces of 1,000 accounts against one of as many accounts as all of them, in the same database: scoring
everybody, scoring again when nothing changed, a first tier run, judging everybody again, the nightly run, and the first
page of the account list in one workspace. Limits: twice what the large workspace costs in the same run, and 10 ms of
CPU a workspace for its own statements (some twenty, with their plans and commits); for the page three times. What is
more is plans made for its large neighbour's rows.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from typing import Any

from benchmarks.filling import LOGIN, PASSWORD, accounts_fill, score, tenant_make, tier, tier_follow
from benchmarks.harness import Bench, Usage, accounts_wanted, bench_stack, metered, report
from benchmarks.site import Connection, load, serving

NAME = "many_tenants"
EACH, TIMES, PAGE_TIMES, OWN_MS = 1_000, 2.0, 3.0, 10.0
REQUESTS = 60


def main() -> int:
    """Parse the options, measure one workspace and many beside it, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=accounts_wanted(1_000_000), help="of all workspaces together")
    accounts = parser.parse_args().accounts
    with bench_stack(NAME) as bench:
        os.environ.update(bench.environ, DJANGO_SETTINGS_MODULE="abs_platform.settings")
        import django

        django.setup()
        one = measured(bench, ["one"], each=accounts)
        slugs = [f"w{number}" for number in range(accounts // EACH)]
        many = measured(bench, slugs, each=EACH)
        from django.db import connections

        connections.close_all()
    for work, limit in one.items():
        cpu = limit.app_cpu_ms + limit.db_cpu_ms
        most = PAGE_TIMES * cpu if work == "first page" else TIMES * cpu + OWN_MS * len(slugs)
        tell(f"{work}, {len(slugs)} workspaces of {EACH}", many[work], limit, most)
    return 0


def measured(bench: Bench, slugs: list[str], *, each: int) -> dict[str, Usage]:
    """This function will fill workspaces and return what each piece of work took in all of them together."""
    made = [tenant_make(slug) for slug in slugs]
    for tenant in made:
        accounts_fill(tenant, each)
    bench.vacuum()
    used: dict[str, Usage] = {}
    for work, do in (
        ("score everybody", score),
        ("score again, nothing changed", score),
        ("first tier run", tier),
        ("every account judged again", tier),
        ("nightly tier run, nothing changed", tier_follow),
    ):
        used[work] = in_all(bench, made, do)
        bench.vacuum()
    with serving(bench, processes=1, threads=1) as site:
        site.sign_in(LOGIN, PASSWORD)
        address = f"/w/{slugs[len(slugs) // 2]}/accounts/"

        def ask(link: Connection, _number: int) -> int:
            return link.get(address)[0]

        used["first page"] = load(bench, site, ask, requests=REQUESTS, concurrency=1).usage
    return used


def in_all(bench: Bench, tenants: list[Any], do: Callable[[Any], Any]) -> Usage:
    """This function will do a piece of work in one workspace after the other."""
    with metered(os.getpid(), bench.postmaster) as usage:
        for tenant in tenants:
            do(tenant)
    return usage


def tell(work: str, many: Usage, one: Usage, most: float) -> None:
    """This function will report many workspaces beside one, in CPU: the wall time holds what the neighbours did."""
    report(
        NAME,
        work,
        many.app_cpu_ms + many.db_cpu_ms,
        "cpu_ms",
        round(most, 1),
        at_least=False,
        seconds=many.seconds,
        one_s=one.seconds,
        app_cpu_ms=many.app_cpu_ms,
        db_cpu_ms=many.db_cpu_ms,
        one_app_cpu_ms=one.app_cpu_ms,
        one_db_cpu_ms=one.db_cpu_ms,
    )


if __name__ == "__main__":
    sys.exit(main())
