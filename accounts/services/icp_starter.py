"""The profile a new workspace begins with."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.domain.icp_starter import starter_criteria
from accounts.models import IcpProfile
from accounts.selectors.icp import version_get
from accounts.services.icp import criteria_replace, icp_profile_create
from accounts.services.icp_publish import icp_version_publish
from users.services.audit import Actor


@transaction.atomic
def starter_icp_create(*, now: datetime) -> IcpProfile:
    """This function will create and publish the starter profile, which is the primary one. Writes audit rows."""
    actor = Actor.of_task("accounts.starter")
    profile = icp_profile_create(name=_("Our ideal customer"), actor=actor, now=now)
    draft = version_get(profile, 1)
    criteria = [{**criterion, "label": _(criterion["label"])} for criterion in starter_criteria()]
    criteria_replace(version=draft, criteria=criteria, actor=actor)
    icp_version_publish(version=draft, note=_("Starter profile"), actor=actor, now=now)
    return profile
