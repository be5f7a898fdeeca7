"""Random accounts × random profiles: contributions add exactly to the score, in SQL, Python, over REST and on the page.

``benchmarks/score_exact.py`` does the same with 2,000 accounts.
"""

from __future__ import annotations

import random
import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from accounts.domain.icp_parse import version_parse
from accounts.domain.icp_rules import outcome_encode
from accounts.domain.scoring import score
from accounts.models import Account, FitScore, FitScoreChange, IcpProfile, IcpVersion, Signal, TeamRating
from accounts.selectors.icp import version_specs
from accounts.selectors.scores_facts import Scope, facts_read
from accounts.services.icp_publish import icp_version_publish, icp_version_rollback
from accounts.services.ratings import rating_set
from accounts.services.scoring import fit_refresh, fit_refresh_range
from accounts.services.upsert import records_upsert
from benchmarks.score_exact import SEED, faults, points_shown, random_accounts, random_criteria, scores_hash
from tests.accounts.icp_examples import ACTOR, NOW, draft_with, profile_with

pytestmark = pytest.mark.django_db
ACCOUNTS, PROFILES, SHOWN, STEPS = 200, 20, 12, 60
POINTER = 4  # bytes of its page that lead to a row


@pytest.fixture
def companies(as_acme: Any) -> random.Random:
    """Many made-up companies, some visited, some rated; the generator that goes on making things up."""
    rng = random.Random(SEED)
    made = Account.objects.bulk_create([Account(**facts) for facts in random_accounts(rng, ACCOUNTS)])
    Signal.objects.bulk_create(
        Signal(account=account, external_id=str(account.pk), kind="visit", occurred_at=NOW - timedelta(days=place))
        for place, account in enumerate(made)
        if place % 4 == 0
    )
    TeamRating.objects.bulk_create(
        TeamRating(account=account, department="sales", score=place % 6, rated_by_email="a@acme.test", rated_at=NOW)
        for place, account in enumerate(made)
        if place % 5 == 0
    )
    return rng


def rescored(profile: IcpProfile) -> str:
    fit_refresh_range(lower=0, upper=2**62, now=NOW)
    return scores_hash(profile.pk)


def test_contributions_add_up_for_every_account_under_every_profile(companies: random.Random, as_acme: Any) -> None:
    for _ in range(PROFILES):
        assert faults(version_parse(random_criteria(companies)), as_acme.pk, NOW) == (0, ACCOUNTS)


def test_contributions_add_up_over_rest_and_on_the_page(
    companies: random.Random, as_acme: Any, api: Any, login: Any
) -> None:
    profile = profile_with(random_criteria(companies))
    rescored(profile)
    client, reader = api("accounts:read"), login("read_only")

    scores = list(FitScore.objects.select_related("account").order_by("account_id")[:SHOWN])
    assert len(scores) == SHOWN
    for one in scores:
        address = f"accounts/{one.account.public_id}/score"
        told = client.get(f"/api/v1/{address}").json()
        assert told["score_milli"] == one.score_milli
        assert sum(part["points_milli"] for part in told["contributions"]) == one.score_milli
        page = f"{reader.base}/accounts/{one.account.public_id}/"
        for opened in (page, f"{page}score/?since=2026-01-01&until=2026-05-05"):
            *points, total = points_shown(reader.get(opened).content.decode())
            assert sum(points) == total == one.score_milli


def test_a_score_and_a_row_of_its_history_take_the_bytes_that_the_docs_say(companies: random.Random) -> None:
    text = " ".join((Path(settings.BASE_DIR) / "docs/fit.md").read_text().split())
    of = r"A version of (\d+) criteria takes (\d+) bytes a row of history and \d+ of its index, and (\d+) bytes a score"
    said = re.search(of, text)
    assert said is not None
    criteria, *most = map(int, said.groups())
    rules = [{**one, "key": f"c{n}"} for n, one in enumerate([*random_criteria(companies) * 20][:criteria])]
    rescored(profile_with(rules))

    for table, bytes_said in zip(("fit_score_change", "fit_score"), most, strict=True):
        with connection.cursor() as cursor:
            cursor.execute(f"select max(pg_column_size(t.*)), min(cardinality(shares)) from {table} t")
            assert cursor.fetchone() == (bytes_said - POINTER, criteria)


def test_a_version_brought_back_gives_every_score_again(companies: random.Random) -> None:
    profile = profile_with(random_criteria(companies))
    first = rescored(profile)
    icp_version_publish(
        version=draft_with(profile, random_criteria(companies)), note="", actor=ACTOR, now=NOW + timedelta(hours=1)
    )
    assert rescored(profile) != first

    icp_version_rollback(profile=profile, number=1, actor=ACTOR, now=NOW + timedelta(hours=2))

    assert rescored(profile) == first


def test_every_row_of_a_history_follows_from_the_facts_known_then(companies: random.Random, as_acme: Any) -> None:
    profile = profile_with(random_criteria(companies))
    accounts, at = list(Account.objects.order_by("pk")[:4]), NOW
    for step in range(STEPS):
        at += companies.choice([timedelta(minutes=5), timedelta(hours=7), timedelta(days=3)])
        something_happens(companies, profile, companies.choice(accounts), at)
        if step % 3:  # what happened is at times scored together
            fit_refresh(keys=[account.pk for account in accounts], now=at)

    rows = list(FitScoreChange.objects.filter(account_id__in=[account.pk for account in accounts]))
    specs = version_specs(row.version_id for row in rows)
    assert len(rows) > STEPS / 2
    for row in rows:
        scope, spec = Scope(as_acme.pk, keys=(row.account_id,), as_of=row.at), specs[row.version_id]
        then = score(spec, facts_read(spec.reads, scope, now=row.at)[row.account_id])
        assert (then.score_milli, [outcome_encode(one) for one in then.outcomes]) == (row.score_milli, row.shares)


def something_happens(rng: random.Random, profile: IcpProfile, account: Account, at: datetime) -> None:
    """A version is published or brought back, somebody rates anew, a fact changes, or an event comes."""
    match rng.randrange(6):
        case 0:
            icp_version_publish(version=draft_with(profile, random_criteria(rng)), note="", actor=ACTOR, now=at)
        case 1 if IcpVersion.objects.filter(status=IcpVersion.Status.ARCHIVED).exists():
            old = IcpVersion.objects.filter(status=IcpVersion.Status.ARCHIVED).order_by("number")[0]
            icp_version_rollback(profile=profile, number=old.number, actor=ACTOR, now=at)
        case 2 | 3:
            who = rng.choice(["a@acme.test", "b@acme.test"])
            rating_set(account=account, department="sales", score=rng.randrange(6), actor=ACTOR, now=at, rated_by=who)
        case 4:
            facts = next(iter(random_accounts(rng, 1)))
            changed = {"industry": facts.get("industry"), "employees": facts.get("employees")}
            record = {"external_id": account.external_id, **changed}
            records_upsert("accounts", records=[record], source=account.source, now=at)
        case _:
            Signal.objects.create(account=account, external_id=at.isoformat(), kind="visit", occurred_at=at)
