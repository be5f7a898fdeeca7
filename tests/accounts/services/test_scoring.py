from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from accounts.models import Account, AccountMeasure, FitScore, FitScoreChange, Signal, TeamRating
from accounts.services.icp_publish import icp_version_publish
from accounts.services.scoring import fit_refresh, fit_refresh_range
from outbox.models import Job, Message
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

pytestmark = pytest.mark.django_db

RATED: dict[str, Any] = {
    "key": "sales",
    "label": "Sales likes it",
    "group": "team_input",
    "fact": "rating.sales",
    "weight": 50,
    "rule": {"kind": "range", "points": [[0, 0], [5000, 1000]]},
}


def standing(account: Account) -> tuple[int, int, list[int], str | None]:
    row = FitScore.objects.get(account=account)
    return row.score_milli, row.potential_milli, row.shares, row.excluded_by


def causes(account: Account) -> list[tuple[str, int]]:
    rows = FitScoreChange.objects.filter(account_id=account.pk).order_by("at", "id")
    return [(row.cause, row.score_milli) for row in rows]


def test_a_new_account_is_scored_and_its_history_begins(as_acme: Any) -> None:
    profile_with()
    account = new_account(industry="Software", employees=None)

    done = fit_refresh(keys=[account.pk], now=NOW)

    assert (done.changed, done.moved) == (1, (account.pk,))
    assert standing(account) == (60_000, 100_000, [1000, -1, 0], None)
    assert causes(account) == [("data", 60_000)]


def test_nothing_is_written_when_nothing_changed(as_acme: Any) -> None:
    profile_with()
    account = new_account(employees=500)
    fit_refresh(keys=[account.pk], now=NOW)

    done = fit_refresh(keys=[account.pk], now=NOW + timedelta(hours=1))

    assert (done.changed, done.moved) == (0, ())
    assert FitScore.objects.get(account=account).scored_at == NOW
    assert causes(account) == [("data", 100_000)]


def test_only_accounts_that_moved_are_announced(as_acme: Any) -> None:
    profile_with()
    moves, stays = new_account(employees=100), new_account(employees=500)
    fit_refresh(keys=[moves.pk, stays.pk], now=NOW)
    Message.objects.all().delete()
    Account.objects.filter(pk=moves.pk).update(employees=300)
    Account.objects.filter(pk=stays.pk).update(employees=9000)

    fit_refresh(keys=[moves.pk, stays.pk], now=NOW)

    assert list(Message.objects.filter(consumer="tiers.tier_refresh").values_list("key", flat=True)) == [moves.pk]


def test_a_knock_out_excludes_and_is_told_as_a_move(as_acme: Any) -> None:
    profile_with()
    account = new_account(industry="mining", employees=500)
    fit_refresh(keys=[account.pk], now=NOW)
    Account.objects.filter(pk=account.pk).update(industry="Gambling")

    done = fit_refresh(keys=[account.pk], now=NOW)

    assert done.moved == (account.pk,)
    assert standing(account) == (40_000, 40_000, [0, 1000, 1], "gambling")


def test_a_score_that_only_aged_changes_by_decay(as_acme: Any) -> None:
    profile_with([*CRITERIA, VISITS])
    account = new_account(employees=500)
    Signal.objects.create(account=account, external_id="s", kind="visit", occurred_at=NOW)
    fit_refresh(keys=[account.pk], now=NOW)

    fit_refresh(keys=[account.pk], now=NOW + timedelta(days=30))

    assert causes(account) == [("data", 100_000), ("decay", 75_000)]


def test_a_fresh_signal_is_data_not_decay(as_acme: Any) -> None:
    profile_with([*CRITERIA, VISITS])
    account = new_account(employees=500)
    fit_refresh(keys=[account.pk], now=NOW)
    Signal.objects.create(account=account, external_id="s", kind="visit", occurred_at=NOW)

    fit_refresh(keys=[account.pk], now=NOW)

    assert causes(account) == [("data", 50_000), ("data", 100_000)]


def test_an_opinion_changes_the_score_by_rating(as_acme: Any) -> None:
    profile_with([*CRITERIA, RATED])
    account = new_account(employees=500)
    fit_refresh(keys=[account.pk], now=NOW)
    for person, points in (("a@x.test", 4), ("b@x.test", 5), ("c@x.test", 5)):
        TeamRating.objects.create(
            account=account, department="sales", score=points, rated_by_email=person, rated_at=NOW
        )

    fit_refresh(keys=[account.pk], now=NOW)

    # the mean 4.667 of 5 is 933 per mille: 50 + 50·0.933
    assert standing(account) == (96_650, 96_650, [1000, 1000, 0, 933], None)
    assert causes(account) == [("data", 50_000), ("rating", 96_650)]


def test_a_measure_that_is_known_to_be_unknown_counts_as_unknown(as_acme: Any) -> None:
    reach = {**SIZE, "key": "reach", "fact": "measure.reach"}
    profile_with([INDUSTRY, reach])
    account = new_account()
    AccountMeasure.objects.create(account=account, key="reach", value=None, source="metrics", at=NOW)

    fit_refresh(keys=[account.pk], now=NOW)

    assert standing(account) == (60_000, 100_000, [1000, -1], None)


