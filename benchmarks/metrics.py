"""What the metrics by tier cost beside a bare sum: ``python -m benchmarks.metrics [--accounts 100000]``.

Limit, measured in the same run on the same rows: one ``GROUP BY`` over all deals by the tier their account is in now.
The whole table of the metrics page (win rate, deal size, cycle, velocity, CAC, LTV, LTV:CAC, spend, by tier) may cost
twenty of those: it reads deals three times, two medians and customers with what they pay at month starts among it.
"""

from __future__ import annotations

import argparse
import os
import time
from datetime import date
from typing import Any

from benchmarks.harness import accounts_wanted, bench_stack, report

TIMES = 20
TODAY = date(2026, 7, 1)
FILL = (
    """insert into account (source, external_id, name, name_key, domain, website, industry, parent_ref, owner_email,
            lifecycle, custom, version)
       select 'bench', i::text, 'Company ' || i, 'company ' || i, '', '',
              (array['software', 'retail', 'finance', 'medical'])[1 + i %% 4], '', '', 'customer', '{}', 1
         from generate_series(1, %(accounts)s) i""",
    """insert into tier_assignment (account_id, tier_id, entered_at, cause, reason, left_cause, left_reason)
       select a.id, t.id, '2024-07-01', 'promoted', '', '', ''
         from account a join tier t on t.position = 1 + a.id %% 3""",
    """insert into deal (source, external_id, account_id, account_ref, name, amount_cents, currency, status, stage,
            created_on, closed_on, owner_email, lost_reason, custom, version)
       select 'bench', a.id || '-' || n, a.id, '', 'Deal', 100000 + a.id %% 5000 * 100, 'EUR',
              (array['won', 'lost', 'lost', 'open'])[1 + (a.id + n) %% 4], 'Demo',
              date '2024-07-01' + (a.id * 7 %% 500)::int,
              case when (a.id + n) %% 4 < 3 then date '2024-07-01' + (a.id * 7 %% 500 + 60 + n * 20)::int end,
              '', '', '{}', 1
         from account a, generate_series(1, 2) n""",
    """insert into contract (source, external_id, account_id, starts_on, ends_on, mrr_cents, currency,
            gross_margin_bp, version)
       select 'bench', id::text, id, '2025-01-01', case when id %% 20 = 0 then date '2026-03-15' end, 50000, 'EUR',
              7000, 1
         from account where id %% 10 = 0""",
    """insert into spend (source, external_id, spent_on, amount_cents, currency, category, department, tier_key,
            segment_key, campaign, note, version)
       select 'bench', i::text, date '2024-07-01' + i, 123456, 'EUR', '', '', '', '', '', '', 1
         from generate_series(1, 700) i""",
)
BARE = """
    select t.key, count(*) filter (where d.status = 'won'), count(*), sum(d.amount_cents)
      from deal d left join tier_assignment s on s.account_id = d.account_id and s.left_at is null
      left join tier t on t.id = s.tier_id group by t.key"""


def filled(tenant: Any, accounts: int) -> None:
    """This function will fill a workspace with customers, deals, contracts, cost and tiers."""
    from django.db import connection

    from tenancy.context import tenant_atomic
    from tiers.models import Tier, TierPolicy

    with tenant_atomic(tenant.pk), connection.cursor() as cursor:
        policy = TierPolicy.objects.create(name="Bench")
        for place in (1, 2, 3):
            lines = {"promote_milli": 50_000, "stay_milli": 40_000}
            Tier.objects.create(
                policy=policy, position=place, key=f"tier-{place}", name=f"Tier {place}", level="one_to_many", **lines
            )
        for statement in FILL:
            cursor.execute(statement, {"accounts": accounts})


def measured(tenant: Any, accounts: int) -> None:
    """This function will time the bare sum and the metrics, each the best of three."""
    from django.db import connection

    from metrics.domain.catalogue import Variants
    from metrics.domain.query import Dimension, Grouping, MetricQuery
    from metrics.selectors.totals import metric_groups
    from metrics.views.overview import table_names
    from tenancy.context import tenant_atomic

    query = MetricQuery(
        names=table_names(Variants()), today=TODAY, currency="EUR", timezone="UTC", grouping=Grouping(Dimension.TIER)
    )
    with tenant_atomic(tenant.pk), connection.cursor() as cursor:

        def bare() -> None:
            cursor.execute(BARE)
            cursor.fetchall()

        limit = min(_seconds(bare) for _ in range(3))
        taken = min(_seconds(lambda: metric_groups(query)) for _ in range(3))
    report(
        "metrics", f"ten metrics by tier, {accounts} accounts", taken, "s", TIMES * limit, at_least=False, bare_s=limit
    )


def _seconds(work: Any) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def main() -> None:
    """This function will run the benchmark in a database of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=accounts_wanted(100_000))
    accounts = parser.parse_args().accounts
    with bench_stack("metrics") as bench:
        os.environ.update(bench.environ, DJANGO_SETTINGS_MODULE="abs_platform.settings")
        import django

        django.setup()
        from tenancy.models import Tenant

        tenant = Tenant.objects.create(slug="bench", name="Bench", currency="EUR")
        filled(tenant, accounts)
        bench.vacuum()
        measured(tenant, accounts)
        from django.db import connection

        connection.close()


if __name__ == "__main__":
    main()
