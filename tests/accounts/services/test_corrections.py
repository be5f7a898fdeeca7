"""Facts that had been wrong all along: kept and told as corrections."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from accounts.domain.icp_facts import Subject
from accounts.models import Account, DealScoreChange, FactChange, FitScoreChange, Signal
from accounts.selectors.icp import primary_profile
from accounts.selectors.score_history import score_diff
from accounts.selectors.score_objects import object_get
from accounts.services.deal_scoring import deal_scores_refresh_of
from accounts.services.editing import account_edit
from accounts.services.scoring import fit_refresh, fit_refresh_range
from accounts.services.upsert import records_upsert
from tests.accounts.icp_examples import ACTOR, INDUSTRY, NOW, SIZE, VISITS, new_account, profile_with
from tests.factories import DealFactory

pytestmark = pytest.mark.django_db
EARLIER, LATER = NOW - timedelta(days=1), NOW + timedelta(hours=1)


def scored(criteria: list[dict[str, Any]] | None = None, **facts: Any) -> Account:
    profile_with(criteria or [INDUSTRY, SIZE])
    account = new_account(**{"industry": "software", "employees": 100, **facts})
    fit_refresh(keys=[account.pk], now=EARLIER)
    return account


def edit(account: Account, record: dict[str, Any], *, is_correction: bool) -> None:
    account_edit(account_id=account.pk, record=record, actor=ACTOR, now=NOW, is_correction=is_correction)


def causes(account: Account) -> list[str]:
    return list(FitScoreChange.objects.filter(account_id=account.pk).order_by("id").values_list("cause", flat=True))


def test_a_corrected_fact_moves_the_score_by_a_correction(as_acme: Any) -> None:
    account = scored()

    edit(account, {"employees": 500}, is_correction=True)
    fit_refresh(keys=[account.pk], now=LATER)

    assert FactChange.objects.get().is_correction
    assert causes(account) == ["data", "correction"]


def test_a_fact_that_changed_in_reality_moves_it_by_data(as_acme: Any) -> None:
    account = scored()

    edit(account, {"employees": 500}, is_correction=False)
    fit_refresh(keys=[account.pk], now=LATER)

    assert not FactChange.objects.get().is_correction
    assert causes(account) == ["data", "data"]


def test_beside_a_real_change_a_correction_is_data(as_acme: Any) -> None:
    account = scored()

    edit(account, {"employees": 500}, is_correction=True)
    edit(account, {"industry": "retail"}, is_correction=False)
    fit_refresh(keys=[account.pk], now=LATER)

    assert causes(account) == ["data", "data"]


def test_a_signal_that_came_meanwhile_makes_it_data(as_acme: Any) -> None:
    account = scored([INDUSTRY, SIZE, VISITS])

    edit(account, {"employees": 500}, is_correction=True)
    Signal.objects.create(account=account, external_id="s", kind="visit", occurred_at=NOW)
    fit_refresh(keys=[account.pk], now=LATER)

    assert causes(account) == ["data", "data"]


def test_a_correction_long_told_does_not_colour_the_next_change(as_acme: Any) -> None:
    account = scored()
    edit(account, {"employees": 300}, is_correction=True)
    fit_refresh(keys=[account.pk], now=LATER)

    records_upsert(
        "accounts",
        records=[{"external_id": account.external_id, "employees": 500}],
        source=account.source,
        now=LATER + timedelta(hours=1),
    )
    fit_refresh(keys=[account.pk], now=LATER + timedelta(hours=2))

    assert causes(account) == ["data", "correction", "data"]


def test_the_difference_tells_what_was_wrong_before(as_acme: Any) -> None:
    account = scored()
    edit(account, {"employees": 500}, is_correction=True)
    fit_refresh(keys=[account.pk], now=LATER)

    profile = primary_profile()
    assert profile is not None
    scored_object = object_get(Subject.ACCOUNT, account.pk)
    diff = score_diff(scored_object, profile, since=EARLIER, until=LATER)

    (line,) = diff.lines
    assert (line.cause.cause, line.cause.points_milli) == ("correction", 40_000)
    assert [(news.old, news.new, news.is_correction) for news in line.news] == [(100, 500, True)]


def test_a_scoring_of_everything_asks_nobody_what_was_corrected(as_acme: Any) -> None:
    account = scored()
    edit(account, {"employees": 500}, is_correction=True)

    fit_refresh_range(lower=account.pk, upper=account.pk + 1, now=LATER)

    assert causes(account) == ["data", "data"]


def test_a_deals_score_follows_the_correction_of_its_account(as_acme: Any) -> None:
    profile_with([SIZE], name="Win", subject=Subject.DEAL)
    account = new_account(employees=100)
    DealFactory(account=account)
    deal_scores_refresh_of(account_ids=[account.pk], now=EARLIER)

    edit(account, {"employees": 500}, is_correction=True)
    deal_scores_refresh_of(account_ids=[account.pk], now=LATER)

    assert list(DealScoreChange.objects.order_by("id").values_list("cause", flat=True)) == ["data", "correction"]


def test_records_say_it_one_by_one(as_acme: Any) -> None:
    first, second = (new_account(external_id=key, source="crm", employees=1) for key in "ab")
    records = [
        {"external_id": "a", "employees": 2, "correction": True},
        {"external_id": "b", "employees": 2},
    ]

    results = records_upsert("accounts", records=records, source="crm", now=NOW)

    assert [result.status for result in results] == ["updated", "updated"]
    kept = dict(FactChange.objects.values_list("object_id", "is_correction"))
    assert kept == {first.pk: True, second.pk: False}


def test_a_correction_is_yes_or_no_and_of_facts_that_have_a_history(as_acme: Any) -> None:
    new_account(external_id="a", source="crm", employees=1)
    (odd,) = records_upsert("accounts", records=[{"external_id": "a", "correction": "x"}], source="crm", now=NOW)
    signal = {"external_id": "s", "kind": "visit", "occurred_at": "2026-01-01T00:00:00Z", "correction": True}
    (unknown,) = records_upsert("signals", records=[signal], source="crm", now=NOW)

    assert [(problem.code, problem.column) for problem in odd.problems] == [("not_a_bool", "correction")]
    assert unknown.status == "error"
    assert unknown.problems[0].column == "correction"