def test_a_publish_first_scores_what_waited_under_the_old_version(as_acme: Any) -> None:
    profile = profile_with()
    account = new_account(employees=100)
    fit_refresh(keys=[account.pk], now=NOW)
    Account.objects.filter(pk=account.pk).update(employees=500)
    draft = draft_with(profile, [{**INDUSTRY, "weight": 10}, {**SIZE, "weight": 30}])
    icp_version_publish(version=draft, note="", actor=ACTOR, now=NOW)
    Account.objects.filter(pk=account.pk).update(industry="retail")

    fit_refresh_range(lower=account.pk, upper=account.pk + 1, now=NOW)

    assert causes(account) == [("data", 60_000), ("data", 76_000), ("version", 90_000)]
    assert FitScore.objects.get(account=account).version_id == draft.pk


def test_what_waited_under_several_versions_is_scored_under_its_own_first(as_acme: Any) -> None:
    profile = profile_with([INDUSTRY])
    first, second, steady = (new_account(industry="software", employees=100) for _ in range(3))
    keys = [first.pk, second.pk, steady.pk]
    fit_refresh(keys=keys, now=NOW)
    middle = draft_with(profile, [SIZE])
    icp_version_publish(version=middle, note="", actor=ACTOR, now=NOW)
    fit_refresh(keys=[second.pk], now=NOW)
    last = draft_with(profile, [{**INDUSTRY, "weight": 10}, {**SIZE, "weight": 30}])
    icp_version_publish(version=last, note="", actor=ACTOR, now=NOW)
    Account.objects.filter(pk__in=[first.pk, second.pk]).update(industry="retail", employees=500)

    done = fit_refresh_range(lower=first.pk, upper=steady.pk + 1, now=NOW)

    assert [cause for cause, _score in causes(first)] == ["data", "data", "version"]
    assert [cause for cause, _score in causes(second)] == ["data", "version", "data", "version"]
    assert [cause for cause, _score in causes(steady)] == ["data", "version"]
    assert (done.changed, sorted(done.moved)) == (5, keys)
    assert set(FitScore.objects.values_list("version_id", flat=True)) == {last.pk}


def test_a_publish_reads_the_facts_once(as_acme: Any, django_assert_num_queries: Any) -> None:
    profile = profile_with()
    account = new_account(employees=100)
    fit_refresh(keys=[account.pk], now=NOW)
    icp_version_publish(version=draft_with(profile, [SIZE]), note="", actor=ACTOR, now=NOW)

    with django_assert_num_queries(10):  # savepoint (2), lock, versions, criteria, older ones, theirs, plan (2), write
        fit_refresh_range(lower=account.pk, upper=account.pk + 1, now=NOW)


def test_a_change_of_version_alone_is_logged_but_not_announced(as_acme: Any) -> None:
    profile = profile_with()
    account = new_account(employees=500)
    fit_refresh(keys=[account.pk], now=NOW)
    draft = draft_with(profile, [{**INDUSTRY, "weight": 10}, SIZE])
    icp_version_publish(version=draft, note="", actor=ACTOR, now=NOW)

    done = fit_refresh_range(lower=account.pk, upper=account.pk + 1, now=NOW)

    assert (done.changed, done.moved) == (1, ())
    assert causes(account) == [("data", 100_000), ("version", 100_000)]


def test_every_published_profile_scores(as_acme: Any) -> None:
    profile_with()
    profile_with([SIZE], name="Second")
    account = new_account(employees=300)

    assert fit_refresh(keys=[account.pk], now=NOW).changed == 2
    assert sorted(FitScore.objects.values_list("score_milli", flat=True)) == [50_000, 80_000]


def test_a_tenants_scoring_leaves_other_tenants_alone(as_acme: Any, globex: Any) -> None:
    profile_with()
    new_account(employees=500)

    done = fit_refresh_range(lower=0, upper=2**40, now=NOW)

    assert done.changed == 1
    assert Job.objects.filter(kind="accounts.rescore").count() == 1


def test_scoring_takes_as_many_queries_for_many_accounts_as_for_few(
    as_acme: Any, django_assert_num_queries: Any
) -> None:
    profile_with()
    keys = [new_account().pk for _ in range(30)]

    for many in (keys[:3], keys):
        with django_assert_num_queries(8):  # lock, versions, criteria, older versions, write, announce, 2 savepoints
            fit_refresh(keys=many, now=NOW)


def test_ranges_share_the_scoring_lock_and_single_accounts_take_it_alone(as_acme: Any) -> None:
    def held() -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT mode FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid() ORDER BY mode"
            )
            return [mode for (mode,) in cursor.fetchall()]

    fit_refresh_range(lower=1, upper=2, now=NOW)
    assert held() == ["ShareLock"]

    fit_refresh(keys=[1], now=NOW)
    assert held() == ["ExclusiveLock", "ShareLock"]
