from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import Account, FitScore, FitScoreChange, IcpVersion, Signal
from accounts.selectors.icp import criterion_rows, version_get
from accounts.services.icp import NotADraftError
from accounts.services.icp_problems import IcpInvalidError
from accounts.services.icp_publish import (
    AlreadyPublishedError,
    NeverPublishedError,
    icp_version_publish,
    icp_version_rollback,
)
from accounts.services.scoring import fit_refresh_range
from outbox.models import Job
from tests.accounts.icp_examples import (
    ACTOR,
    CRITERIA,
    GAMBLING,
    INDUSTRY,
    NOW,
    SIZE,
    VISITS,
    draft_with,
    new_account,
    profile_with,
)

pytestmark = pytest.mark.django_db


def rescore() -> None:
    """Score everything, as the job of a publish does."""
    ids = Account.objects.order_by("id").values_list("id", flat=True)
    fit_refresh_range(lower=ids[0], upper=ids.reverse()[0] + 1, now=NOW)


def scores() -> list[tuple[int, int, list[int], str | None]]:
    rows = FitScore.objects.order_by("account_id")
    return [(row.score_milli, row.potential_milli, row.shares, row.excluded_by) for row in rows]


def test_publishing_archives_the_version_before_and_asks_for_scores(as_acme: Any) -> None:
    profile = profile_with()
    new_account()
    draft = draft_with(profile, [SIZE])

    job = icp_version_publish(version=draft, note=" why ", actor=ACTOR, now=NOW)

    rows = IcpVersion.objects.order_by("number").values_list("number", "status", "note", "published_at")
    assert list(rows) == [(1, "archived", "", NOW), (2, "published", "why", NOW)]
    assert (job.kind, Job.objects.filter(parent=job).count()) == ("accounts.rescore", 1)


def test_a_half_life_table_is_stored_at_publishing_and_never_changes(as_acme: Any) -> None:
    profile = profile_with([VISITS])

    table = criterion_rows(version_get(profile, 1).pk)[0]["rule"]["table"]

    assert (table[0], table[30]) == (1000, 500)


def test_a_rollback_reproduces_every_score_exactly(as_acme: Any) -> None:
    profile = profile_with([*CRITERIA, VISITS])
    for place, employees in enumerate([None, 100, 237, 499, 9000]):
        account = new_account(industry=["retail", "Software", None, "gambling", "x"][place], employees=employees)
        Signal.objects.create(
            account=account, external_id=str(place), kind="visit", occurred_at=NOW - timedelta(days=place * 7)
        )
    rescore()
    before = scores()
    draft = draft_with(profile, [{**SIZE, "weight": 7}, INDUSTRY])
    icp_version_publish(version=draft, note="", actor=ACTOR, now=NOW)
    rescore()
    assert scores() != before

    again = icp_version_rollback(profile=profile, number=1, actor=ACTOR, now=NOW).version
    rescore()

    assert scores() == before
    assert (again.number, again.republishes) == (3, 1)
    assert FitScoreChange.objects.count() == 15
    assert set(FitScore.objects.values_list("version_id", flat=True)) == {again.pk}


def test_bringing_back_what_was_brought_back_names_the_original(as_acme: Any) -> None:
    profile = profile_with()
    for criteria in ([SIZE], [INDUSTRY]):
        icp_version_publish(version=draft_with(profile, criteria), note="", actor=ACTOR, now=NOW)
    icp_version_rollback(profile=profile, number=1, actor=ACTOR, now=NOW)
    icp_version_rollback(profile=profile, number=2, actor=ACTOR, now=NOW)

    assert icp_version_rollback(profile=profile, number=4, actor=ACTOR, now=NOW).version.republishes == 1


def test_only_drafts_are_published_and_only_old_versions_brought_back(as_acme: Any) -> None:
    profile = profile_with()
    draft_with(profile, [SIZE])

    with pytest.raises(NotADraftError):
        icp_version_publish(version=version_get(profile, 1), note="", actor=ACTOR, now=NOW)
    with pytest.raises(AlreadyPublishedError):
        icp_version_rollback(profile=profile, number=1, actor=ACTOR, now=NOW)
    with pytest.raises(NeverPublishedError):
        icp_version_rollback(profile=profile, number=2, actor=ACTOR, now=NOW)


def test_a_version_of_knock_outs_alone_cannot_be_published(as_acme: Any) -> None:
    draft = draft_with(profile_with(), [GAMBLING])

    with pytest.raises(IcpInvalidError) as caught:
        icp_version_publish(version=draft, note="", actor=ACTOR, now=NOW)

    assert list(caught.value.fields) == ["criteria"]
