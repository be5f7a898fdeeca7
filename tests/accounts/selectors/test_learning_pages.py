from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from accounts.domain.icp_facts import Subject
from accounts.models import LearnedReport
from accounts.selectors.learning import ReportNotFoundError
from accounts.selectors.learning_pages import learn_page, report_page
from accounts.services.icp import icp_profile_create
from tests.accounts.icp_examples import ACTOR, NOW, new_account
from tests.factories import DealFactory

pytestmark = pytest.mark.django_db

REPORT: dict[str, Any] = {
    "leaky_fields": [{"field": "deal.custom.Tags"}, {"field": "deal.custom.Kept"}],
    "left_out": {"deal.custom.Tags": "leaky"},
}


def deals() -> None:
    account = new_account()
    for place, status in enumerate(["won", "lost", "lost", "open"]):
        DealFactory(account=account if place else None, status=status, created_on=date(2026, 1, place + 1))
    DealFactory(account=account, status="won", created_on=None, custom={"Origin": "web"})


def test_the_material_is_counted_for_the_subject(as_acme: Any) -> None:
    deals()
    icp_profile_create(name="Win", subject=Subject.DEAL, actor=ACTOR, now=NOW)
    icp_profile_create(name="Fit", subject=Subject.ACCOUNT, actor=ACTOR, now=NOW)

    win, fit = learn_page("win").material, learn_page("fit").material

    assert (win.closed, win.won, win.lost, win.undated) == (4, 2, 2, 1)
    assert (win.first, win.last) == (date(2026, 1, 1), date(2026, 1, 3))
    assert (fit.closed, fit.won) == (3, 1)
    assert win.too_little


def test_fields_are_offered_and_those_flagged_last_can_be_let_in(as_acme: Any) -> None:
    deals()
    profile = icp_profile_create(name="Win", subject=Subject.DEAL, actor=ACTOR, now=NOW)
    LearnedReport.objects.create(profile=profile, version_number=1, decision="usable", report=REPORT)

    page = learn_page("win")

    assert "deal.custom.Origin" in page.fields
    assert page.flagged == ("deal.custom.Tags", "deal.custom.Kept")
    assert (page.is_running, page.has_failed) == (False, False)


def test_a_report_tells_what_was_kept_though_it_looks_leaky(as_acme: Any) -> None:
    profile = icp_profile_create(name="Win", subject=Subject.DEAL, actor=ACTOR, now=NOW)
    stored = LearnedReport.objects.create(profile=profile, version_number=7, decision="usable", report=REPORT)
    stored.refresh_from_db()

    page = report_page("win", stored.public_id)

    assert (page.kept, page.version_number, page.terms) == (frozenset({"deal.custom.Kept"}), None, ())
    with pytest.raises(ReportNotFoundError):
        report_page("win", uuid4())


@pytest.mark.parametrize(
    ("until", "first", "knew"),
    [
        ("2026-02-01", "2026-02-01", False),  # that day was no longer among its deals
        ("2026-02-01", "2026-01-31", True),
        ("2026-02-01", None, True),  # in folds everything examines
        (None, NOW.date().isoformat(), True),
        (None, (NOW.date() + timedelta(days=1)).isoformat(), False),  # opened after it was learned
    ],
)
def test_a_version_that_was_learned_from_deals_that_examine_is_no_fair_rival(
    as_acme: Any, until: str | None, first: str | None, knew: bool
) -> None:
    profile = icp_profile_create(name="Win", subject=Subject.DEAL, actor=ACTOR, now=NOW)
    order = {"order": {"until": until}, "compared_with": None, "examined": {"from": first}}
    earlier = LearnedReport.objects.create(
        profile=profile, version_number=1, decision="usable", report=REPORT | order, created_at=NOW
    )

    def page(rival: int) -> bool:
        report = REPORT | {"order": {"until": None}, "compared_with": rival, "examined": {"from": first}}
        stored = LearnedReport.objects.create(profile=profile, version_number=9, decision="usable", report=report)
        stored.refresh_from_db()
        return report_page("win", stored.public_id).rival_knew

    earlier.refresh_from_db()
    assert [page(1), page(3), page(0)] == [knew, knew, False]
    assert not report_page("win", earlier.public_id).rival_knew
