from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from accounts.domain.icp_facts import Subject
from accounts.models import Account
from accounts.selectors.icp import ProfileNotFoundError
from accounts.selectors.score_objects import object_get
from accounts.selectors.score_pages import history_page, profiles_of
from accounts.services.scoring import fit_refresh
from tests.accounts.icp_examples import NOW, SIZE, new_account, profile_with

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_a_page_holds_the_steps_newest_first_and_the_line_oldest_first(as_acme: Any) -> None:
    profile_with([SIZE])
    account = new_account(employees=100)
    for days, employees in enumerate((100, 300, 500)):
        Account.objects.filter(pk=account.pk).update(employees=employees)
        fit_refresh(keys=[account.pk], now=NOW + days * DAY)
    scored = object_get(Subject.ACCOUNT, account.pk)

    page = history_page(scored, "", since=NOW, until=NOW + 5 * DAY, with_rerating=False)

    assert [(step.moment.score_milli, step.delta_milli, step.number) for step in page.steps] == [
        (100_000, 50_000, 1),
        (50_000, 50_000, 1),
    ]
    assert [moment.score_milli for moment in page.moments] == [0, 50_000, 100_000]
    assert page.explanation is not None and page.explanation.score_milli == 100_000
    assert page.rerating is None


def test_without_a_profile_or_a_score_the_page_is_empty(as_acme: Any) -> None:
    scored = object_get(Subject.ACCOUNT, new_account().pk)
    span: dict[str, Any] = {"since": NOW, "until": NOW, "with_rerating": True}

    assert history_page(scored, "", **span).profile is None
    with pytest.raises(ProfileNotFoundError):
        history_page(scored, "other", **span)
    profile = profile_with()
    found = history_page(scored, "", **span)
    assert (found.profile, found.diff, found.moments) == (profile, None, [])


def test_a_page_takes_as_many_queries_for_long_histories_as_for_short_ones(
    as_acme: Any, django_assert_num_queries: Any
) -> None:
    profile_with([SIZE])
    account = new_account(employees=100)
    fit_refresh(keys=[account.pk], now=NOW)
    scored = object_get(Subject.ACCOUNT, account.pk)
    for days in range(1, 8):
        Account.objects.filter(pk=account.pk).update(employees=100 + 50 * days)
        fit_refresh(keys=[account.pk], now=NOW + days * DAY)

    for days in (1, 7):
        with django_assert_num_queries(12):
            history_page(scored, "", since=NOW, until=NOW + days * DAY, with_rerating=False)


def test_profiles_to_choose_from_are_those_of_the_subject_the_usual_one_first(as_acme: Any) -> None:
    profile_with(name="Best")
    profile_with(name="Another")
    profile_with([SIZE], name="Win", subject=Subject.DEAL)

    assert profiles_of(Subject.ACCOUNT) == [("best", "Best"), ("another", "Another")]
    assert profiles_of(Subject.DEAL) == [("win", "Win")]
