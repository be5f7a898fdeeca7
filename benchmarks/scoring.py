"""How near scoring comes to its limits: ``python -m benchmarks.scoring [--accounts 100000] [--json]``.

Limits, measured in the same run on the same rows: a bare ``UPDATE`` of every score row (all change), one pass that
computes the criteria and compares (1 % changes). Wall seconds, and CPU milliseconds of this process and of its database
backend apart, because neighbours change the wall time and not the CPU. The data live in a database of their own,
which is dropped at the end.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.harness import accounts_wanted

ROOT = Path(__file__).resolve().parent.parent
TICKS = os.sysconf("SC_CLK_TCK")
DATABASE = "abs_bench_scoring"

ONE_OF = {"software": 1000, "retail": 600, "finance": 900, "medical": 700, "mining": 100}
CRITERIA: list[dict[str, Any]] = [
    {"fact": "industry", "weight": 30, "rule": {"kind": "one_of", "shares": ONE_OF, "other": 200}},
    {"fact": "country", "weight": 20, "rule": {"kind": "one_of", "shares": {"DE": 1000, "HU": 900}, "other": 100}},
    {"fact": "employees", "weight": 40, "rule": {"kind": "range", "points": [[10, 0], [500, 1000], [9000, 300]]}},
    {"fact": "annual_revenue", "weight": 35, "rule": {"kind": "range", "points": [[10**7, 0], [10**11, 1000]]}},
    {"fact": "offices", "weight": 5, "rule": {"kind": "range", "points": [[1, 100], [40, 1000]]}},
    {"fact": "founded_year", "weight": 5, "rule": {"kind": "range", "points": [[1950, 0], [2020, 1000]]}},
    {"fact": "growth_pct", "weight": 15, "rule": {"kind": "range", "points": [[-1000, 0], [5000, 1000]]}},
    {"fact": "technologies", "weight": 25, "rule": {"kind": "has", "mode": "any", "values": ["SAP", "Oracle"]}},
    {"fact": "custom.Plan", "weight": 10, "rule": {"kind": "one_of", "shares": {"gold": 1000, "silver": 500}}},
    {"fact": "signal.visit", "weight": 30, "rule": {"kind": "recency", "decay": "half_life", "days": 30}},
    {"fact": "rating.sales", "weight": 20, "rule": {"kind": "range", "points": [[0, 0], [5000, 1000]]}},
    {
        "weight": 20,
        "rule": {
            "kind": "table",
            "axes": [{"fact": "employees", "edges": [50, 1000]}, {"fact": "industry", "categories": [["software"]]}],
            "shares": [100, 50, 0, 900, 400, 100, 1000, 300, 200, 500, 250, 100],
        },
    },
]

FILL = """
    INSERT INTO account (source, external_id, name, name_key, domain, website, industry, country, employees,
        annual_revenue_cents, currency, offices, founded_year, growth_bp, technologies, parent_ref, owner_email,
        lifecycle, custom, version)
    SELECT 'bench', i::text, 'Company ' || i, 'company ' || i, 'c' || i || '.test', '',
        (ARRAY['Software','Retail','Finance','Medical','Mining','Other',NULL])[1 + i %% 7],
        (ARRAY['DE','HU','US','GB','FR'])[1 + i %% 5],
        CASE WHEN i %% 11 = 0 THEN NULL ELSE (i * 7919::bigint) %% 20000 END,
        (i * 104729::bigint) %% 10000000000 * 10, 'EUR', i %% 50, 1900 + i %% 125, (i * 31) %% 7000 - 1000,
        (CASE WHEN i %% 3 = 0 THEN NULL ELSE ARRAY['SAP','Excel','Oracle','Jira']::varchar[] END)[1:i %% 5], '', '',
        'prospect', jsonb_build_object('Plan', (ARRAY['gold','silver','none'])[1 + i %% 3], 'Note', 'n' || i), 1
      FROM generate_series(1, %s) i
"""
FILL_SIGNALS = """
    INSERT INTO signal (source, external_id, account_id, domain, kind, occurred_at, payload, version)
    SELECT 'bench', id::text, id, '', 'visit', now() - make_interval(days => (id %% 120)::int), '{}', 1
      FROM account WHERE tenant_id = %s AND id %% 4 = 0
