"""A draft of a profile that ranks accounts by more than fit."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.domain.icp_priority import MEASURES, priority_criteria
from accounts.models import AccountMeasure, IcpProfile
from accounts.selectors.icp import ProfileNotFoundError, primary_profile, version_get
from accounts.services.icp import criteria_replace, icp_profile_create
from users.services.audit import Actor


@transaction.atomic
def priority_profile_create(*, actor: Actor, now: datetime) -> IcpProfile:
    """This function will create a profile whose draft reads the primary profile's fit and the measures that exist.

    It is edited and published like any other; nothing uses it before the tier policy names it. Writes audit rows.

    :raises ProfileNotFoundError: when no profile is primary.
    """
    primary = primary_profile()
    if primary is None:
        raise ProfileNotFoundError(_("Make one profile the primary one first; priority builds on its fit."))
    known = AccountMeasure.objects.filter(key__in=MEASURES).values_list("key", flat=True).distinct()
    profile = icp_profile_create(name=_("Priority"), actor=actor, now=now)
    criteria = [{**one, "label": _(one["label"])} for one in priority_criteria(primary.key, set(known))]
    criteria_replace(version=version_get(profile, 1), criteria=criteria, actor=actor)
    return profile
