"""Whether scores add up, and how compact their history is: ``python -m benchmarks.score_exact [--accounts 2000]``.

Random accounts × random profiles: what PostgreSQL computes, what Python computes and the sum of the contributions are
compared pair by pair. A hundred accounts are asked for over REST and opened on their page: there, too, the points add
up. Then a version is published over another and the first brought back: all scores must come out as
they were. At the end the bytes of one score and of one row of history, indexes counted.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import re
import time
from collections.abc import Sequence
from typing import Any

from benchmarks.scoring import FILL_RATINGS, FILL_SIGNALS, database

WORDS = ["software", "retail", "finance", "medical", "mining", "Élelmiszer", "other"]
COUNTRIES = ["DE", "HU", "US", "GB", "FR"]
TOOLS = ["SAP", "Excel", "Oracle", "Jira"]
SEED = 20
UNGATHERED = {  # the pages are read, not looked at: styles and scripts need not have been gathered
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
SHOWN = 100  # accounts asked for over REST and opened in the browser's way


def random_accounts(rng: random.Random, many: int) -> list[dict[str, Any]]:
    """This function will make up companies: about one fact in six is unknown."""

    def maybe(value: Any) -> Any:
        return None if rng.random() < 1 / 6 else value

    return [
        {
            "name": f"Company {place}",
            "name_key": f"company {place}",
            "external_id": f"random-{place}",
            "industry": maybe(rng.choice(WORDS)),
            "country": maybe(rng.choice(COUNTRIES)),
            "employees": maybe(int(10 ** rng.uniform(0, 5))),
            "annual_revenue_cents": maybe(int(10 ** rng.uniform(5, 13))),
            "growth_bp": maybe(rng.randint(-3000, 9000)),
            "technologies": maybe(rng.sample(TOOLS, rng.randint(0, 3))),
            "custom": {"Plan": rng.choice(["gold", "silver", 3, "2.5", True, ""])} if rng.random() < 0.7 else {},
        }
        for place in range(many)
    ]


def random_criteria(rng: random.Random) -> list[dict[str, Any]]:
    """This function will make up the criteria of a profile: 3 to 14 of every kind of rule."""
    made = [_random_rule(rng) for _ in range(rng.randint(3, 14))]
    return [
        {
            "key": f"c{place}",
            "label": f"Criterion {place}",
            "group": "firmographic",
            "fact": fact,
            "weight": 0 if rule["kind"] == "knock_out" and place else rng.randint(1, 1000),
            "rule": rule,
        }
        for place, (fact, rule) in enumerate([_one_of(rng), *made])
    ]


def _one_of(rng: random.Random) -> tuple[str, dict[str, Any]]:
    shares = {word: rng.randint(0, 1000) for word in rng.sample(WORDS, 3)}
    return "industry", {"kind": "one_of", "shares": shares, "other": rng.randint(0, 1000)}


def _random_rule(rng: random.Random) -> tuple[str, dict[str, Any]]:
    def share() -> int:
        return rng.randint(0, 1000)

    edges = sorted(rng.sample(range(1, 50_000), 3))
    points = [[x, share()] for x in edges]
    choices: list[tuple[str, dict[str, Any]]] = [
        _one_of(rng),
        (rng.choice(["employees", "annual_revenue", "growth_pct"]), {"kind": "range", "points": points}),
        ("technologies", {"kind": "has", "mode": "any", "values": rng.sample(TOOLS, 2), "share": 1000, "other": 70}),
        ("signal.visit", {"kind": "recency", "decay": rng.choice(["linear", "half_life"]), "days": 30}),
        ("rating.sales", {"kind": "range", "points": [[0, 0], [5000, share()]]}),
        ("custom.Plan", {"kind": "flag", "when_true": share(), "when_false": share()}),
        ("country", {"kind": "knock_out", "op": "in", "values": [rng.choice(COUNTRIES)], "reason": "Not there"}),
        (
            "",
            {
                "kind": "table",
                "axes": [{"fact": "employees", "edges": edges[:2]}, {"fact": "country", "categories": [["DE"]]}],
                "shares": [share() for _ in range(12)],
            },
        ),
    ]
    return rng.choice(choices)


def faults(spec: Any, tenant_id: int, now: Any) -> tuple[int, int]:
    """This function will count the accounts whose contributions do not add up, in SQL or Python, and all of them."""
    from django.db import connection

    from accounts.domain.icp_rules import outcome_decode, outcome_encode
    from accounts.domain.scoring import points_milli, score
    from accounts.selectors.scores_facts import Scope, facts_read
    from accounts.selectors.scores_sql import scores_select

    select = scores_select(spec, Scope(tenant_id), now=now)
    with connection.cursor() as cursor:
        cursor.execute(select.text, select.params)
        by_sql = {row[0]: row[1:] for row in cursor.fetchall()}
    wrong = 0
    for pk, facts in facts_read(spec.reads, Scope(tenant_id), now=now).items():
        result = score(spec, facts)
        told = (result.score_milli, result.potential_milli, [outcome_encode(one) for one in result.outcomes])
        points = points_milli(spec, [outcome_decode(share).share for share in by_sql[pk][2]])
        sums = {sum(points), sum(points_milli(spec, [one.share for one in result.outcomes])), by_sql[pk][0]}
        wrong += told != tuple(by_sql[pk][:3]) or len(sums) != 1 or result.excluded_by != by_sql[pk][3]
    return wrong, len(by_sql)


def scores_hash(profile_id: int) -> str:
    """This function will digest every score of a profile, without the version that gave it."""
    from accounts.models import FitScore

    digest = hashlib.sha256()
    columns = ("account_id", "score_milli", "potential_milli", "shares", "excluded_by")
    for row in FitScore.objects.filter(profile_id=profile_id).order_by("account_id").values_list(*columns):
        digest.update(repr(row).encode())
    return digest.hexdigest()


def points_shown(page: str) -> list[int]:
    """This function will read the points of an explained score off a page, in thousandths; the last is the score."""
    table = page.split("Criterion, fact and its source")[1].split("</table>")[0]
    return [round(float(text) * 1000) for text in re.findall(r'<td class="cell-number">(?:<strong>)?([0-9.]+)', table)]


def shown_faults(tenant: Any, profile_id: int, rng: random.Random) -> tuple[int, int]:
    """This function will count the accounts whose points do not add up over REST or on their page, and those asked."""
    from django.test import Client, override_settings

    from accounts.models import FitScore
    from tenancy.context import tenant_atomic
    from users.models import Role, User
    from users.services import Actor, api_key_create, membership_set

    actor = Actor.of_command("bench")
    reader = User.objects.create_user("reader@exact.test", "not-asked-for")
    with tenant_atomic(tenant.pk):
        membership_set(tenant=tenant, user=reader, role=Role.READ_ONLY, actor=actor)
        token = api_key_create(tenant=tenant, name="bench", scopes=["accounts:read"], actor=actor)[1]
        rows = FitScore.objects.filter(profile_id=profile_id).order_by("account_id")
        scores: Sequence[tuple[Any, int]] = list(rows.values_list("account__public_id", "score_milli"))
    host = {"host": "127.0.0.1"}
    api, browser = Client(headers={**host, "Authorization": f"Bearer {token}"}), Client(headers=host)
    browser.force_login(reader)
    asked = rng.sample(list(scores), min(SHOWN, len(scores)))
    with override_settings(STORAGES=UNGATHERED):
        wrong = sum(_told(api, browser, tenant.slug, public_id) != {milli} for public_id, milli in asked)
    return wrong, len(asked)


def _told(api: Any, browser: Any, slug: str, public_id: Any) -> set[int]:
    """The score of an account, and the sum of its points, over REST and on its page."""
    told = api.get(f"/api/v1/accounts/{public_id}/score").json()
    *points, total = points_shown(browser.get(f"/w/{slug}/accounts/{public_id}/").content.decode())
    return {told["score_milli"], sum(part["points_milli"] for part in told["contributions"]), sum(points), total}


def measure(accounts: int, profiles: int, owner: Any) -> dict[str, Any]:
    """This function will fill a workspace, compare, publish, bring back, and weigh."""
    import django

    django.setup()
    from django.db import connection
    from django.utils import timezone

    from accounts.domain.icp_parse import version_parse
    from accounts.models import Account, FitScore, FitScoreChange
    from accounts.selectors.icp import version_get
    from accounts.services import icp, icp_publish
    from accounts.services.scoring import fit_refresh_range
    from tenancy.context import tenant_atomic
    from tenancy.models import Tenant
    from users.services.audit import Actor

    rng, actor, now = random.Random(SEED), Actor.of_command("bench"), timezone.now()
    tenant = Tenant.objects.create(slug="exact", name="Exact")

    def rescore() -> str:
        with tenant_atomic(tenant.pk):
            fit_refresh_range(lower=0, upper=2**62, now=now)
            return scores_hash(profile.pk)

    with tenant_atomic(tenant.pk):
        Account.objects.bulk_create([Account(**facts) for facts in random_accounts(rng, accounts)], batch_size=2_000)
        with connection.cursor() as cursor:
            cursor.execute(FILL_SIGNALS, [tenant.pk])
            cursor.execute(FILL_RATINGS, [tenant.pk])
        checked = wrong = 0
        for _ in range(profiles):
            bad, all_of_them = faults(version_parse(random_criteria(rng)), tenant.pk, now)
            wrong, checked = wrong + bad, checked + all_of_them
        profile = icp.icp_profile_create(name="Exact", actor=actor, now=now)
        first = version_get(profile, 1)
        icp.criteria_replace(version=first, criteria=random_criteria(rng), actor=actor)
        icp_publish.icp_version_publish(version=first, note="", actor=actor, now=now)
    began = rescore()
    shown_wrong, shown = shown_faults(tenant, profile.pk, rng)
    with tenant_atomic(tenant.pk):
        draft = icp.icp_draft_create(profile=profile, number=None, actor=actor, now=now)
        icp.criteria_replace(version=draft, criteria=random_criteria(rng), actor=actor)
        icp_publish.icp_version_publish(version=draft, note="", actor=actor, now=now)
    other = rescore()
    with tenant_atomic(tenant.pk):
        icp_publish.icp_version_rollback(profile=profile, number=1, actor=actor, now=now)
    back = rescore()
    with tenant_atomic(tenant.pk):
        rows = {"fit_score": FitScore.objects.count(), "fit_score_change": FitScoreChange.objects.count()}
        criteria = len(FitScore.objects.all()[0].shares)
    with owner.cursor() as cursor:
        sizes = {}
        for table, many in rows.items():
            cursor.execute(f"VACUUM FULL {table}")
            cursor.execute("SELECT pg_relation_size(%s), pg_indexes_size(%s)", [table, table])
            heap, indexes = cursor.fetchone()
            sizes[table] = {"heap_bytes": round(heap / many), "index_bytes": round(indexes / many)}
    return {
        "pairs": checked,
        "faults": wrong,
        "shown_over_rest_and_page": shown,
        "faults_shown": shown_wrong,
        "other_version_differs": began != other,
        "rollback_equal": began == back,
        "criteria": criteria,
        "rows": rows,
        "bytes_a_row": sizes,
    }


def main() -> None:
    """This function will print one JSON object; a fault or an unequal rollback ends with an error."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=2_000)
    parser.add_argument("--profiles", type=int, default=20)
    given = parser.parse_args()
    began = time.perf_counter()
    with database() as owner:
        found = measure(given.accounts, given.profiles, owner)
    print(json.dumps({**found, "seconds": round(time.perf_counter() - began, 1)}))
    if found["faults"] or found["faults_shown"] or not found["rollback_equal"]:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
