from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from accounts.domain.icp_facts import FactKind, FactRead, Subject
from accounts.domain.icp_parse import version_parse
from accounts.domain.score_history import Cause
from accounts.models import AccountMeasure, FactChange, Signal, TeamRating
from accounts.selectors.score_news import MOST, news_between
from accounts.selectors.score_objects import object_get
from tests.accounts.icp_examples import NOW, SIZE, VISITS, new_account
from tests.factories import DealFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SALES: dict[str, Any] = {**SIZE, "key": "sales", "fact": "rating.sales"}
REACH: dict[str, Any] = {**SIZE, "key": "reach", "fact": "measure.reach"}
AMOUNT: dict[str, Any] = {**SIZE, "key": "amount", "fact": "deal.amount"}
SPEC = version_parse([SIZE, VISITS, SALES, REACH, AMOUNT])


def cause(key: str, kind: str = "data") -> Cause:
    return Cause(NOW, 1, kind, key, key, 1)


def change(kind: str, pk: int, field: str, new: Any, days: int) -> None:
    FactChange.objects.create(
        object_kind=kind, object_id=pk, field=field, old=1, new=new, source="crm", at=NOW + days * DAY
    )


def test_each_cause_is_told_what_happened_to_its_facts_in_that_span(
    as_acme: Any, django_assert_num_queries: Any
) -> None:
    account = new_account()
    deal = DealFactory(account=account)
    for days in (-1, 1, 9):
        change("account", account.pk, "employees", 10 + days, days)
    change("account", account.pk, "city", "Oslo", 1)
    change("deal", deal.pk, "amount_cents", 500, 1)
    Signal.objects.create(
        account=account, external_id="s", kind="visit", source="web", occurred_at=NOW + DAY, created_at=NOW + DAY
    )
    TeamRating.objects.create(
        account=account, department="sales", score=4, rated_by_email="ann@acme.test", rated_at=NOW + DAY
    )
    AccountMeasure.objects.create(account=account, key="reach", value=7, source="engagement", at=NOW + DAY)
    causes = [cause(key) for key in ("size", "visits", "sales", "reach", "amount")]
    scored = object_get(Subject.DEAL, deal.pk)

    with django_assert_num_queries(6):  # one a family: account, deal, signals, measures; and two of ratings
        found = news_between(scored, causes, {1: SPEC}, after=NOW, until=NOW + 5 * DAY)

    told = {key: [(n.kind, n.old, n.new, n.who) for n in news] for (_, key), news in found.items()}
    assert told == {
        "size": [("fact", 1, 11, "crm")],
        "visits": [("signal", None, None, "web")],
        "sales": [("rating", None, 4000, "ann@acme.test")],
        "reach": [("measure", None, 7, "engagement")],
        "amount": [("fact", 1, 500, "crm")],
    }
    assert found["data", "size"][0].read == FactRead("employees", FactKind.INT)


def test_of_many_changes_the_newest_few_are_told(as_acme: Any) -> None:
    account = new_account()
    for day in range(1, MOST + 3):
        change("account", account.pk, "employees", day, day)

    found = news_between(
        object_get(Subject.ACCOUNT, account.pk), [cause("size")], {1: SPEC}, after=NOW, until=NOW + 99 * DAY
    )

    assert [news.new for news in found["data", "size"]] == [7, 6, 5, 4, 3]


def test_without_causes_nothing_is_read(as_acme: Any, django_assert_num_queries: Any) -> None:
    scored = object_get(Subject.ACCOUNT, new_account().pk)

    with django_assert_num_queries(0):
        assert news_between(scored, [], {1: SPEC}, after=None, until=NOW) == {}


def test_what_was_corrected_is_not_told_as_a_change(as_acme: Any) -> None:
    account = new_account()
    change("account", account.pk, "employees", 400, 1)
    change("account", account.pk, "employees", 500, 2)
    FactChange.objects.filter(new=500).update(is_correction=True)
    causes = [cause("size"), cause("size", "correction")]

    found = news_between(object_get(Subject.ACCOUNT, account.pk), causes, {1: SPEC}, after=NOW, until=NOW + 5 * DAY)

    assert {kind: [one.new for one in news] for (kind, _), news in found.items()} == {
        "data": [400],
        "correction": [500],
    }
