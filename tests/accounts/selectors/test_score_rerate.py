from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from accounts.domain.icp_facts import Subject
from accounts.models import Account, FactChange, FitScoreChange, Signal
from accounts.selectors import score_rerate as module
from accounts.selectors.icp import ProfileNotFoundError
from accounts.selectors.score_objects import object_get
from accounts.selectors.score_rerate import rerating_of
from accounts.services.icp_publish import icp_version_publish
from accounts.services.ratings import rating_set
from accounts.services.scoring import fit_refresh
from tests.accounts.icp_examples import ACTOR, INDUSTRY, NOW, SIZE, VISITS, draft_with, new_account, profile_with

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
OPINION = {
    "key": "sales",
    "label": "Sales",
    "group": "team_input",
    "fact": "rating.sales",
    "weight": 10,
    "rule": {"kind": "range", "points": [[0, 0], [5000, 1000]]},
}
VISITS_COUNTED = {
    "key": "visits_counted",
    "label": "Visits",
    "group": "behaviour",
    "fact": "signal_count.visit",
    "weight": 10,
    "rule": {"kind": "range", "points": [[0, 0], [2, 1000]]},
}


def grown(account: Account, employees: int, at: Any) -> None:
    old = Account.objects.get(pk=account.pk).employees
    Account.objects.filter(pk=account.pk).update(employees=employees)
    FactChange.objects.create(
        object_kind="account", object_id=account.pk, field="employees", old=old, new=employees, source="crm", at=at
    )


def test_the_past_is_rated_by_the_rules_of_today_and_stays_as_it_was(as_acme: Any) -> None:
    profile = profile_with([INDUSTRY])
    account = new_account(industry="retail", employees=100)
    fit_refresh(keys=[account.pk], now=NOW)
    grown(account, 300, NOW + 2 * DAY)
    grown(account, 500, NOW + 4 * DAY)
    icp_version_publish(version=draft_with(profile, [SIZE]), note="", actor=ACTOR, now=NOW)
    fit_refresh(keys=[account.pk], now=NOW + 5 * DAY)
    before = list(FitScoreChange.objects.order_by("id").values_list("score_milli", flat=True))

    found = rerating_of(object_get(Subject.ACCOUNT, account.pk), profile, since=NOW, until=NOW + 6 * DAY)

    assert [(one.at, one.score_milli) for one in found.rows] == [
        (NOW, 0),
        (NOW + 2 * DAY, 50_000),
        (NOW + 4 * DAY, 100_000),
    ]
    assert (found.number, found.thinned) == (2, False)
    assert list(FitScoreChange.objects.order_by("id").values_list("score_milli", flat=True)) == before


def test_ages_are_rated_day_by_day_as_they_were_then(as_acme: Any) -> None:
    profile = profile_with([VISITS])
    account = new_account()
    Signal.objects.create(account=account, external_id="s", kind="visit", occurred_at=NOW)

    found = rerating_of(object_get(Subject.ACCOUNT, account.pk), profile, since=NOW - DAY, until=NOW + 30 * DAY)

    assert [one.score_milli for one in found.rows][:2] == [0, 100_000]
    assert found.rows[-1].score_milli == 50_000
    assert found.moments == 32


def test_opinions_and_counted_events_count_from_the_day_they_came_though_no_rule_read_them_then(as_acme: Any) -> None:
    profile = profile_with([INDUSTRY])
    account = new_account(industry="retail")
    fit_refresh(keys=[account.pk], now=NOW)
    rating_set(account=account, department="sales", score=5, actor=ACTOR, now=NOW + 2 * DAY)
    for day in (3, 5):
        Signal.objects.create(account=account, external_id=str(day), kind="visit", occurred_at=NOW + day * DAY)
    icp_version_publish(version=draft_with(profile, [OPINION, VISITS_COUNTED]), note="", actor=ACTOR, now=NOW + 9 * DAY)
    fit_refresh(keys=[account.pk], now=NOW + 9 * DAY)

    found = rerating_of(object_get(Subject.ACCOUNT, account.pk), profile, since=NOW, until=NOW + 20 * DAY)

    assert [(one.at, one.score_milli, one.potential_milli) for one in found.rows] == [
        (NOW, 0, 50_000),
        (NOW + 2 * DAY, 50_000, 50_000),
        (NOW + 3 * DAY, 75_000, 75_000),
        (NOW + 5 * DAY, 100_000, 100_000),
    ]


def test_of_too_many_moments_an_even_choice_with_both_ends_is_rated(
    as_acme: Any, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    monkeypatch.setattr(module, "MOST", 4)
    profile = profile_with([VISITS])
    account = new_account()
    Signal.objects.create(account=account, external_id="s", kind="visit", occurred_at=NOW)
    scored = object_get(Subject.ACCOUNT, account.pk)

    with django_assert_max_num_queries(9):  # version, rules, three families of moments, four ratings
        found = rerating_of(scored, profile, since=NOW, until=NOW + 30 * DAY)

    assert found.thinned
    assert [one.at for one in found.rows] == [NOW, NOW + 10 * DAY, NOW + 20 * DAY, NOW + 30 * DAY]


def test_without_rules_of_today_there_is_nothing_to_rate_by(as_acme: Any) -> None:
    profile = profile_with(publish=False)
    scored = object_get(Subject.ACCOUNT, new_account().pk)

    with pytest.raises(ProfileNotFoundError):
        rerating_of(scored, profile, since=NOW, until=NOW)
