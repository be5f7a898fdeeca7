from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from accounts.domain.icp_facts import Subject
from accounts.models import Account, FactChange, Signal
from accounts.selectors.score_explain import NotScoredError, score_of
from accounts.selectors.score_history import ScoreDiff, ledger_rows, moment_at, score_as_of, score_diff
from accounts.selectors.score_objects import ScoredObject, object_get
from accounts.selectors.scores import version_numbers
from accounts.services.deal_scoring import deal_scores_refresh
from accounts.services.icp_publish import icp_version_publish
from accounts.services.scoring import fit_refresh
from tests.accounts.icp_examples import (
    ACTOR,
    CRITERIA,
    INDUSTRY,
    NOW,
    SIZE,
    VISITS,
    draft_with,
    new_account,
    profile_with,
)
from tests.factories import DealFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def lines(diff: ScoreDiff) -> list[tuple[str, str, int]]:
    return [(line.cause.cause, line.cause.key, line.cause.points_milli) for line in diff.lines]


def grown(account: Account, employees: int, at: Any) -> None:
    """The account is found to be larger, and scored a second later."""
    old = Account.objects.get(pk=account.pk).employees
    Account.objects.filter(pk=account.pk).update(employees=employees)
    FactChange.objects.create(
        object_kind="account", object_id=account.pk, field="employees", old=old, new=employees, source="crm", at=at
    )
    fit_refresh(keys=[account.pk], now=at + timedelta(seconds=1))


def of(account: Account) -> ScoredObject:
    return object_get(Subject.ACCOUNT, account.pk)


def test_a_past_score_is_told_with_the_facts_and_the_version_of_then(as_acme: Any) -> None:
    profile = profile_with()
    account = new_account(industry="retail", employees=100)
    fit_refresh(keys=[account.pk], now=NOW)
    grown(account, 500, NOW + 5 * DAY)
    icp_version_publish(version=draft_with(profile, [SIZE]), note="", actor=ACTOR, now=NOW)
    fit_refresh(keys=[account.pk], now=NOW + 9 * DAY)

    seen = [score_as_of(of(account), profile, at=NOW + days * DAY) for days in (0, 4, 6, 9)]

    assert [(found.version.number, found.score_milli) for found in seen] == [
        (1, 36_000),
        (1, 36_000),
        (1, 76_000),
        (2, 100_000),
    ]
    assert [[fact.value for part in found.weighted for fact in part.facts] for found in seen] == [
        ["retail", 100],
        ["retail", 100],
        ["retail", 500],
        [500],
    ]
    assert [fact.source for part in seen[2].weighted for fact in part.facts] == ["manual", "crm"]
    assert all(sum(part.points_milli for part in found.contributions) == found.score_milli for found in seen)
    now = score_of(of(account), profile, now=NOW + 9 * DAY)
    assert (now.score_milli, now.version) == (seen[3].score_milli, seen[3].version)


def test_before_the_first_scoring_there_is_no_score(as_acme: Any) -> None:
    profile = profile_with()
    account = new_account(employees=100)
    fit_refresh(keys=[account.pk], now=NOW)

    assert moment_at(profile, account.pk, NOW - DAY) is None
    with pytest.raises(NotScoredError):
        score_as_of(of(account), profile, at=NOW - DAY)
    with pytest.raises(NotScoredError):
        score_diff(of(account), profile, since=NOW - 2 * DAY, until=NOW - DAY)


