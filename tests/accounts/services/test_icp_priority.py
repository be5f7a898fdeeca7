from __future__ import annotations

from typing import Any

import pytest

from accounts.models import AccountMeasure, FitScore
from accounts.selectors.icp import ProfileNotFoundError, live_versions, version_get
from accounts.services.icp_priority import priority_profile_create
from accounts.services.icp_problems import IcpInvalidError
from accounts.services.icp_publish import icp_version_publish
from accounts.services.scoring import fit_refresh
from tests.accounts.icp_examples import ACTOR, CRITERIA, NOW, draft_with, new_account, profile_with

pytestmark = pytest.mark.django_db
READS_FIT = {
    "key": "fit",
    "label": "Fit",
    "group": "internal",
    "fact": "score.best",
    "weight": 10,
    "rule": {"kind": "range", "points": [[0, 0], [100_000, 1000]]},
}


def published_priority() -> Any:
    profile = priority_profile_create(actor=ACTOR, now=NOW)
    icp_version_publish(version=version_get(profile, 1), note="", actor=ACTOR, now=NOW)
    return profile


def test_priority_follows_fit_and_engagement_in_the_same_pass(as_acme: Any) -> None:
    profile_with()
    account = new_account(industry="software", employees=500)
    AccountMeasure.objects.create(account=account, key="engagement_points", value=50, source="x", at=NOW)
    priority = published_priority()

    fit_refresh(keys=[account.pk], now=NOW)

    scores = dict(FitScore.objects.values_list("profile__key", "score_milli"))
    assert scores["best"] == 100_000
    assert scores["priority"] == (60 * 100_000 + 20 * 50_000) // 80
    assert live_versions()[-1].profile_id == priority.pk


def test_an_account_the_fit_excludes_is_excluded_from_priority_too(as_acme: Any) -> None:
    profile_with()
    account = new_account(industry="gambling", employees=500)
    published_priority()

    fit_refresh(keys=[account.pk], now=NOW)

    assert FitScore.objects.get(profile__key="priority").excluded_by == "excluded"


def test_priority_needs_a_primary_profile(as_acme: Any) -> None:
    with pytest.raises(ProfileNotFoundError):
        priority_profile_create(actor=ACTOR, now=NOW)


def test_a_profile_that_builds_on_another_cannot_be_built_on(as_acme: Any) -> None:
    best = profile_with()
    published_priority()

    with pytest.raises(IcpInvalidError):  # best is read by priority already
        version = draft_with(best, [*CRITERIA, {**READS_FIT, "fact": "score.priority"}])
        icp_version_publish(version=version, note="", actor=ACTOR, now=NOW)
    third = profile_with([{**READS_FIT, "fact": "score.priority"}], name="Third", publish=False)
    with pytest.raises(IcpInvalidError):  # priority reads best
        icp_version_publish(version=version_get(third, 1), note="", actor=ACTOR, now=NOW)


@pytest.mark.parametrize("key", ["nobody", "fourth"])
def test_a_profile_reads_neither_an_unknown_one_nor_itself(as_acme: Any, key: str) -> None:
    profile_with()
    fourth = profile_with([{**READS_FIT, "fact": f"score.{key}"}], name="Fourth", publish=False)

    with pytest.raises(IcpInvalidError):
        icp_version_publish(version=version_get(fourth, 1), note="", actor=ACTOR, now=NOW)
