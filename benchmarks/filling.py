"""A workspace as large as asked, filled by statements and not by the ORM: its companies come from a real listing, what
happened with them is spread by arithmetic, and scores and tiers are the product's own work.

A twentieth of the accounts is one colleague's, a 3,000th the reader's; one in five has people, one in ten engagement,
one in fifty deals and touches, one in a hundred pays.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from benchmarks.harness import companies

LOGIN, COLLEAGUE, PASSWORD = "bench@abs.test", "colleague@abs.test", "only-for-the-benchmark"
WORD = "enterprise"  # is in every name
CHUNK = 50_000
LISTING = "create temporary table listing (i bigint, name text, name_key text, industry text, country text, city text)"
ACCOUNTS = """
    insert into account (source, external_id, name, name_key, domain, website, industry, country, city, employees,
        annual_revenue_cents, currency, parent_ref, owner_id, owner_email, lifecycle, customer_since, churned_on,
        custom, version, updated_at)
    select 'bench', i::text, name, name_key, 'c' || i || '.test', '', nullif(industry, ''), nullif(country, ''),
           nullif(city, ''), case when i %% 11 > 0 then 10 + i * 7919 %% 20000 end,
           case when i %% 7 > 0 then (10 + i * 7919 %% 20000) * 15000000 end, 'USD', '',
           case when i %% 3000 = 7 then %(reader)s when i %% 20 = 3 then %(colleague)s end, '',
           case when i %% 100 = 1 then 'customer' when i %% 500 = 3 then 'former' else 'prospect' end,
           case when i %% 100 = 1 or i %% 500 = 3 then date '2024-07-01' + (i %% 500)::int end,
           case when i %% 500 = 3 then date '2026-01-01' + (i %% 150)::int end, '{}', 1,
           now() - make_interval(secs => i)
      from listing"""
NUMBERED = "select a.id, a.external_id::bigint as i, a.owner_id from account a where a.tenant_id = %(tenant)s"
AROUND = (
    f"""insert into contact (source, external_id, account_id, account_ref, first_name, last_name, name_key, email,
               email_key, phone, title, department, seniority, status, custom, version)
        select 'bench', i || '-' || n, id, '', 'Ann', 'Person' || i, 'ann person' || i, n || '@c' || i || '.test',
               n || '@c' || i || '.test', '', 'Head of IT', 'it', 'head', 'active', '{{}}', 1
          from ({NUMBERED}) a, generate_series(1, 2) n where i %% 5 = 0""",
    f"""insert into deal (source, external_id, account_id, account_ref, name, amount_cents, currency, status, stage,
               created_on, closed_on, owner_id, owner_email, lost_reason, custom, version)
        select 'bench', i || '-' || n, id, '', 'Deal', 100000 + i %% 5000 * 100,
               case when i %% 3 = 0 then 'USD' else 'EUR' end,
               (array['won', 'lost', 'lost', 'open'])[1 + (i / 50 + n) %% 4], 'Demo',
               date '2024-07-01' + (i * 7 %% 500)::int,
               case when (i / 50 + n) %% 4 < 3 then date '2024-07-01' + (i * 7 %% 500 + 60 + n * 20)::int end,
               owner_id, '', '', '{{}}', 1
          from ({NUMBERED}) a, generate_series(1, 2) n where i %% 50 = 0 and (n = 1 or i %% 100 = 0)""",
    f"""insert into contract (source, external_id, account_id, starts_on, ends_on, mrr_cents, currency,
               gross_margin_bp, version)
        select 'bench', i::text, id, '2025-01-01', case when i %% 500 = 1 then date '2026-03-15' end, 50000, 'EUR',
               7000, 1
          from ({NUMBERED}) a where i %% 100 = 1""",
    f"""insert into signal (source, external_id, account_id, domain, kind, occurred_at, payload, version)
        select 'bench', i::text, id, '', (array['hiring', 'web_visit', 'funding'])[1 + i %% 3],
               now() - make_interval(hours => (i %% 3000)::int), '{{}}', 1
          from ({NUMBERED}) a where i %% 4 = 0""",
    f"""insert into touch (source, external_id, account_id, account_ref, kind, direction, outcome, occurred_at,
               owner_id, owner_email, note, next_step, next_step_on, version)
        select 'bench', i || '-' || n, id, '', 'call', 'outbound', 'conversation',
               now() - make_interval(hours => (i %% 4000 + n * 100)::int), owner_id, '', '',
               case when i %% 1000 = 0 then 'Call back' else '' end,
               case when i %% 1000 = 0 then current_date + (i / 1000 %% 40 - 20)::int end, 1
          from ({NUMBERED}) a, generate_series(1, 5) n where i %% 50 = 0""",
    f"""insert into sales_session (account_id, title, starts_at, status, duration_minutes, is_remote, products, goal,
               note, next_step, version)
        select id, 'Demo', now() + make_interval(hours => (i / 100 %% 2000)::int - 1900),
               case when i / 100 %% 2000 < 1900 then 'held' else 'planned' end, 45, true, '{{}}', '', '', '', 1
          from ({NUMBERED}) a where i %% 100 = 0""",
    f"""insert into account_measure (account_id, key, value, source, at)
        select id, k, i %% 10000, 'bench', now()
          from ({NUMBERED}) a, unnest(array['committee_coverage', 'engagement_points']) k where i %% 10 = 0""",
    f"""insert into engagement_score (account_id, rules_number, points_milli, unknown_milli, people, deep_people, weeks,
               temperature, last_event_at, scored_at)
        select id, 1, i * 31 %% 100000, 0, i %% 5, i %% 3, array[i %% 900, 0, i %% 700],
               (array['cold', 'warm', 'hot'])[1 + i / 10 %% 3], now() - make_interval(hours => (i %% 4000)::int), now()
          from ({NUMBERED}) a where i %% 10 = 0""",
    f"""insert into qualified_spell (account_id, entered_at, entry_cause, entry_points_milli, entry_people,
               entry_rules_number, left_at, left_cause)
        select id, now() - interval '30 days', 'threshold', 70000, 2, 1, case when i %% 400 = 0 then now() end, ''
          from ({NUMBERED}) a where i %% 200 = 0""",
    "insert into segment (key, name, description) values ('few', 'Few', ''), ('many', 'Many', '')",
    f"""insert into segment_account (segment_id, account_id)
        select s.id, a.id from ({NUMBERED}) a join segment s on s.tenant_id = %(tenant)s
           and (s.key = 'many' and i %% 4 = 0 or s.key = 'few' and i %% 500 = 0)""",
    """insert into spend (source, external_id, spent_on, amount_cents, currency, category, department, tier_key,
              segment_key, campaign, note, version)
       select 'bench', i::text, date '2024-07-01' + i, 123456, 'EUR', '', '', '', '', '', '', 1
         from generate_series(1, 700) i""",
    """insert into exchange_rate (currency, valid_on, rate)
       values ('USD', '2024-01-01', 0.9), ('USD', '2025-06-01', 0.85)""",
    """insert into target (month, amount_cents) select date '2024-07-01' + make_interval(months => n), 100000000
         from generate_series(0, 30) n""",
)


def tenant_make(slug: str) -> Any:
    """This function will make a workspace with the reader as its admin and a colleague, and return it."""
    from django.utils import timezone

    from users.models import Membership, User
    from users.services import Actor, tenant_create

    tenant = tenant_create(
        slug=slug,
        name=slug,
        owner_email=LOGIN,
        password=PASSWORD,
        now=timezone.now(),
        actor=Actor.of_command("bench"),
    )
    colleague, _made = User.objects.get_or_create(email=COLLEAGUE)
    Membership.objects.create(tenant=tenant, user=colleague, role="rep")
    return tenant


def accounts_fill(tenant: Any, count: int) -> None:
    """This function will write so many accounts into an empty workspace."""
    from tenancy.context import tenant_atomic
    from users.models import User

    people = dict(User.objects.values_list("email", "pk"))
    with tenant_atomic(tenant.pk):
        cursor = _cursor()
        cursor.execute(LISTING)
        for chunk in _chunks(count):
            # a temporary table, because COPY has no way into a table behind row-level security
            cursor.copy_expert("copy listing from stdin with csv", chunk)
        cursor.execute(ACCOUNTS, {"reader": people[LOGIN], "colleague": people[COLLEAGUE]})
        cursor.execute("drop table listing")


def around_fill(tenant: Any) -> None:
    """This function will write people, deals, contracts, touches, signals, cost and what follows from them."""
    from tenancy.context import tenant_atomic

    for statement in AROUND:
        with tenant_atomic(tenant.pk):
            _cursor().execute(statement, {"tenant": tenant.pk})


def score(tenant: Any) -> int:
    """This function will score every account of a workspace, as its job does range by range; it returns how many
    changed.
    """
    from django.utils import timezone

    from accounts.domain.icp_facts import Subject
    from accounts.selectors.scores import key_ranges
    from accounts.services.scoring import RANGE_SIZE, fit_refresh_range
    from tenancy.context import tenant_atomic

    with tenant_atomic(tenant.pk):
        ranges = key_ranges(Subject.ACCOUNT, size=RANGE_SIZE)
    changed = 0
    for lower, upper in ranges:
        with tenant_atomic(tenant.pk):
            changed += fit_refresh_range(lower=lower, upper=upper, now=timezone.now()).changed
    return changed


def tier(tenant: Any) -> None:
    """This function will assign every account of a workspace to its tier."""
    from django.utils import timezone

    from tenancy.context import tenant_atomic
    from tiers.services.run import tiers_run

    with tenant_atomic(tenant.pk):
        tiers_run(now=timezone.now())


def tier_follow(tenant: Any) -> None:
    """This function will have the tiers follow the time, as every night."""
    from django.utils import timezone

    from tenancy.context import tenant_atomic
    from tiers.services.run import tiers_follow

    with tenant_atomic(tenant.pk):
        tiers_follow(changed=(), now=timezone.now())


def _cursor() -> Any:
    """The driver's own cursor inside Django's, which knows COPY and leaves ``%`` alone where nothing is given."""
    from django.db import connection

    return connection.cursor().cursor


def _chunks(count: int) -> Iterator[io.StringIO]:
    from accounts.domain.identity import name_key
    from crm.domain.countries import country_code

    codes: dict[str, str] = {}
    out = io.StringIO()
    for number, row in enumerate(companies(count)):
        name, country = f"{row['name']} {WORD.title()}"[:300], row["country"]
        if country not in codes:
            codes[country] = country_code(country) or ""
        csv.writer(out).writerow([number, name, name_key(name), row["industry"], codes[country], row["city"]])
        if number % CHUNK == CHUNK - 1:
            out.seek(0)
            yield out
            out = io.StringIO()
    out.seek(0)
    yield out
