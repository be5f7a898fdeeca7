from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from accounts.domain.icp_facts import Subject
from accounts.domain.icp_parse import version_parse
from accounts.models import IcpVersion, LearnedReport, Signal
from accounts.selectors.icp import criterion_rows, version_get, version_spec
from accounts.selectors.learning import chances_of, opening_scores
from accounts.services.icp import icp_draft_create, icp_draft_discard, icp_profile_create
from accounts.services.icp_publish import icp_version_publish, icp_version_rollback
from accounts.services.learning import (
    LearningFieldError,
    LearnOrder,
    SubjectError,
    icp_learn,
    icp_learn_cancel,
    icp_learn_enqueue,
    profile_for_learning,
)
from accounts.services.usability import NotUsableError
from outbox.models import Job
from outbox.services import outbox_drain
from tests.accounts.icp_examples import ACTOR, NOW, draft_with
from tests.accounts.learning_examples import deals_to_learn_from, no_black_box
from tests.factories import AccountFactory, DealFactory
from users.models import AuditEntry, Notification
from users.notices import notice_link, notice_text
from users.services.audit import Actor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_black_box")]
__all__ = ["no_black_box"]

ORDER = LearnOrder(Subject.DEAL)


def new_profile(name: str = "Win") -> Any:
    return icp_profile_create(name=name, subject=Subject.DEAL, actor=ACTOR, now=NOW)


def learned(profile: Any, order: LearnOrder = ORDER) -> LearnedReport:
    return icp_learn(profile=profile, order=order, actor=ACTOR, now=NOW)


def test_learning_fills_the_empty_first_draft_and_stores_a_report(as_acme: Any) -> None:
    deals_to_learn_from()
    profile = new_profile()

    stored = learned(profile)

    assert (stored.decision, stored.version_number) == ("usable", 1)
    rows = criterion_rows(version_get(profile, 1).pk)
    assert {row["rule"]["kind"] for row in rows} == {"table"}
    assert {axis["fact"] for row in rows[:2] for axis in row["rule"]["axes"]} == {"deal.custom.Origin", "deal.amount"}
    assert (stored.report["n"], stored.report["split"]) == (120, "time")
    assert stored.report["order"] == {"subject": "deal", "until": None, "include": [], "exclude": []}
    assert AuditEntry.objects.filter(action="icp_version.learn").count() == 1


def test_learning_again_opens_another_draft_and_keeps_both_reports(as_acme: Any) -> None:
    deals_to_learn_from()
    profile = new_profile()
    learned(profile)

    again = learned(profile, LearnOrder(Subject.DEAL, exclude=("Colour",)))

    assert again.version_number == 2
    assert LearnedReport.objects.count() == 2
    assert again.report["left_out"] == {"deal.custom.Colour": "excluded"}


def test_a_usable_draft_is_published_and_its_successor_is_compared_with_it(as_acme: Any) -> None:
    deals_to_learn_from()
    profile = new_profile()
    learned(profile)
    icp_version_publish(version=version_get(profile, 1), note="", actor=ACTOR, now=NOW)

    again = learned(profile)

    assert IcpVersion.objects.get(number=1).status == "published"
    assert IcpVersion.objects.get(number=1).note == "Learned from 120 closed deals"
    assert again.report["compared_with"] == 1
    assert again.report["current_auc"] > 0.5


def test_a_draft_without_use_is_neither_published_nor_copied(as_acme: Any) -> None:
    deals_to_learn_from(140, strength=0.0)
    profile = new_profile()

    assert learned(profile).decision == "no_useful_model"

    version = version_get(profile, 1)
    with pytest.raises(NotUsableError):
        icp_version_publish(version=version, note="", actor=ACTOR, now=NOW)
    with pytest.raises(NotUsableError):
        icp_draft_create(profile=profile, number=1, actor=ACTOR, now=NOW)
    assert draft_with(profile, []).number == 2


def test_too_few_deals_give_a_report_and_a_draft_that_is_not_published(as_acme: Any) -> None:
    deals_to_learn_from(30)
    profile = new_profile()

    stored = learned(profile)

    assert (stored.decision, stored.report["auc"], stored.report["warnings"]) == (
        "too_little_data",
        None,
        ["small_data"],
    )
    with pytest.raises(NotUsableError):
        icp_version_publish(version=version_get(profile, 1), note="", actor=ACTOR, now=NOW)


