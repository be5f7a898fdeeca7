"""Reviews are recorded with who, when and what next, and members are reminded once of each day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from accounts.models import IcpReview
from accounts.services.icp import ReviewRhythmError, icp_profile_update
from accounts.services.icp_reviews import ReviewInvalidError, icp_review_record, icp_reviews_remind
from outbox.services import job_enqueue, outbox_drain
from tests.accounts.icp_examples import ACTOR, NOW, profile_with
from tests.factories import member
from users.models import AuditEntry, Notification
from users.notices import notice_link, notice_text

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 4)


def review(profile: Any, **more: Any) -> IcpReview:
    given = {"note": " Still right ", "next_on": None, "actor": ACTOR, "now": NOW, "today": TODAY}
    return icp_review_record(profile=profile, **{**given, **more})


def due(profile: Any, day: date) -> None:
    profile.review_on = day
    profile.save(update_fields=["review_on"])


def test_a_review_keeps_what_was_found_and_sets_the_next_day(as_acme):
    profile = profile_with()

    made = review(profile, next_on=date(2026, 11, 1))

    profile.refresh_from_db()
    assert (made.note, made.version_number, made.reviewed_at) == ("Still right", 1, NOW)
    assert profile.review_on == made.next_on == date(2026, 11, 1)
    entry = AuditEntry.objects.get(action="icp_profile.review")
    assert entry.detail == {"next_on": "2026-11-01", "version": 1}


def test_without_a_day_the_rhythm_sets_it_and_without_a_rhythm_there_is_none(as_acme):
    profile = profile_with()
    assert review(profile).next_on is None

    icp_profile_update(profile=profile, name="Best", review_on=None, is_primary=True, review_months=6, actor=ACTOR)

    assert review(profile).next_on == date(2026, 11, 4)
    assert IcpReview.objects.count() == 2


@pytest.mark.parametrize(("given", "field"), [({"next_on": TODAY}, "next_on"), ({"note": "x" * 5001}, "note")])
def test_a_review_that_ends_before_it_began_is_refused(as_acme, given, field):
    with pytest.raises(ReviewInvalidError) as refusal:
        review(profile_with(), **given)

    assert list(refusal.value.fields) == [field]


@pytest.mark.parametrize("months", [0, 61])
def test_a_rhythm_is_between_one_and_sixty_months(as_acme, months):
    with pytest.raises(ReviewRhythmError):
        icp_profile_update(
            profile=profile_with(), name="Best", review_on=None, is_primary=True, review_months=months, actor=ACTOR
        )


def test_who_may_edit_is_told_once_that_the_day_comes_and_once_that_it_came(as_acme):
    manager, _rep = member(as_acme, "manager"), member(as_acme, "rep")
    profile = profile_with()
    due(profile, date(2026, 5, 11))

    told = [icp_reviews_remind(today=day, now=NOW) for day in (date(2026, 5, 3), TODAY, date(2026, 5, 5))]
    told.append(icp_reviews_remind(today=date(2026, 5, 11), now=NOW))

    assert told == [0, 1, 0, 1]
    soon, came = Notification.objects.order_by("pk")
    assert {soon.user_id, came.user_id} == {manager.pk}
    assert "comes up for review on" in notice_text(soon) and "is up for review since" in notice_text(came)
    assert notice_link(came).endswith("/icp/best/reviews/")


def test_a_review_ends_the_reminders(as_acme):
    member(as_acme, "manager")
    profile = profile_with()
    due(profile, TODAY)
    review(profile, next_on=date(2027, 5, 4))

    assert icp_reviews_remind(today=TODAY, now=NOW) == 0


def test_the_nightly_job_reminds(as_acme):
    member(as_acme, "manager")
    due(profile_with(), date(2020, 1, 1))
    job_enqueue(kind="accounts.icp_reviews", payload={})

    outbox_drain()

    assert Notification.objects.filter(kind="accounts.icp_review").count() == 1