def test_a_difference_names_its_causes_and_what_happened_and_adds_up(as_acme: Any) -> None:
    profile = profile_with([*CRITERIA, VISITS])
    account = new_account(industry="retail", employees=100)
    Signal.objects.create(account=account, external_id="s", kind="visit", occurred_at=NOW, created_at=NOW)
    fit_refresh(keys=[account.pk], now=NOW)
    grown(account, 300, NOW + DAY)
    grown(account, 400, NOW + 2 * DAY)
    icp_version_publish(version=draft_with(profile, [INDUSTRY, SIZE]), note="", actor=ACTOR, now=NOW + 3 * DAY)
    fit_refresh(keys=[account.pk], now=NOW + 3 * DAY)

    diff = score_diff(of(account), profile, since=NOW, until=NOW + 4 * DAY)

    assert diff.start is not None
    assert diff.delta_milli == diff.end.score_milli - diff.start.score_milli
    assert sum(points for _, _, points in lines(diff)) == diff.delta_milli
    assert sum(cause.points_milli for cause in diff.causes) == diff.delta_milli
    assert {(cause, key) for cause, key, _ in lines(diff)} == {
        ("data", "size"),
        ("data", "visits"),
        ("decay", "visits"),  # what waited was scored under the old version first
        ("version", "industry"),
        ("version", "size"),
        ("version", "visits"),
    }
    news = {(line.cause.cause, line.cause.key): line.news for line in diff.lines}
    assert [(told.kind, told.old, told.new, told.who) for told in news["data", "size"]] == [
        ("fact", 300, 400, "crm"),
        ("fact", 100, 300, "crm"),
    ]
    assert [told.new.number for told in news["version", "visits"]] == [2]
    rows = ledger_rows(diff, version_numbers(profile))
    assert sum(row[-1] for row in rows) == diff.delta_milli


def test_from_nothing_everything_counts(as_acme: Any) -> None:
    profile = profile_with()
    account = new_account(industry="retail", employees=500)
    fit_refresh(keys=[account.pk], now=NOW)

    diff = score_diff(of(account), profile, since=NOW - DAY, until=NOW)

    assert (diff.start, diff.delta_milli) == (None, 76_000)
    assert lines(diff) == [("data", "size", 40_000), ("data", "industry", 36_000)]


def test_where_nothing_changed_there_is_no_cause(as_acme: Any) -> None:
    profile = profile_with()
    account = new_account(employees=500)
    fit_refresh(keys=[account.pk], now=NOW)

    diff = score_diff(of(account), profile, since=NOW + DAY, until=NOW + 2 * DAY)

    assert (diff.delta_milli, diff.lines, diff.causes) == (0, (), ())


def test_the_past_of_a_deal_is_told_like_that_of_an_account(as_acme: Any) -> None:
    profile = profile_with([SIZE], name="Win", subject=Subject.DEAL)
    account = new_account(employees=100)
    deal = DealFactory(account=account)
    deal_scores_refresh(keys=[deal.pk], now=NOW)
    Account.objects.filter(pk=account.pk).update(employees=300)
    FactChange.objects.create(
        object_kind="account", object_id=account.pk, field="employees", old=100, new=300, source="crm", at=NOW + DAY
    )
    deal_scores_refresh(keys=[deal.pk], now=NOW + DAY)
    sale = object_get(Subject.DEAL, deal.pk)

    diff = score_diff(sale, profile, since=NOW, until=NOW + DAY)

    assert lines(diff) == [("data", "size", 50_000)]
    assert [(told.old, told.new) for told in diff.lines[0].news] == [(100, 300)]
    assert [score_as_of(sale, profile, at=at).weighted[0].facts[0].value for at in (NOW, NOW + DAY)] == [100, 300]


def test_a_difference_takes_as_many_queries_for_long_histories_as_for_short_ones(
    as_acme: Any, django_assert_num_queries: Any
) -> None:
    profile = profile_with()
    account = new_account(industry="retail", employees=100)
    fit_refresh(keys=[account.pk], now=NOW)
    scored = of(account)
    for day in range(1, 9):
        grown(account, 100 + 40 * day, NOW + day * DAY)

    for days in (1, 8):
        with django_assert_num_queries(4):  # where it began, the steps, the rules, the changed facts
            score_diff(scored, profile, since=NOW, until=NOW + days * DAY + timedelta(hours=1))
