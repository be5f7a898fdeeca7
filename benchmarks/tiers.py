"""How near a tier run comes to one ``ORDER BY`` over the score table: ``python -m benchmarks.tiers [--accounts
100000]``.

Limits, measured in the same run on the same rows: twice one ranking of every score (a run when nothing changed and
when 1 % of the scores changed, and one that judges everybody again), twice a bare ``INSERT`` of as many assignments
(the first run, which has to write a row an account). CPU of this process and of the database apart: the wall time is
the neighbours' too.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from typing import Any

from benchmarks.harness import Bench, Usage, accounts_wanted, bench_stack, metered, report

NAME = "tiers"
RATIO = 2.0

FILL = """
    insert into account (source, external_id, name, name_key, domain, website, industry, country, parent_ref,
                         owner_email, lifecycle, custom, version)
    select 'bench', i::text, 'Company ' || i, 'company ' || i, 'c' || i || '.test', '', 'Software', 'DE', '', '',
           'prospect', '{}', 1
      from generate_series(1, %s) i
"""
FILL_SCORES = """
    insert into fit_score (profile_id, account_id, version_id, score_milli, potential_milli, shares, scored_at)
    select %(profile)s, id, %(version)s, (id * 2654435761) %% 100001, least(100000, (id * 2654435761) %% 100001 + 5000),
           '{}', now()
      from account where tenant_id = %(tenant)s
"""
RANK = """
    select sum(account_id) from (
        select account_id from fit_score where tenant_id = %(tenant)s and profile_id = %(profile)s
         order by score_milli desc, potential_milli desc offset 0) ranked
"""
BARE_INSERT = """
    insert into tier_assignment (account_id, tier_id, entered_at, cause, reason, score_milli, line_milli,
                                 icp_version_id, left_cause, left_reason)
    select account_id, %(tier)s, now(), 'entered', '', score_milli, 0, version_id, '', ''
      from fit_score where tenant_id = %(tenant)s order by account_id
"""
MOVE_ONE_PERCENT = """
    update fit_score set score_milli = (score_milli + 40000) %% 100001, potential_milli = 100000
     where tenant_id = %(tenant)s and account_id %% 100 = 0
"""


def main() -> int:
    """Parse the options, fill a workspace, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=accounts_wanted(100_000))
    options = parser.parse_args()
    with bench_stack(NAME) as bench:
        os.environ.update(bench.environ, DJANGO_SETTINGS_MODULE="abs_platform.settings")
        measure(bench, options.accounts)
        from django.db import connections

        connections.close_all()
    return 0


def measure(bench: Bench, accounts: int) -> None:
    """Fill, rank, assign, and assign again."""
    import django

    django.setup()
    from django.db import connection, transaction
    from django.utils import timezone

    from accounts.models import Account, IcpProfile, IcpVersion
    from tenancy.context import tenant_atomic
    from tenancy.models import Tenant
    from tiers.models import Tier
    from tiers.services import starter_policy_create
    from tiers.services.run import tiers_follow, tiers_run
    from tiers.tasks import BATCH

    tenant = Tenant.objects.create(slug="bench", name="Bench")
    values: dict[str, Any] = {"tenant": tenant.pk}

    def execute(statement: str, given: Any) -> None:
        with tenant_atomic(tenant.pk), connection.cursor() as cursor:
            cursor.execute(statement, given)

    def timed(work: Callable[[], Any]) -> Usage:
        with metered(os.getpid(), bench.postmaster) as usage:
            work()
        return usage

    def run() -> None:
        with tenant_atomic(tenant.pk):
            tiers_run(now=timezone.now())

    def follow(changed: list[int]) -> None:
        for start in range(0, max(len(changed), 1), BATCH):  # as the outbox hands them over
            with tenant_atomic(tenant.pk):
                tiers_follow(changed=changed[start : start + BATCH], now=timezone.now())

    def bare_insert() -> None:
        with tenant_atomic(tenant.pk), connection.cursor() as cursor:
            cursor.execute(BARE_INSERT, values)
            cursor.execute("set constraints all immediate")  # a commit would check the keys
            transaction.set_rollback(True)

    with tenant_atomic(tenant.pk):
        profile = IcpProfile.objects.create(key="fit", name="Fit", is_primary=True)
        version = IcpVersion.objects.create(profile=profile, number=1, status="published")
        starter_policy_create(now=timezone.now())
        values |= {"profile": profile.pk, "version": version.pk, "tier": Tier.objects.get(key="tier-3").pk}
    execute(FILL, [accounts])
    execute(FILL_SCORES, values)
    bench.vacuum()
    execute(RANK, values)  # the first touch reads the disk; the measured ones all find the rows in memory
    rank = min((timed(lambda: execute(RANK, values)) for _ in range(3)), key=lambda usage: usage.seconds)
    insert = timed(bare_insert)
    bench.vacuum()
    tell("first run, every account enters", timed(run), insert, accounts)
    bench.vacuum()
    tell("run when nothing changed", timed(lambda: follow([])), rank, accounts)
    execute(MOVE_ONE_PERCENT, values)
    with tenant_atomic(tenant.pk):
        changed = [key for key in Account.objects.order_by("pk").values_list("pk", flat=True) if key % 100 == 0]
    bench.vacuum()
    tell("run when 1 % of the scores changed", timed(lambda: follow(changed)), rank, accounts)
    bench.vacuum()
    tell("everybody judged again", timed(run), rank, accounts)


def tell(work: str, usage: Usage, limit: Usage, accounts: int) -> None:
    """Print one measurement beside its limit, in CPU: the wall time holds what the neighbours did."""
    report(
        NAME,
        work,
        usage.app_cpu_ms + usage.db_cpu_ms,
        "cpu_ms",
        round(RATIO * (limit.app_cpu_ms + limit.db_cpu_ms), 1),
        at_least=False,
        accounts=accounts,
        seconds=usage.seconds,
        limit_seconds=RATIO * limit.seconds,
        app_cpu_ms=usage.app_cpu_ms,
        db_cpu_ms=usage.db_cpu_ms,
    )


if __name__ == "__main__":
    sys.exit(main())
