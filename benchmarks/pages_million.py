"""Every page a seller opens, in a workspace of a million accounts: ``make bench ARGS=pages_million``.

Beside it in the same database lies a workspace of 1,000 accounts filled in the same way. Of each page are measured, one
request at a time over HTTP: the server's time, nineteen times of twenty (limit 200 ms); CPU of application and database
apart; its statements, which must be as many as in the small workspace, and one that counts where a list is a single
page there; and what is physically to be had: the CPU of the same page in the small workspace, which shows as many rows
and has next to nothing to pass over to find them. It may cost three of those.
"""

from __future__ import annotations

import argparse
import html
import os
import re
import sys
from typing import Any

from benchmarks.filling import COLLEAGUE, LOGIN, PASSWORD, WORD, accounts_fill, around_fill, score, tenant_make, tier
from benchmarks.harness import Bench, accounts_wanted, bench_stack, report
from benchmarks.site import Connection, Load, Site, load, serving

NAME = "pages_million"
SMALL, LIMIT_MS, TIMES = 1_000, 200.0, 3.0
COUNTED = 1  # a list that is one page in the small workspace and more in the large one is counted there
DEEP = 200
LIST = "accounts/"


def main() -> int:
    """Parse the options, fill two workspaces, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=accounts_wanted(1_000_000))
    parser.add_argument("--requests", type=int, default=30, help="answers measured of each page")
    parser.add_argument("--only", default="", help="pages whose name contains this")
    options = parser.parse_args()
    with bench_stack(NAME) as bench:
        os.environ.update(bench.environ, DJANGO_SETTINGS_MODULE="abs_platform.settings")
        import django

        django.setup()
        tenants = [filled(bench, slug, count) for slug, count in (("small", SMALL), ("big", options.accounts))]
        measure(bench, tenants, requests=options.requests, only=options.only)
        from django.db import connections

        connections.close_all()
    return 0


def filled(bench: Bench, slug: str, count: int) -> Any:
    """This function will make a workspace of so many scored accounts in tiers."""
    tenant = tenant_make(slug)
    for fill in (lambda: accounts_fill(tenant, count), lambda: around_fill(tenant), lambda: score(tenant)):
        fill()
        bench.vacuum()
    tier(tenant)
    bench.vacuum()
    return tenant


def measure(bench: Bench, tenants: list[Any], *, requests: int, only: str) -> None:
    """This function will ask for every page of both workspaces and report the large one's."""
    small, big = (addresses(tenant) for tenant in tenants)
    counts = [statements(tenant, pages, only) for tenant, pages in zip(tenants, (small, big), strict=True)]
    with serving(bench, processes=1, threads=1) as site:
        site.sign_in(LOGIN, PASSWORD)
        for name in big:
            if only in name:
                few = asked(bench, site, f"/w/small/{small[name]}", max(5, requests // 3))
                many = asked(bench, site, f"/w/big/{big[name]}", requests)
                tell(name, few, many, counts[0][name], counts[1][name])


def tell(name: str, few: Load, many: Load, few_statements: int, many_statements: int) -> None:
    """This function will report a page: time against the limit, then CPU and statements against the small one's."""
    figures = many.figures()
    report(NAME, name, figures.pop("p95_ms"), "ms", LIMIT_MS, at_least=False, **figures)
    limit = round(TIMES * cpu_ms(few), 1)
    report(NAME, f"{name}: CPU each", cpu_ms(many), "cpu_ms", limit, at_least=False)
    report(NAME, f"{name}: statements", many_statements, "statements", few_statements + COUNTED, at_least=False)


def asked(bench: Bench, site: Site, address: str, requests: int) -> Load:
    """This function will ask for one address so many times, one after the other."""

    def ask(link: Connection, _number: int) -> int:
        return link.get(address)[0]

    return load(bench, site, ask, requests=requests, concurrency=1)


def cpu_ms(done: Load) -> float:
    """This function will return the CPU an answer cost, of application and database together."""
    return done.each(done.usage.app_cpu_ms + done.usage.db_cpu_ms)


def addresses(tenant: Any) -> dict[str, str]:
    """This function will name the pages of a workspace and say where they are."""
    from accounts.models import Account
    from tenancy.context import tenant_atomic
    from tiers.models import Tier
    from users.models import User

    colleague = User.objects.get(email=COLLEAGUE).public_id
    with tenant_atomic(tenant.pk):
        quiet, busy = (Account.objects.get(external_id=number).public_id for number in ("7", "100"))
        tiers = list(Tier.objects.order_by("position").values_list("key", flat=True))
    listed = {
        "": "",
        "mine": "owner=me",
        "a colleague's": f"owner={colleague}",
        "nobody's": "owner=none",
        "of a large industry": "industry=Banks",
        "of a small industry": "industry=Tobacco",
        "of a country": "country=US",
        "of a small country": "country=HU",
        "of industry and country": "industry=Banks&country=US",
        "customers": "lifecycle=customer",
        "former customers": "lifecycle=former",
        "prospects": "lifecycle=prospect",
        "targets, of whom there are none": "lifecycle=target",
        "of a small segment": "segment=few",
        "of a large segment": "segment=many",
        "well scored": "score_min=50",
        "badly scored": "score_max=20",
        "between two scores": "score_min=30&score_max=31",
        "with an open deal": "open_deal=yes",
        **{f"in {key}": f"tier={key}" for key in tiers},
        "in no tier": "tier=none",
        "mine, with an open deal": "owner=me&open_deal=yes",
        "customers of a country by name": "lifecycle=customer&country=US&sort=name",
        "customers in the top tier": f"lifecycle=customer&tier={tiers[0]}",
    }
    sorts = ("-potential", "potential", "fit", "name", "-name", "-employees", "-revenue", "-updated")
    words = {
        "rare": "aalberts",
        "in a thousand names": "bank",
        "in every name": WORD,
        "of two letters": "ba",
        "in none": "qqqqq",
    }
    found = {
        **{f"list {name}".strip(): f"{LIST}?{query}" for name, query in listed.items()},
        **{f"list by {sort}": f"{LIST}?sort={sort}" for sort in sorts},
        "list of a country by -employees": f"{LIST}?country=US&sort=-employees",
        "list nobody's by -potential": f"{LIST}?owner=none&sort=-potential",
        **{f"search for a word {name}": f"{LIST}?q={word}" for name, word in words.items()},
        "search for a word in every name, by name": f"{LIST}?q={WORD}&sort=name",
        "search for a word in every name, in a country": f"{LIST}?q={WORD}&country=US",
        "search for two words": f"{LIST}?q=bank {WORD}".replace(" ", "+"),
        "palette for a word in every name": f"search/?q={WORD}",
        "palette for a rare word": "search/?q=aalberts",
        "palette without a word": "search/?q=",
        "account, a quiet one": f"{LIST}{quiet}/",
        "account, a busy one": f"{LIST}{busy}/",
        "account's score history": f"{LIST}{busy}/score/",
        "account's tier": f"tiers/accounts/{busy}/",
        "account's engagement": f"sessions/accounts/{busy}/",
        "board": "tiers/",
        "board, mine": "tiers/?owner=me",
        "board, a colleague's": f"tiers/?owner={colleague}",
        **{f"board, next cards of {key}": f"tiers/?column={key}" for key in (tiers[0], tiers[-1])},
        "board, printed": "tiers/print/",
        "waiting list": f"tiers/waiting/{tiers[0]}/",
        "bridge": "tiers/bridge/",
        "tiers then and now": "tiers/then-now/",
        "capacity": "tiers/capacity/",
        "clusters": "tiers/clusters/",
        "proposals": "tiers/proposals/",
        "metrics": "metrics/",
        "metrics by industry": "metrics/?group=industry",
        "funnel": "metrics/funnel/",
        "engaged": "sessions/accounts/",
        "engaged, most people": "sessions/accounts/?sort=-people",
        "engaged, newest": "sessions/accounts/?sort=-last_event_at",
        "engaged, qualified": "sessions/accounts/?state=qualified",
        "engaged, hot and mine": "sessions/accounts/?temperature=hot&mine=on",
        "engaged, in the top tier": f"sessions/accounts/?tier={tiers[0]}",
        "sessions": "sessions/",
        "touches": "sessions/touches/",
        "contacts": "personas/contacts/",
        "segments": "accounts/segments/",
        "my day": "?whose=mine",
        "my day, everybody's": "?whose=all",
    }
    with_pages = {
        f"{name}, page {DEEP}": address for name, address in found.items() if name in ("list", "list by name")
    }
    client = reader(tenant)
    return {**found, **{name: deep(client, tenant, address) for name, address in with_pages.items()}}


def reader(tenant: Any) -> Any:
    """This function will return a client in this process that is signed in."""
    from django.test import Client

    from users.models import User

    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(User.objects.get(email=LOGIN))
    return client


def deep(client: Any, tenant: Any, address: str) -> str:
    """This function will turn page after page, as a person would, and return the address of the deep one."""
    for _ in range(DEEP - 1):
        page = client.get(f"/w/{tenant.slug}/{address}", headers={"hx-request": "true"}).content.decode()
        following = re.search(r'href="([^"]*)" [^>]*rel="next"|rel="next" href="([^"]*)"', page)
        if following is None:
            return address
        address = LIST + html.unescape(following[1] or following[2])
    return address


def statements(tenant: Any, pages: dict[str, str], only: str) -> dict[str, int]:
    """This function will count the statements of each page, the second time it is asked for."""
    from django.db import connection

    client, counted = reader(tenant), {}
    for name, address in pages.items():
        if only not in name:
            continue
        number = 0

        def count(execute: Any, *given: Any) -> Any:
            nonlocal number
            number += 1
            return execute(*given)

        for _ in range(2):
            number = 0
            with connection.execute_wrapper(count):
                answer = client.get(f"/w/{tenant.slug}/{address}")
        if answer.status_code != 200:
            raise RuntimeError(f"{name} ({address}) answered {answer.status_code}")
        counted[name] = number
    return counted


if __name__ == "__main__":
    sys.exit(main())
