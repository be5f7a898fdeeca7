"""Reviews of profiles: recorded, and reminded of."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.domain.workshop import months_later
from accounts.models import IcpProfile, IcpReview
from accounts.notices import REVIEW_DUE
from accounts.selectors.icp import published_version
from common.errors import AbsError
from users.services.audit import Actor, audit_append
from users.services.notifications import Notice, notifications_add

DAYS_AHEAD = 7
MOST_TEXT = 5_000


class ReviewInvalidError(AbsError):
    """A review's next day lies behind it, or its note is too long; ``fields`` says which."""

    code = "icp_review_invalid"


@transaction.atomic
def icp_review_record(
    *, profile: IcpProfile, note: str, next_on: date | None, actor: Actor, now: datetime, today: date
) -> IcpReview:
    """This function will record that a profile was looked at, and set the day of the next look.

    Without a day it is the profile's rhythm from today; without a rhythm there is none. One audit row.

    :raises ReviewInvalidError: when the next day is not after today, or the note too long.
    """
    if next_on is None and profile.review_months:
        next_on = months_later(today, profile.review_months)
    faults = {}
    if next_on is not None and next_on <= today:
        faults["next_on"] = _("Choose a day after today.")
    if len(note) > MOST_TEXT:
        faults["note"] = _("At most %(limit)s characters.") % {"limit": MOST_TEXT}
    if faults:
        raise ReviewInvalidError(" ".join(faults.values()), fields=faults)
    published = published_version(profile)
    review: IcpReview = IcpReview.objects.create(
        profile=profile,
        reviewed_at=now,
        reviewed_by_id=actor.user_id,
        reviewed_by_label=actor.label[:254],
        version_number=published.number if published else None,
        note=note.strip(),
        next_on=next_on,
    )
    profile.review_on = next_on
    profile.save(update_fields=["review_on"])
    detail = {"next_on": next_on.isoformat() if next_on else None, "version": review.version_number}
    audit_append(
        actor=actor, action="icp_profile.review", object_type="icp_profile", object_id=profile.key, detail=detail
    )
    return review


@transaction.atomic
def icp_reviews_remind(*, today: date, now: datetime) -> int:
    """This function will tell everybody who may edit profiles which come up for review within a week, or have.

    Each hears once that a day comes near, and once that it has come. Returns how many notices were added.
    """
    notices = []
    coming = IcpProfile.objects.filter(review_on__lte=today + timedelta(days=DAYS_AHEAD)).order_by("id")
    for profile, review_on in ((one, one.review_on) for one in coming):
        if review_on is None:
            continue
        is_due, day = review_on <= today, review_on.isoformat()
        notices.append(
            Notice(
                kind=REVIEW_DUE,
                values={"profile": profile.name, "review_on": day, "is_due": is_due},
                permission="icp.write",
                about=profile.key,
                dedupe_key=f"{profile.public_id}:{day}:{'due' if is_due else 'soon'}",
            )
        )
    return notifications_add(notices=notices, now=now)