"""
FILL_RATINGS = """
    INSERT INTO team_rating (account_id, department, score, note, rated_by_email, rated_at)
    SELECT id, 'sales', id %% 6, '', 'a@x.test', now() FROM account WHERE tenant_id = %s AND id %% 20 = 0
"""


class Meter:
    """Runs a piece of work and keeps wall seconds and CPU milliseconds."""

    def __init__(self) -> None:
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            self.backend = cursor.fetchone()[0]
        self.results: dict[str, dict[str, float]] = {}

    def _backend_ms(self) -> float:
        fields = Path(f"/proc/{self.backend}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) * 1000 / TICKS

    def run(self, name: str, work: Callable[[], Any]) -> Any:
        """Do it once; return what it returns."""
        before = (time.perf_counter(), time.process_time(), self._backend_ms())
        result = work()
        self.results[name] = {
            "seconds": round(time.perf_counter() - before[0], 3),
            "app_cpu_ms": round((time.process_time() - before[1]) * 1000),
            "db_cpu_ms": round(self._backend_ms() - before[2]),
        }
        return result


@contextmanager
def database() -> Iterator[Any]:
    """A migrated database of its own in the running stack, used as the serving role; yields an owner's connection."""
    import psycopg2

    from tools.servers import LocalStack

    stack = LocalStack(Path(os.environ.get("ABS_HOME", ROOT / ".abs")).resolve() / "bench")
    stack.up()
    stack.drop_database(DATABASE)
    stack.create_database(DATABASE)
    os.environ.update(
        DATABASE_URL=stack.database_url("abs_app", DATABASE),
        DATABASE_OWNER_URL=stack.database_url("abs_owner", DATABASE),
        REDIS_URL=stack.redis_url(0),
        DJANGO_SETTINGS_MODULE="abs_platform.settings",
    )
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, check=True)
    owner = psycopg2.connect(os.environ["DATABASE_OWNER_URL"].replace("postgres:///", "postgresql:///"))
    owner.autocommit = True
    try:
        yield owner
    finally:
        owner.close()
        from django.db import connections

        connections.close_all()
        stack.drop_database(DATABASE)
        stack.down()


def settle(owner: Any) -> None:
    """Vacuum, so that no measurement pays for the one before."""
    with owner.cursor() as cursor:
        for table in ("fit_score", "fit_score_change", "account", "signal", "team_rating"):
            cursor.execute(f"VACUUM (ANALYZE) {table}")


