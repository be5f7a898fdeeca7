from __future__ import annotations

from typing import Any

import pytest

from accounts.domain.icp_facts import Subject
from accounts.models import IcpVersion, LearnedReport
from accounts.selectors.icp import version_get
from accounts.selectors.learning_pages import report_list
from accounts.services.icp import icp_profile_create
from accounts.services.icp_publish import icp_version_publish
from accounts.services.learning import LearnOrder, icp_learn, icp_learn_enqueue
from outbox.models import Job
from outbox.services import outbox_drain
from tests.accounts.icp_examples import ACTOR, NOW
from tests.accounts.learning_examples import deals_to_learn_from, no_black_box
from tests.factories import DealFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_black_box")]
__all__ = ["no_black_box"]


@pytest.fixture
def profile(as_acme: Any) -> Any:
    return icp_profile_create(name="Win", subject=Subject.DEAL, actor=ACTOR, now=NOW)


def learned(profile: Any, **more: Any) -> LearnedReport:
    return icp_learn(profile=profile, order=LearnOrder(Subject.DEAL, **more), actor=ACTOR, now=NOW)


def test_learning_is_started_watched_and_read(profile: Any, login: Any) -> None:
    deals_to_learn_from()
    manager = login("manager")
    start = f"{manager.base}/icp/win/learn/"

    answer = manager.post(start, {"exclude": ["deal.custom.Colour"]})

    assert (answer.status_code, answer["Location"]) == (302, start)
    assert 'hx-trigger="every 1s"' in manager.get(start).content.decode()
    outbox_drain(now=NOW)
    page = manager.get(start).content.decode()
    assert "every 1s" not in page
    stored = LearnedReport.objects.get()
    assert f"/icp/win/learn/reports/{stored.public_id}/" in page
    assert stored.report["left_out"] == {"deal.custom.Colour": "excluded"}


def test_learning_that_ends_while_its_page_is_made_is_never_shown_as_over_without_its_report(
    profile: Any, login: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    deals_to_learn_from()
    reader = login("read_only")
    icp_learn_enqueue(profile=profile, order=LearnOrder(Subject.DEAL), actor=ACTOR)

    def reports_then_the_end(of: Any) -> Any:
        outbox_drain(now=NOW)
        return report_list(of)

    monkeypatch.setattr("accounts.selectors.learning_pages.report_list", reports_then_the_end)
    watched = reader.get(f"{reader.base}/icp/win/learn/", headers={"HX-Request": "true"})

    assert watched.status_code == 200  # asked once more
    assert str(LearnedReport.objects.get().public_id) in watched.content.decode()


def test_the_watching_part_stops_asking_when_the_work_is_over(profile: Any, login: Any) -> None:
    reader = login("read_only")
    headers = {"HX-Request": "true"}
    job = icp_learn_enqueue(profile=profile, order=LearnOrder(Subject.DEAL), actor=ACTOR)
    assert reader.get(f"{reader.base}/icp/win/learn/", headers=headers).status_code == 200
    Job.objects.filter(pk=job.pk).update(state=Job.State.DONE)
    assert reader.get(f"{reader.base}/icp/win/learn/", headers=headers).status_code == 286


def test_a_profile_of_accounts_says_how_many_deals_it_cannot_use_and_what_to_do(as_acme: Any, login: Any) -> None:
    icp_profile_create(name="Fit", subject=Subject.ACCOUNT, actor=ACTOR, now=NOW)
    DealFactory(account=None, status="lost")
    reader = login("read_only")

    page = reader.get(f"{reader.base}/icp/fit/learn/").content.decode()

    assert "1 closed deal names no account" in page and f"{reader.base}/imports/unassigned/" in page


def test_learning_can_be_stopped(profile: Any, login: Any) -> None:
    job = icp_learn_enqueue(profile=profile, order=LearnOrder(Subject.DEAL), actor=ACTOR)
    manager = login("manager")

    manager.post(f"{manager.base}/icp/win/learn/cancel/")

    job.refresh_from_db()
    assert job.state == Job.State.CANCELLED


def test_a_bad_day_is_refused_in_place(profile: Any, login: Any) -> None:
    manager = login("manager")
    answer = manager.post(f"{manager.base}/icp/win/learn/", {"until": "soon"})
    assert (answer.status_code, Job.objects.count()) == (422, 0)


def test_too_few_deals_are_said_before_one_starts(profile: Any, login: Any) -> None:
    deals_to_learn_from(20)
    reader = login("read_only")
    page = reader.get(f"{reader.base}/icp/win/learn/").content.decode()
    assert "Too few to learn from" in page
    assert "Learn a draft" not in page


def test_the_report_tells_the_examination_in_plain_words(profile: Any, login: Any) -> None:
    deals_to_learn_from()
    stored = learned(profile)
    reader = login("read_only")

    page = reader.get(f"{reader.base}/icp/win/learn/reports/{stored.public_id}/").content.decode()

    assert "better than chance, with 95% certainty" in page
    assert "From 120 closed deals" in page
    assert "Origin" in page
    assert "None: no field looks as if it was filled in after the outcome." in page
    assert "There are few deals" in page


def test_a_version_that_knew_the_deals_is_not_shown_as_a_fair_rival(profile: Any, login: Any) -> None:
    deals_to_learn_from()
    first = learned(profile)
    icp_version_publish(version=version_get(profile, 1), note="", actor=ACTOR, now=NOW)
    again = learned(profile)
    reader = login("read_only")

    pages = [
        reader.get(f"{reader.base}/icp/win/learn/reports/{one.public_id}/").content.decode() for one in (first, again)
    ]

    assert ["Version 1, as published" in page for page in pages] == [False, True]
    assert ["Version 1 may have been learned from some of these deals" in page for page in pages] == [False, True]


def test_a_leaky_field_is_shown_with_its_reason_and_can_be_let_in_next_time(profile: Any, login: Any) -> None:
    from accounts.models import Deal

    deals_to_learn_from()
    for deal in Deal.objects.all():
        deal.custom["Result"] = "yes" if deal.status == "won" else "no"
        deal.save(update_fields=["custom"])
    stored = learned(profile)
    manager = login("manager")

    page = manager.get(f"{manager.base}/icp/win/learn/reports/{stored.public_id}/").content.decode()
    form = manager.get(f"{manager.base}/icp/win/learn/").content.decode()

    assert "Tells won from lost almost alone: an AUC of 1.00." in page
    assert "left out" in page
    assert 'name="include" value="deal.custom.Result"' in form
    kept = learned(profile, include=("deal.custom.Result",))
    page = manager.get(f"{manager.base}/icp/win/learn/reports/{kept.public_id}/").content.decode()
    assert "kept at your word" in page


def test_a_draft_without_use_has_no_publish_button_and_says_why(profile: Any, login: Any) -> None:
    deals_to_learn_from(30)
    learned(profile)
    manager = login("manager")

    page = manager.get(f"{manager.base}/icp/win/versions/1/").content.decode()
    refused = manager.post(f"{manager.base}/icp/win/versions/1/publish/", {"note": ""})

    assert "It cannot be published." in page
    assert "Publish…" not in page
    assert refused.status_code == 409
    assert IcpVersion.objects.get().status == "draft"


def test_a_report_of_another_profile_is_not_found(profile: Any, login: Any) -> None:
    stored = learned(profile)
    icp_profile_create(name="Other", subject=Subject.DEAL, actor=ACTOR, now=NOW)
    reader = login("read_only")
    assert reader.get(f"{reader.base}/icp/other/learn/reports/{stored.public_id}/").status_code == 404
