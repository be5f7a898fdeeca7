"""The pages and the REST interface under eight connections, in a workspace of 100,000 accounts.

The limits are the best of comparable open-source products on the same kind of machine, or better: see `README.md`.
Run: ``make bench ARGS=http_pages``, or ``python -m benchmarks.http_pages --accounts 20000`` for a quick look.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import html
import json
import re
import sys
from collections.abc import Callable

from benchmarks.harness import Bench, Unavailable, accounts_wanted, bench_stack, companies, report
from benchmarks.site import Connection, Load, Site, load, serving

NAME = "http_pages"
LOGIN, PASSWORD = "bench@abs.test", "only-for-the-benchmark"
MAPPING = {
    "external_id": {"column": "key"},
    "fields": {
        "name": {"column": "name"},
        "industry": {"column": "industry"},
        "country": {"column": "country", "format": "country_name"},
        "city": {"column": "city"},
        "website": {"column": "website"},
        "employees": {"column": "employees"},
        "annual_revenue": {"column": "revenue"},
        "currency": {"const": "USD"},
    },
}
LIST, DEEP = "/w/bench/accounts/", 200
BATCH = 1000
JSON_HEADERS = {"Content-Type": "application/json"}


def main() -> int:
    """Parse the options, fill a workspace, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=accounts_wanted(100_000))
    parser.add_argument("--requests", type=int, default=600, help="answers measured of each page and of single writes")
    options = parser.parse_args()
    try:
        with bench_stack(NAME) as bench:
            key = fill(bench, options.accounts)
            with serving(bench) as site:
                site.sign_in(LOGIN, PASSWORD)
                measure_pages(bench, site, options.requests)
                measure_api(bench, site, key, options.requests)
    except Unavailable as reason:
        print(json.dumps({"benchmark": NAME, "skipped": str(reason)}))
    return 0


def fill(bench: Bench, count: int) -> str:
    """This function will make a workspace of so many scored accounts and return an API key for it."""
    bench.manage("tenant_create", "--slug", "bench", "--name", "Bench", "--owner", LOGIN, "--password", PASSWORD)
    file, mapping = bench.folder / "accounts.csv", bench.folder / "mapping.json"
    mapping.write_text(json.dumps(MAPPING))
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        columns = ("key", "name", "industry", "country", "city", "website")
        writer.writerow([*columns, "employees", "revenue"])
        for number, row in enumerate(companies(count)):
            # The listing has no headcount and no revenue: spread them, so that scores and order are not all alike.
            size = 10 + number * 7919 % 20_000
            writer.writerow([*(row[column] for column in columns), size, size * 150_000])
    bench.manage(
        "import_file",
        "--tenant",
        "bench",
        "--object",
        "accounts",
        "--mapping",
        str(mapping),
        "--skip-invalid",
        str(file),
    )
    bench.manage("recompute", "--tenant", "bench", "--wait")
    bench.vacuum()
    return bench.manage("api_key_create", "--tenant", "bench", "--name", "bench", "--scopes", "*").strip()


def measure_pages(bench: Bench, site: Site, requests: int) -> None:
    """This function will measure the list of accounts as a person meets it."""
    first = load(bench, site, lambda link, _: link.get(LIST)[0], requests=requests)
    page("list page of 25 rows", first, at_least_per_second=80, most_cpu_ms=20)
    report(NAME, "list page of 25 rows, p95", first.figures()["p95_ms"], "ms", 160, at_least=False)
    words = ("energy", "bank", "steel", "capital", "bio", "gold", "solar", "software")
    search = load(bench, site, lambda link, n: link.get(f"{LIST}?q={words[n % 8]}")[0], requests=requests)
    page("search by part of a name", search, at_least_per_second=60, most_cpu_ms=None)
    address = deep_address(site)
    deep = load(bench, site, lambda link, _: link.get(address)[0], requests=requests)
    multiple = cpu_ms(deep) / cpu_ms(first)
    work = f"page {DEEP}, CPU as a multiple of the first page's"
    report(NAME, work, multiple, "times", 1.25, at_least=False, per_second=deep.per_second, **deep.figures())


def deep_address(site: Site) -> str:
    """This function will turn page after page, as a person would, and return the address of a deep one."""
    link, address = site.connection(), LIST
    for _ in range(DEEP - 1):
        following = re.search(r'href="([^"]*)" [^>]*rel="next"|rel="next" href="([^"]*)"', link.get(address)[1])
        if following is None:
            return address
        address = LIST + html.unescape(following[1] or following[2])
    return address


def measure_api(bench: Bench, site: Site, key: str, requests: int) -> None:
    """This function will measure the REST interface as a program meets it."""
    headers = {"Authorization": f"Bearer {key}", **JSON_HEADERS}

    def read(link: Connection, _: int) -> int:
        return link.get("/api/v1/accounts?limit=25")[0]

    listed = load(bench, site, read, requests=requests, headers=headers)
    page("REST list of 25 accounts", listed, at_least_per_second=80, most_cpu_ms=10)

    def create(link: Connection, number: int) -> int:
        return link.send("POST", "/api/v1/accounts", json.dumps(new_account("single", number)).encode())[0]

    page("create one account a call", load(bench, site, create, requests=requests, headers=headers), 100, 10)
    for work, limit, grown in (
        ("batch upsert of 1,000 new accounts", 10_000, 0),
        ("batch upsert of 1,000 known accounts, all changed", 5_000, 1),
    ):
        done = load(bench, site, batch_of(grown), requests=20, concurrency=1, headers=headers)
        report(NAME, work, BATCH * done.per_second, "rows/s", limit, at_least=True, **done.figures())


def batch_of(grown: int) -> Callable[[Connection, int], int]:
    """This function will return what sends the batch of a number, its companies grown by so many people."""

    def upsert(link: Connection, number: int) -> int:
        inputs = [new_account("bulk", row, grown) for row in range(number * BATCH, (number + 1) * BATCH)]
        status, text, _ = link.send("POST", "/api/v1/accounts/batch/upsert", json.dumps({"inputs": inputs}).encode())
        outcomes = {result["status"] for result in json.loads(text).get("results", [])}
        return status if outcomes == ({"updated"} if grown else {"created"}) else 500

    return upsert


def new_account(source: str, number: int, grown: int = 0) -> dict[str, object]:
    """This function will return a company that differs from all others in everything that tells companies apart."""
    tag = hashlib.sha256(f"{source}-{number}".encode()).hexdigest()[:12]
    return {
        "source": source,
        "external_id": str(number),
        "name": f"Company {tag}",
        "domain": f"{tag}.test",
        "industry": "Software",
        "country": "DE",
        "employees": number % 5000 + 1 + grown,
    }


def page(work: str, done: Load, at_least_per_second: float, most_cpu_ms: float | None) -> None:
    """This function will report how many answers a second, and the CPU each cost where that has a limit."""
    report(NAME, work, done.per_second, "answers/s", at_least_per_second, at_least=True, **done.figures())
    if most_cpu_ms is not None:
        report(NAME, f"{work}, CPU each", cpu_ms(done), "ms", most_cpu_ms, at_least=False)


def cpu_ms(done: Load) -> float:
    """This function will return the CPU an answer cost, of application and database together."""
    return done.each(done.usage.app_cpu_ms + done.usage.db_cpu_ms)


if __name__ == "__main__":
    sys.exit(main())
