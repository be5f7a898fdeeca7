"""How near a file import comes to a bare ``COPY``: ``python -m benchmarks.imports [--accounts 100000]``.

Limit (docs/api.md): reading, mapping, checking, matching and storing companies runs at 0.33 or more of the speed of
a bare ``COPY`` of the very same rows into the same table with its indexes (as the owner, because PostgreSQL refuses
COPY to everybody else behind row-level security), in less than 500 MB of memory. The companies are a public listing,
repeated with suffixes. Each figure comes with CPU milliseconds a thousand rows, of the application and of PostgreSQL.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import resource
import sys
import time
from pathlib import Path

from benchmarks.harness import Bench, Unavailable, accounts_wanted, bench_stack, companies, metered, report

FIELDS = {
    "name": {"column": "name"},
    "website": {"column": "website"},
    "domain": {"column": "website", "format": "domain"},
    "industry": {"column": "sector"},
    "sub_industry": {"column": "industry"},
    "country": {"column": "country", "format": "country_name", "values": {"Netherlands Antilles": "CW"}},
    "region": {"column": "state"},
    "city": {"column": "city"},
    "company_type": {"column": "market_cap"},
}
MAPPING = {"external_id": {"column": "key"}, "fields": FIELDS}
COLUMNS = ("key", "name", "website", "sector", "industry", "country", "state", "city", "market_cap")
LEAST_SHARE = 0.33
MOST_MEGABYTES = 500
CREATES, UPSERTS = 10_000, 5_000  # rows a second


def file_write(path: Path, count: int) -> None:
    """This function will write the companies as the CSV file that a user would upload."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(companies(count))


def django_ready(bench: Bench) -> None:
    """This function will start Django in this process, on the benchmark's database, as the role that serves."""
    os.environ.update(bench.environ)
    os.environ["DJANGO_SETTINGS_MODULE"] = "abs_platform.settings"
    import django

    django.setup()


def load(bench: Bench, path: Path, work: str, count: int, least: float) -> float:
    """This function will import the file in this process, report it beside its limit, and return the seconds."""
    from django.db import connection
    from django.utils import timezone

    from crm.services.imports import file_import
    from crm.services.load import LoadOrder
    from tenancy.context import tenant_atomic
    from tenancy.models import Tenant
    from users.services import Actor

    tenant = Tenant.objects.get(slug="bench")
    order = LoadOrder("accounts", MAPPING, "listing")
    with metered(os.getpid(), bench.postmaster) as usage, path.open("rb") as file, tenant_atomic(tenant.pk):
        chunks = iter(lambda: file.read(1 << 20), b"")
        found = file_import(
            order=order,
            file_name=path.name,
            chunks=chunks,
            actor=Actor.of_command("bench"),
            now=timezone.now(),
            tell=lambda done: None,
        )
    connection.close()
    if not found.stored:
        raise RuntimeError(f"refused: {[str(issue.problem) for issue in found.issues[:3]]}")
    report(
        "imports",
        work,
        count / usage.seconds,
        "rows/s",
        least,
        at_least=True,
        seconds=usage.seconds,
        app_cpu_ms_per_1000=usage.app_cpu_ms * 1000 / count,
        db_cpu_ms_per_1000=usage.db_cpu_ms * 1000 / count,
        created=found.created,
        unchanged=found.unchanged,
    )
    return usage.seconds


def bare_copy(bench: Bench, count: int) -> float:
    """This function will COPY the stored rows into the emptied table again, as the owner, and return the seconds."""
    import psycopg2

    connection = psycopg2.connect(bench.environ["DATABASE_OWNER_URL"])
    with connection, connection.cursor() as cursor:
        body = io.BytesIO()
        cursor.copy_expert("copy account to stdout", body)
    with connection, connection.cursor() as cursor:
        cursor.execute("truncate account cascade")
    connection.close()
    body.seek(0)
    connection = psycopg2.connect(bench.environ["DATABASE_OWNER_URL"])
    with metered(os.getpid(), bench.postmaster) as usage:
        started = time.perf_counter()
        with connection, connection.cursor() as cursor:
            cursor.copy_expert("copy account from stdin", body)
        seconds = time.perf_counter() - started
    connection.close()
    report(
        "imports",
        "bare COPY",
        count / seconds,
        "rows/s",
        1,
        at_least=True,
        seconds=seconds,
        db_cpu_ms_per_1000=usage.db_cpu_ms * 1000 / count,
    )
    return seconds


def main() -> None:
    """Run it all and print one line of JSON a measurement."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=accounts_wanted(100_000))
    count = parser.parse_args().accounts
    with bench_stack("imports") as bench:
        path = bench.folder / "companies.csv"
        file_write(path, count)
        bench.manage("tenant_create", "--slug", "bench", "--name", "Bench", "--owner", "b@bench.test",
                     "--password", "only for measuring")  # fmt: skip
        django_ready(bench)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        seconds = load(bench, path, "file import, all new", count, CREATES)
        load(bench, path, "file import, nothing changed", count, UPSERTS)
        changed = path.read_text(encoding="utf-8").replace(",Financials,", ",Finance,")
        path.write_text(changed, encoding="utf-8")
        load(bench, path, "file import, some changed", count, UPSERTS)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        report("imports", "memory", peak, "MB", MOST_MEGABYTES, at_least=False, before_mb=before)
        bench.vacuum()
        copied = bare_copy(bench, count)
        report("imports", "file import beside bare COPY", copied / seconds, "share", LEAST_SHARE, at_least=True)


if __name__ == "__main__":
    try:
        main()
    except Unavailable as reason:
        print(json.dumps({"benchmark": "imports", "skipped": str(reason)}))
        sys.exit(0)