def test_nothing_to_learn_from_is_said_too(as_acme: Any) -> None:
    stored = learned(new_profile())
    assert (stored.decision, stored.report["n"]) == ("too_little_data", 0)


def test_a_report_outlives_its_draft(as_acme: Any) -> None:
    deals_to_learn_from()
    profile = new_profile()
    stored = learned(profile)

    icp_draft_discard(version=version_get(profile, 1), actor=ACTOR)

    stored.refresh_from_db()
    assert (stored.version_id, stored.version_number) == (None, 1)


def test_the_chances_of_a_learned_version_rise_with_its_score(as_acme: Any) -> None:
    deals_to_learn_from()
    profile = new_profile()
    learned(profile)

    chances = chances_of(version_get(profile, 1))

    assert chances is not None
    assert 0 < chances.of(0) < chances.of(50_000) < chances.of(100_000) < 1
    assert chances_of(version_get(new_profile("Other"), 1)) is None


def test_a_learned_version_brought_back_has_its_chances_again(as_acme: Any) -> None:
    deals_to_learn_from()
    profile = new_profile()
    learned(profile)
    icp_version_publish(version=version_get(profile, 1), note="", actor=ACTOR, now=NOW)
    learned(profile, LearnOrder(Subject.DEAL, exclude=("Origin",)))
    icp_version_publish(version=version_get(profile, 2), note="", actor=ACTOR, now=NOW)

    again = icp_version_rollback(profile=profile, number=1, actor=ACTOR, now=NOW).version

    assert chances_of(again) == chances_of(version_get(profile, 1)) != chances_of(version_get(profile, 2))


def test_until_is_part_of_what_is_learned(as_acme: Any) -> None:
    deals_to_learn_from()
    stored = learned(new_profile(), LearnOrder(Subject.DEAL, until=date(2024, 3, 1)))
    assert (stored.report["n"], stored.report["order"]["until"]) == (60, "2024-03-01")


def test_technologies_and_signals_known_beforehand_are_learned_from_and_later_ones_not(as_acme: Any) -> None:
    for number in range(120):
        opened = date(2025, 1, 1) + timedelta(days=number)
        wins = (number % 2 == 1) != (number % 11 == 0)
        account = AccountFactory(technologies=["SAP", "Jira"] if number % 2 else ["Jira"])
        DealFactory(account=account, status="won" if wins else "lost", created_on=opened)
        for kind, day in (("visit", opened - timedelta(days=3)), ("thanks", opened + timedelta(days=90))):
            if wins or number % 3 == 0:
                at = datetime.combine(day, time(9), UTC)
                Signal.objects.create(account=account, external_id=f"{kind}{number}", kind=kind, occurred_at=at)
    profile = new_profile()

    stored = learned(profile)

    rows = criterion_rows(version_get(profile, 1).pk)
    read = {axis["fact"] for row in rows for axis in row["rule"]["axes"]}
    assert stored.decision == "usable"
    assert "technologies" in read
    assert read & {"signal.visit", "signal_count.visit"}
    assert not read & {"signal.thanks", "signal_count.thanks"}  # they came after the deals were opened
    assert (
        learned(profile, LearnOrder(Subject.DEAL, exclude=("technologies",))).report["left_out"]["technologies: SAP"]
        == "excluded"
    )


def test_a_list_among_ones_own_fields_is_learned_and_scores(as_acme: Any) -> None:
    for number in range(120):
        wins = (number % 2 == 1) != (number % 11 == 0)
        modules = ["CRM", "ERP"] if number % 2 else ["CRM", "HR"]
        opened = date(2025, 1, 1) + timedelta(days=number)
        DealFactory(status="won" if wins else "lost", created_on=opened, custom={"Modules": modules})
    profile = new_profile()

    stored = learned(profile)

    version = version_get(profile, 1)
    axes = [axis for row in criterion_rows(version.pk) for axis in row["rule"]["axes"]]
    assert stored.decision == "usable"
    assert {"fact": "deal.custom.Modules", "list": True, "categories": [["ERP"]]} in axes
    ids = [DealFactory(custom={"Modules": given}).pk for given in (["ERP"], ["HR"])]
    erp, hr = opening_scores(version_spec(version.pk), ids, now=NOW)
    assert erp > hr


