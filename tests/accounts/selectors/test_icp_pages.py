from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from accounts.selectors.icp import version_get
from accounts.selectors.icp_pages import (
    best_scores,
    criterion_get,
    criterion_table,
    profile_page,
    profile_rows,
    rescore_job,
    score_histogram,
    version_page,
)
from accounts.services.scoring import fit_refresh
from outbox.services import outbox_drain
from tests.accounts.icp_examples import CRITERIA, GAMBLING, NOW, SIZE, draft_with, new_account, profile_with

pytestmark = pytest.mark.django_db


def test_the_list_takes_four_queries_however_many_profiles(as_acme: Any, django_assert_num_queries: Any) -> None:
    for place in range(4):
        profile_with([SIZE], name=f"Profile {place}")
    fit_refresh(keys=[new_account(employees=1).pk], now=NOW)

    with django_assert_num_queries(4):  # profiles, versions, counts of accounts and of deals
        rows = profile_rows()

    assert [(row.scored, row.published.number if row.published else None) for row in rows] == [(1, 1)] * 4


def test_the_page_counts_scores_in_bands_of_five(as_acme: Any) -> None:
    profile_with()
    accounts = [new_account(employees=employees) for employees in (100, 120, 500)]
    accounts.append(new_account(industry="gambling"))
    fit_refresh(keys=[account.pk for account in accounts], now=NOW)

    page = profile_page("best")

    assert {place: many for place, many in enumerate(page.histogram) if many} == {0: 1, 12: 2, 19: 1}
    assert (page.scored, page.excluded, page.objects) == (4, 1, 4)
    assert page.job is not None and page.job == rescore_job()


def test_scoring_that_ends_while_the_page_is_made_is_never_shown_as_over_with_the_scores_before_it(
    as_acme: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    profile_with()
    new_account(employees=100)

    def histogram_after_the_end(profile: Any) -> Any:
        counts = score_histogram(profile)
        outbox_drain(now=NOW)
        return counts

    monkeypatch.setattr("accounts.selectors.icp_pages.score_histogram", histogram_after_the_end)
    page = profile_page("best")

    assert (page.scored, rescore_job()) == (0, None)
    assert page.job is not None  # so the page asks once more


def test_the_page_lists_the_highest_scores_in_one_query(as_acme: Any, django_assert_num_queries: Any) -> None:
    profile = profile_with()
    names = {employees: new_account(name=f"Of {employees}", employees=employees) for employees in (100, 300, 500)}
    fit_refresh(keys=[account.pk for account in names.values()], now=NOW)

    with django_assert_num_queries(1):
        best = [one.account.name for one in best_scores(profile)]

    assert best == ["Of 500", "Of 300", "Of 100"]


def test_criteria_stand_in_groups_with_their_part_of_the_weight(as_acme: Any) -> None:
    profile_with()

    page = version_page("best", 1)

    assert [(group.key, group.weight) for group in page.groups] == [("firmographic", 50), ("values_match", 0)]
    assert [line.part for group in page.groups for line in group.lines] == [Decimal("0.6"), Decimal("0.4"), None]
    assert not page.is_draft


def test_a_draft_of_knock_outs_names_its_problem(as_acme: Any) -> None:
    draft_with(profile_with(), [GAMBLING])

    assert [problem.code for problem in version_page("best", 2).problems] == ["no_weight"]


def test_criteria_are_found_and_written_as_lines(as_acme: Any) -> None:
    version = version_get(profile_with(), 1)

    assert criterion_get(version, "size") == SIZE
    assert criterion_get(version, "shoe") is None
    assert [line[:3] for line in criterion_table(version)] == [
        (place, row["key"], row["label"]) for place, row in enumerate(CRITERIA, start=1)
    ]
