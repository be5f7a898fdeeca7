"""The demo's priority: fit, engagement, expected lifetime value and win score in one ordinary profile."""

from __future__ import annotations

from datetime import datetime

from accounts.selectors.icp import version_get
from accounts.services.icp_priority import priority_profile_create
from accounts.services.icp_publish import icp_version_publish
from metrics.services.account_values import account_values_request
from outbox.services import outbox_drain
from users.services import Actor

ACTOR = Actor.of_command("load_demo")


def priority_load(*, now: datetime) -> None:
    """This function will work out what accounts are expected to be worth, and publish a profile that reads it all.

    The tier policy goes on ranking by fit: choosing priority there is left to whoever looks around.
    """
    account_values_request()
    outbox_drain(now=now)
    profile = priority_profile_create(actor=ACTOR, now=now)
    icp_version_publish(version=version_get(profile, 1), note="What else counts besides fit", actor=ACTOR, now=now)
    outbox_drain(now=now)
