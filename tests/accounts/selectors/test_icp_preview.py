from __future__ import annotations

from typing import Any

import pytest

from accounts.domain.icp_facts import Subject
from accounts.domain.icp_parse import version_parse
from accounts.models import FitScore
from accounts.selectors import icp_preview as module
from accounts.selectors.icp_preview import icp_preview
from accounts.services.deal_scoring import deal_scores_refresh
from accounts.services.scoring import fit_refresh
from tests.accounts.icp_examples import CRITERIA, GAMBLING, INDUSTRY, NOW, SIZE, new_account, profile_with
from tests.factories import DealFactory

pytestmark = pytest.mark.django_db


def test_a_preview_tells_both_histograms_and_who_moves_why(as_acme: Any) -> None:
    profile = profile_with([INDUSTRY, SIZE])
    stays = new_account(employees=500)
    falls = new_account(employees=500, industry="retail", name="Falling")
    out = new_account(employees=500, industry="gambling", name="Out")
    fit_refresh(keys=[stays.pk, falls.pk, out.pk], now=NOW)

    shown = icp_preview(profile.pk, version_parse([{**INDUSTRY, "weight": 80}, SIZE, GAMBLING]), now=NOW)

    assert {place: many for place, many in enumerate(shown.old) if many} == {8: 1, 15: 1, 19: 1}
    assert {place: many for place, many in enumerate(shown.new) if many} == {4: 1, 13: 1, 19: 1}
    assert (shown.rising, shown.falling, shown.staying) == (0, 2, 1)
    assert (shown.newly_excluded, shown.newly_included, shown.sampled) == (1, 0, False)
    assert [(m.name, m.old_milli, m.new_milli, m.excluded_after, m.reason, m.reason_milli) for m in shown.movers] == [
        ("Out", 40_000, 20_000, True, "Employees", -20_000),
        ("Falling", 76_000, 68_000, False, "Employees", -20_000),
    ]


def test_a_mover_tells_a_criterion_that_judges_otherwise_from_one_that_only_weighs_otherwise(as_acme: Any) -> None:
    """Whoever adds a criterion sees all others lose points, although none of them judges anybody otherwise."""
    profile = profile_with([SIZE])
    account = new_account(employees=500, industry="farming")
    fit_refresh(keys=[account.pk], now=NOW)
    stricter = {**SIZE, "rule": {**SIZE["rule"], "points": [[0, 0], [1000, 1000]]}}

    (beside,) = icp_preview(profile.pk, version_parse([SIZE, INDUSTRY]), now=NOW).movers
    (judged,) = icp_preview(profile.pk, version_parse([stricter]), now=NOW).movers

    assert (beside.reason, beside.delta_milli < 0, beside.weighs_otherwise) == ("Employees", True, True)
    assert (judged.reason, judged.delta_milli < 0, judged.weighs_otherwise) == ("Employees", True, False)


def test_a_preview_writes_nothing(as_acme: Any) -> None:
    profile = profile_with()
    account = new_account(employees=500)
    fit_refresh(keys=[account.pk], now=NOW)

    icp_preview(profile.pk, version_parse([SIZE]), now=NOW)

    assert FitScore.objects.get().score_milli == 100_000


def test_a_profile_that_never_scored_has_nothing_to_compare_with(as_acme: Any) -> None:
    profile = profile_with(publish=False)
    new_account(employees=500)

    shown = icp_preview(profile.pk, version_parse(CRITERIA), now=NOW)

    assert (shown.has_old, sum(shown.new), shown.movers) == (False, 1, ())


def test_an_empty_workspace_and_an_empty_draft_have_a_preview(as_acme: Any) -> None:
    profile = profile_with(publish=False)
    assert icp_preview(profile.pk, version_parse(CRITERIA), now=NOW).total == 0

    new_account()

    assert icp_preview(profile.pk, version_parse([]), now=NOW).new[0] == 1


def test_a_large_workspace_is_sampled_and_says_so(as_acme: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 20)
    monkeypatch.setattr(module, "SLICES", 5)
    profile = profile_with()
    for place in range(60):
        new_account(employees=place * 10)

    shown = icp_preview(profile.pk, version_parse([SIZE]), now=NOW)

    assert (shown.total, shown.scored, shown.sampled) == (60, 20, True)
    assert sum(shown.new) == 20


def test_a_preview_of_a_profile_of_deals_tells_which_deals_move(as_acme: Any) -> None:
    profile = profile_with([SIZE], name="Win", subject=Subject.DEAL)
    deal = DealFactory(account=new_account(employees=300), name="", external_id="offer-77", stage="Demo")
    other = DealFactory(account=new_account(employees=500), name="Stays", stage="Offer")
    deal_scores_refresh(keys=[deal.pk, other.pk], now=NOW)
    stage = {**INDUSTRY, "fact": "deal.stage", "rule": {"kind": "one_of", "shares": {"offer": 1000}, "other": 0}}

    shown = icp_preview(profile.pk, version_parse([SIZE, stage]), now=NOW, subject=Subject.DEAL)

    assert (shown.total, shown.scored, shown.falling, shown.staying) == (2, 2, 1, 1)
    assert [(m.pk, m.name, m.old_milli, m.new_milli, m.reason) for m in shown.movers] == [
        (deal.pk, "offer-77", 50_000, 20_000, "Employees")
    ]