def measure(accounts: int, owner: Any) -> dict[str, Any]:
    """Fill, score, and score again; return the figures."""
    import django

    django.setup()
    from django.db import connection
    from django.utils import timezone

    from accounts.domain.icp_facts import Subject
    from accounts.selectors.icp import live_versions, version_get
    from accounts.selectors.icp_preview import icp_preview
    from accounts.selectors.scores import key_ranges
    from accounts.selectors.scores_facts import Scope
    from accounts.selectors.scores_sql import scores_select
    from accounts.services import icp, icp_publish
    from accounts.services.scoring import RANGE_SIZE, fit_refresh, fit_refresh_range
    from tenancy.context import tenant_atomic, tenant_context
    from tenancy.models import Tenant
    from users.services.audit import Actor

    actor, now = Actor.of_command("bench"), timezone.now()
    tenant = Tenant.objects.create(slug="bench", name="Bench")
    rows = [{"key": f"c{n}", "label": f"C{n}", "group": "firmographic", **row} for n, row in enumerate(CRITERIA)]

    def execute(statement: str, params: list[Any]) -> None:
        with tenant_atomic(tenant.pk), connection.cursor() as cursor:
            cursor.execute(statement, params)

    def publish(scale: int) -> None:
        with tenant_atomic(tenant.pk):
            draft = icp.icp_draft_create(profile=profile, number=None, actor=actor, now=now)
            weights = [{**row, "weight": row["weight"] * scale + n} for n, row in enumerate(rows)]
            icp.criteria_replace(version=draft, criteria=weights, actor=actor)
            icp_publish.icp_version_publish(version=draft, note="", actor=actor, now=now)

    def rescore() -> int:
        changed = 0
        with tenant_atomic(tenant.pk):
            ranges = key_ranges(Subject.ACCOUNT, size=RANGE_SIZE)
        for lower, upper in ranges:
            with tenant_atomic(tenant.pk):
                changed += fit_refresh_range(lower=lower, upper=upper, now=now).changed
        return changed

    def compute() -> None:
        with tenant_atomic(tenant.pk):
            select = scores_select(live_versions()[0].spec, Scope(tenant.pk), now=now)
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('jit', 'off', true)")
                cursor.execute(
                    "SELECT count(*) FROM (" + select.text + ") n LEFT JOIN fit_score o ON o.account_id = n.id"
                    " AND o.tenant_id = %s WHERE o.shares <> n.shares OR o.id IS NULL",
                    [*select.params, tenant.pk],
                )

    execute(FILL, [accounts])
    execute(FILL_SIGNALS, [tenant.pk])
    execute(FILL_RATINGS, [tenant.pk])
    settle(owner)
    with tenant_context(tenant.pk):
        with tenant_atomic(tenant.pk):
            profile = icp.icp_profile_create(name="Bench", actor=actor, now=now)
            icp.icp_draft_discard(version=version_get(profile, 1), actor=actor)
        publish(1)
        meter = Meter()
        meter.run("first score", rescore)
        settle(owner)
        bare = "UPDATE fit_score SET score_milli = score_milli + 1, potential_milli = potential_milli + 1"
        meter.run("bare update", lambda: execute(bare + " WHERE tenant_id = %s", [tenant.pk]))
        settle(owner)
        publish(2)
        changed = meter.run("re-score, all change", rescore)
        settle(owner)
        meter.run("compute and compare", compute)
        execute("UPDATE account SET employees = 77 WHERE tenant_id = %s AND id %% 100 = 0", [tenant.pk])
        settle(owner)
        few = meter.run("re-score, 1 % change", rescore)
        with tenant_atomic(tenant.pk):
            keys = [lower for lower, _ in key_ranges(Subject.ACCOUNT, size=max(1, accounts // 1000))][:1000]
        execute("UPDATE account SET employees = 78 WHERE tenant_id = %s AND id = ANY(%s)", [tenant.pk, keys])

        def refresh() -> None:
            with tenant_atomic(tenant.pk):
                fit_refresh(keys=keys, now=now)

        def preview() -> Any:
            with tenant_atomic(tenant.pk):
                return icp_preview(profile.pk, live_versions()[0].spec, now=now)

        meter.run("1,000 changed accounts", refresh)
        shown = meter.run("preview", preview)
    return {
        "accounts": accounts,
        "changed": {"all": changed, "1 %": few},
        "preview_scored": shown.scored,
        "results": meter.results,
        "ratios": {
            "all change ÷ bare update (≤ 2.0)": _ratio(meter.results, "re-score, all change", "bare update"),
            "1 % change ÷ compute and compare (≤ 1.5)": _ratio(
                meter.results, "re-score, 1 % change", "compute and compare"
            ),
        },
    }


def _ratio(results: dict[str, dict[str, float]], work: str, limit: str) -> dict[str, float]:
    """Wall time and database CPU, each against its limit."""
    return {name: round(results[work][name] / results[limit][name], 2) for name in ("seconds", "db_cpu_ms")}


def main() -> None:
    """Parse the options, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=accounts_wanted(100_000))
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with database() as owner:
        figures = measure(options.accounts, owner)
    if options.json:
        print(json.dumps(figures))
        return
    print(f"{figures['accounts']:,} accounts × {len(CRITERIA)} criteria; preview scored {figures['preview_scored']:,}")
    for name, result in figures["results"].items():
        cpu = f"app {result['app_cpu_ms']:6.0f} ms   db {result['db_cpu_ms']:7.0f} ms"
        print(f"{name:28} {result['seconds']:8.3f} s   {cpu}")
    for name, ratio in figures["ratios"].items():
        print(f"{name:44} wall {ratio['seconds']}   database CPU {ratio['db_cpu_ms']}")


if __name__ == "__main__":
    main()
