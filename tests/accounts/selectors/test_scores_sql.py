"""The compiled statement and the domain's functions give the same integers, whatever the profile and the facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.domain.icp import VersionSpec
from accounts.domain.icp_facts import Subject
from accounts.domain.icp_rules import outcome_encode
from accounts.domain.scoring import score
from accounts.models import Account, AccountMeasure, Signal, TeamRating
from accounts.selectors.scores_facts import Scope, facts_read
from accounts.selectors.scores_sql import scores_select
from tests.accounts.icp_examples import new_account
from tests.accounts.icp_strategies import DEAL_KEYS, WORDS, numbers, versions, words
from tests.factories import DealFactory

NOW = datetime(2026, 5, 4, 12, 30, tzinfo=UTC)
DAY = timedelta(days=1)

custom_values = st.one_of(
    st.none(),
    words,
    st.booleans(),
    st.integers(-(10**6), 10**6),
    st.floats(-1000, 1000, width=16),
    st.sampled_from(["12", " 12.0005 ", "1,200", "yes", "No", "1e5", "", "Σ"]),
    st.lists(st.one_of(words, st.none()), max_size=3),
    st.dictionaries(words, words, max_size=1),
)
unknown_or_number = st.none() | numbers
companies = st.fixed_dictionaries(
    {
        "industry": st.none() | words,
        "sub_industry": st.none() | st.sampled_from(["", *WORDS]),
        "city": st.none() | words.map(str.upper),
        "employees": unknown_or_number,
        "annual_revenue_cents": unknown_or_number,
        "growth_bp": unknown_or_number,
        "technologies": st.none() | st.lists(words, max_size=3),
        "custom": st.dictionaries(st.sampled_from(["Plan", "Is partner"]), custom_values, max_size=2),
    }
)
ages = st.integers(-3, 500)
events = st.lists(st.tuples(st.sampled_from(["visit", "funding", "other"]), ages, st.integers(0, 86_399)), max_size=4)
ratings = st.lists(st.tuples(st.sampled_from(["sales", "finance"]), st.integers(0, 5)), max_size=4)


def store(company: dict[str, Any], signals: Any, opinions: Any, reach: int | None) -> Account:
    account: Account = new_account(**company)
    for place, (kind, age, seconds) in enumerate(signals):
        at = NOW - age * DAY - timedelta(seconds=seconds)
        Signal.objects.create(account=account, external_id=f"{account.pk}-{place}", kind=kind, occurred_at=at)
    for place, (department, points) in enumerate(opinions):
        TeamRating.objects.create(
            account=account, department=department, score=points, rated_by_email=f"{place}@x.test", rated_at=NOW
        )
    if reach is not None:
        AccountMeasure.objects.create(account=account, key="reach", value=reach, source="test", at=NOW)
    return account


def by_sql(spec: VersionSpec, scope: Scope) -> dict[int, tuple[int, int, list[int], str | None]]:
    select = scores_select(spec, scope, now=NOW)
    with connection.cursor() as cursor:
        cursor.execute(select.text, select.params)
        return {row[0]: row[1:] for row in cursor.fetchall()}


def by_python(spec: VersionSpec, scope: Scope) -> dict[int, tuple[int, int, list[int], str | None]]:
    results = {}
    for account_id, facts in facts_read(spec.reads, scope, now=NOW).items():
        result = score(spec, facts)
        shares = [outcome_encode(outcome) for outcome in result.outcomes]
        results[account_id] = (result.score_milli, result.potential_milli, shares, result.excluded_by)
    return results


@pytest.mark.django_db
@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(versions(most=12), st.lists(st.tuples(companies, events, ratings, unknown_or_number), min_size=1, max_size=4))
def test_sql_and_python_give_the_same_scores(as_acme: Any, spec: VersionSpec, rows: list[Any]) -> None:
    with transaction.atomic():
        keys = tuple(store(*row).pk for row in rows)
        scope = Scope(as_acme.pk, keys=keys)

        assert by_sql(spec, scope) == by_python(spec, scope)
        assert set(by_sql(spec, scope)) == set(keys)
        transaction.set_rollback(True)


@pytest.mark.django_db
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    versions(most=6),
    versions(most=6),
    st.data(),
    st.lists(st.tuples(companies, events, ratings, unknown_or_number), min_size=1, max_size=3),
)
def test_versions_read_together_give_the_shares_each_has_alone(
    as_acme: Any, spec: VersionSpec, other: VersionSpec, data: Any, rows: list[Any]
) -> None:
    alike = replace(spec, criteria=tuple(data.draw(st.permutations(spec.criteria))))
    with transaction.atomic():
        scope = Scope(as_acme.pk, keys=tuple(store(*row).pk for row in rows))
        select = scores_select(spec, scope, now=NOW, beside=(other, alike))
        with connection.cursor() as cursor:
            cursor.execute(select.text, select.params)
            found = {row[0]: row[1:] for row in cursor.fetchall()}

        for account, result in by_sql(spec, scope).items():
            assert found[account][:4] == result
        for place, version in enumerate((other, alike), start=4):
            assert {key: row[place] for key, row in found.items()} == {
                key: shares for key, (_score, _potential, shares, _excluded) in by_sql(version, scope).items()
            }
        transaction.set_rollback(True)


deals = st.fixed_dictionaries(
    {
        "amount_cents": unknown_or_number,
        "stage": st.just("") | words,
        "source": st.sampled_from(["CRM", "csv"]),
        "products": st.none() | st.lists(words, max_size=3),
        "term_months": st.none() | st.integers(0, 60),
        "status": st.sampled_from(["open", "won", "lost"]),
        "created_on": st.none() | st.integers(-400, 3).map(lambda days: NOW.date() + days * DAY),
        "closed_on": st.none() | st.integers(-400, 3).map(lambda days: NOW.date() + days * DAY),
        "expected_close_on": st.none() | st.integers(-90, 90).map(lambda days: NOW.date() + days * DAY),
        "stage_changed_at": st.none() | st.integers(-10_000, 100).map(lambda hours: NOW + timedelta(hours=hours)),
        "custom": st.dictionaries(st.sampled_from(["Tier", "Is partner"]), custom_values, max_size=2),
    }
)


@pytest.mark.django_db
@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    versions(most=12, keys=DEAL_KEYS),
    st.lists(st.tuples(deals, st.booleans()), min_size=1, max_size=4),
    st.tuples(companies, events, ratings, unknown_or_number),
)
def test_sql_and_python_give_the_same_scores_of_deals(
    as_acme: Any, spec: VersionSpec, rows: list[Any], company: Any
) -> None:
    with transaction.atomic():
        account = store(*company)
        made = [DealFactory(account=account if has_account else None, **deal) for deal, has_account in rows]
        keys = tuple(deal.pk for deal in made)
        scope = Scope(as_acme.pk, keys=keys, subject=Subject.DEAL)

        assert by_sql(spec, scope) == by_python(spec, scope)
        assert set(by_sql(spec, scope)) == set(keys)
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_another_tenants_accounts_are_not_scored(as_acme: Any, globex: Any) -> None:
    account = new_account()
    spec = VersionSpec(())

    assert set(facts_read(spec.reads, Scope(as_acme.pk), now=NOW)) == {account.pk}
    assert facts_read(spec.reads, Scope(globex.pk), now=NOW) == {}