def test_what_was_learned_scores_deals_by_list_and_signal(as_acme: Any) -> None:
    spec = version_parse(
        [
            {
                "key": "sap",
                "label": "SAP",
                "group": "predictive",
                "fact": "",
                "weight": 10,
                "rule": {
                    "kind": "table",
                    "axes": [
                        {"fact": "technologies", "categories": [["SAP"]]},
                        {"fact": "signal.visit", "edges": [30]},
                    ],
                    "shares": [1000, 600, 500, 300, 200, 100, 50, 40, 30],
                },
            }
        ]
    )
    criterion = spec.criteria[0]

    told = [criterion.rule.outcome(*facts) for facts in ((("sap", "x"), 5), ((), None), (None, 31))]  # type: ignore[call-arg]

    assert [(one.share, one.unknown) for one in told] == [(1000, False), (100, False), (40, True)]


def test_a_field_that_is_not_there_is_named(as_acme: Any) -> None:
    deals_to_learn_from()
    with pytest.raises(LearningFieldError, match="Colr"):
        learned(new_profile(), LearnOrder(Subject.DEAL, exclude=("Colr",)))


def test_a_profile_of_another_subject_is_refused(as_acme: Any) -> None:
    with pytest.raises(SubjectError):
        learned(new_profile(), LearnOrder(Subject.ACCOUNT))
    with pytest.raises(SubjectError):
        profile_for_learning(name="win", subject=Subject.ACCOUNT, actor=ACTOR, now=NOW)


def test_a_missing_profile_is_made_once(as_acme: Any) -> None:
    made = profile_for_learning(name="Win score", subject=Subject.DEAL, actor=ACTOR, now=NOW)
    assert (made.key, made.subject) == ("win-score", "deal")
    for name in ("win-score", "Win score", str(made.public_id)):
        assert profile_for_learning(name=name, subject=Subject.DEAL, actor=ACTOR, now=NOW).pk == made.pk


def test_the_job_learns_and_its_result_names_the_report(as_acme: Any) -> None:
    deals_to_learn_from()
    profile = new_profile()
    job = icp_learn_enqueue(profile=profile, order=LearnOrder(Subject.DEAL, exclude=("Colour",)), actor=ACTOR)

    outbox_drain(now=NOW)

    job.refresh_from_db()
    stored = LearnedReport.objects.get()
    assert (job.state, job.progress_done, job.progress_total) == (Job.State.DONE, 5, 5)
    assert job.result == {"report": str(stored.public_id), "version": 1, "decision": "usable"}
    assert stored.report["order"]["exclude"] == ["Colour"]


def test_a_waiting_order_is_replaced_by_a_newer_one_and_can_be_stopped(as_acme: Any) -> None:
    profile = new_profile()
    first = icp_learn_enqueue(profile=profile, order=ORDER, actor=ACTOR)
    second = icp_learn_enqueue(profile=profile, order=LearnOrder(Subject.DEAL, exclude=("x",)), actor=ACTOR)
    assert (first.pk, second.payload["order"]["exclude"]) == (second.pk, ["x"])

    icp_learn_cancel(profile=profile, actor=ACTOR)

    second.refresh_from_db()
    assert second.state == Job.State.CANCELLED
    assert AuditEntry.objects.filter(action="icp_profile.learn_cancel").count() == 1


def test_the_member_who_asked_is_told_when_it_ends(as_acme: Any, login: Any) -> None:
    profile = new_profile()
    user = login("manager").user
    actor = Actor("user", str(user.public_id), user.email, user.pk)

    icp_learn(profile=profile, order=ORDER, actor=actor, now=NOW)
    learned(profile)

    (told,) = Notification.objects.all()
    assert told.user_id == user.pk
    assert notice_text(told) == "“Win”: there are too few closed deals to learn from."
    assert notice_link(told).endswith("/icp/win/learn/")
