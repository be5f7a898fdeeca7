"""What a page asks of the database, in a small workspace and in a larger one beside it: as many statements, and no
statement that reads a table through. The plans are those PostgreSQL chooses, with true statistics.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from dashboard.selectors import account_list, account_rows
from tenancy.context import tenant_context
from tenancy.statistics import statistics_refresh
from tests.clients import AbsClient
from tests.tiers.factories import policy, primary_version
from tiers.models import TierPolicy
from tiers.services.run import tier_sizes
from users.services import sessions

SMALL, LARGE = 1_000, 8_000
COUNT_CAP = 500
# Rows that one step of a plan may look at: a page's, or a count's up to its cap. A count whose filter keeps every
# second account looks at 1,000, and past the 1,000 of the small workspace where PostgreSQL follows the primary key.
BOUND = 3_000
CAPPED = "LIMIT 10001"  # the counts of other lists give up there, which is more than these workspaces have
ACCOUNTS = """
    insert into account (source, external_id, name, name_key, domain, website, industry, country, employees, parent_ref,
           owner_id, owner_email, lifecycle, customer_since, custom, version, updated_at)
    select 'test', i::text, 'Company ' || i, 'company ' || i, 'c' || i || '.test', '',
           (array['Software', 'Retail', 'Energy', 'Banks'])[1 + i %% 4], (array['DE', 'HU', 'US'])[1 + i %% 3],
           i * 7 %% 999, '', case when i %% 100 = 1 then %(user)s end, '',
           case when i %% 50 = 2 then 'customer' else 'prospect' end,
           case when i %% 50 = 2 then date '2025-01-01' + i %% 300 end, '{}', 1, now() - make_interval(secs => i)
      from generate_series(1, %(count)s) i"""
SCORES = """
    insert into fit_score (profile_id, account_id, version_id, score_milli, potential_milli, shares, scored_at)
    select %(profile)s, id, %(version)s, i * 7919 %% 100001, least(100000, i * 7919 %% 100001 + i %% 5000), '{}', now()
      from (select id, external_id::bigint as i from account where tenant_id = %(tenant)s) account"""
STAYS = """
    insert into tier_assignment (account_id, tier_id, entered_at, cause, reason, score_milli, line_milli, left_cause,
           left_reason)
    select account_id, (%(tiers)s)[case when place <= 30 then 1 when place <= 100 then 2 else 3 end],
           now() - interval '1 year', 'entered', '', score_milli, 0, '', ''
      from (select account_id, score_milli, row_number() over (order by score_milli desc, account_id) as place
              from fit_score where tenant_id = %(tenant)s) ranked"""
AROUND = (
    """insert into engagement_score (account_id, rules_number, points_milli, unknown_milli, people, deep_people, weeks,
              temperature, last_event_at, scored_at)
       select id, 1, external_id::bigint * 31 %% 100000, 0, 1, 1, array[1], 'warm', now(), now()
         from account where tenant_id = %(tenant)s""",
    """insert into touch (source, external_id, account_id, account_ref, kind, direction, occurred_at, owner_email, note,
              next_step, version)
       select 'test', external_id, id, '', 'call', 'outbound', now() - make_interval(hours => external_id::int %% 900),
              '', '', '', 1
         from account where tenant_id = %(tenant)s and external_id::bigint %% 5 = 0""",
)
PAGES = {
    "list": "accounts/",
    "list by potential": "accounts/?sort=-potential",
    "list, the worst first": "accounts/?sort=fit",
    "list by name": "accounts/?sort=name",
    "list by employees": "accounts/?sort=-employees",
    "list, last changed": "accounts/?sort=-updated",
    "list of an industry": "accounts/?industry=Retail",
    "list of customers": "accounts/?lifecycle=customer",
    "list of targets": "accounts/?lifecycle=target",
    "list of a tier": "accounts/?tier=tier-1",
    "list of the lowest tier": "accounts/?tier=tier-3",
    "list of mine": "accounts/?owner=me",
    "list of nobody's": "accounts/?owner=none",
    "list of well scored": "accounts/?score_min=50",
    "search for one": "accounts/?q=company+777",
    "search for a word in every name": "accounts/?q=company",
    "palette": "search/?q=company",
    "board": "tiers/",
    "board, more of a column": "tiers/?column=tier-3",
    "bridge": "tiers/bridge/",
    "bridge of two years": "tiers/bridge/?from=2024-01-01&to=2036-01-01",
    "engaged": "sessions/accounts/",
    "engaged of a tier": "sessions/accounts/?tier=tier-1",
    "qualified": "sessions/qualified/",
    "touches": "sessions/touches/",
    "my day": "?whose=mine",
    "everybody's day": "?whose=all",
}


OWN_BOARD = "tiers/?owner=me"  # looks through the first 500 who wait; of 8,000 accounts PostgreSQL rather reads all


def fill(tenant: Any, user: Any, count: int) -> None:
    with tenant_context(tenant.pk), connection.cursor() as cursor:
        tiers = policy()
        version = primary_version()
        given = {
            "tenant": tenant.pk,
            "user": user.pk,
            "count": count,
            "profile": version.profile_id,
            "version": version.pk,
            "tiers": [tier.pk for tier in tiers],
        }
        for statement in (ACCOUNTS, SCORES, STAYS, *AROUND):
            cursor.execute(statement, given)
        TierPolicy.objects.update(sizes=tier_sizes())


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for child in plan.get("Plans", []):
        yield from nodes(child)


class Reader:
    """Counts statements, and explains each select once more; keeps the step that looked at most rows of a table."""

    def __init__(self) -> None:
        self.statements = 0
        self.most: tuple[float, str, str] = (0, "", "")

    def __call__(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        self.statements += 1
        text = sql if isinstance(sql, str) else sql.as_string(connection.connection)
        if text.lstrip()[:6].lower() == "select" and CAPPED not in text:
            with connection.connection.cursor() as cursor:
                cursor.execute(f"explain (analyze, format json) {text}", params)
                answer = cursor.fetchone()[0]
            for node in nodes((answer if isinstance(answer, list) else json.loads(answer))[0]["Plan"]):
                self.look(node, text)
        return execute(sql, params, many, context)

    def look(self, node: dict[str, Any], text: str) -> None:
        left_out = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
        rows = (node["Actual Rows"] + left_out) * node["Actual Loops"]
        if "Relation Name" in node or "Sort" in node["Node Type"]:
            self.most = max(self.most, (rows, f"{node['Node Type']} {node.get('Relation Name', '')}", text))


def read(client: AbsClient, address: str) -> Reader:
    client.get(f"{client.base}/{address}")  # whatever is kept is kept now
    reader = Reader()
    with connection.execute_wrapper(reader):
        assert client.get(f"{client.base}/{address}").status_code == 200, address
    return reader


@pytest.fixture
def clients(acme: Any, globex: Any, login: Any, monkeypatch: pytest.MonkeyPatch) -> list[AbsClient]:
    """A manager of a small workspace and one of a large one."""
    monkeypatch.setattr(account_list, "COUNT_CAP", COUNT_CAP)
    # what is kept, or noted, for some minutes must not fall due between two looks at the same page
    monkeypatch.setattr(account_rows, "OPTIONS_SECONDS", 24 * 3600)
    monkeypatch.setattr(sessions, "TOUCH_EVERY", timedelta(days=1))
    found = []
    for tenant, count in ((acme, SMALL), (globex, LARGE)):
        found.append(login("manager", tenant=tenant))
        fill(tenant, found[-1].user, count)
    statistics_refresh()
    return found


def test_pages_ask_as_often_and_read_no_table_through_in_a_larger_workspace(clients: list[AbsClient]) -> None:
    asked, through = {}, {}
    for name, address in PAGES.items():
        small, large = (read(client, address) for client in clients)
        if small.statements != large.statements:
            asked[name] = (small.statements, large.statements)
        if large.most[0] > BOUND:
            through[name] = large.most

    small, large = (read(client, OWN_BOARD) for client in clients)
    assert small.statements == large.statements
    assert asked == {}
    assert through == {}


def test_the_account_page_asks_as_often_and_reads_no_more_in_a_larger_workspace(clients: list[AbsClient]) -> None:
    readers = []
    for client, count in zip(clients, (SMALL, LARGE), strict=True):
        page = client.get(f"{client.base}/accounts/?q=company+{count // 2}&sort=name").content.decode()
        public_id = page.partition("<tbody>")[2].partition("/accounts/")[2].partition("/")[0]
        readers.append(read(client, f"accounts/{public_id}/"))

    assert readers[0].statements == readers[1].statements
    assert readers[1].most[0] <= BOUND, readers[1].most


def names_read() -> int:
    """Rows of accounts that this transaction has fetched so far, through an index or not."""
    with connection.cursor() as cursor:
        cursor.execute("select seq_tup_read + idx_tup_fetch from pg_stat_xact_user_tables where relname = 'account'")
        return int(cursor.fetchone()[0])


def test_a_search_reads_a_bounded_part_of_the_names_however_many_hold_the_word(clients: list[AbsClient], globex: Any):
    with tenant_context(globex.pk), connection.cursor() as cursor:
        before = names_read()
        cursor.execute("select account_search('company', 1000)")
        found = len(cursor.fetchall())
        read = names_read() - before

    assert found > 0
    assert read <= 4_000  # 1,000 that begin with the word and 2,000 more, of 8,000 that hold it
