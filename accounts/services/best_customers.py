"""A draft made of what the best customers have in common."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.domain.icp_facts import Subject
from accounts.domain.trait_rules import traits_criteria
from accounts.domain.traits import traits_compared
from accounts.models import IcpProfile, IcpVersion
from accounts.selectors.icp import version_get
from accounts.selectors.trait_members import Best
from accounts.selectors.traits import traits_of_best
from accounts.services.icp import criteria_replace, icp_profile_create, version_append
from accounts.services.workshop import key_unlike
from common.errors import AbsError
from users.services.audit import Actor, audit_append


class NoTraitsError(AbsError):
    """A draft needs at least one trait that is still among those looked at."""

    code = "icp_no_traits"


@transaction.atomic
def traits_draft_create(
    *,
    profile: IcpProfile,
    best: Best,
    chosen: Collection[str],
    label: Callable[[str], str],
    actor: Actor,
    now: datetime,
    name: str = "",
) -> IcpVersion:
    """This function will make a draft whose criteria are the chosen traits of the best customers, counted anew.

    ``chosen``: keys of traits. ``label`` names a fact. With a ``name`` the draft is the first of a new profile of
    accounts, else one more of ``profile``. Shares and weights: docs/formulas.md#traits-of-the-best.
    Side effects: audit rows.

    :raises NoTraitsError: when none of the chosen is among those looked at.
    :raises ProfileNameError: when the name is too long.
    """
    wanted = set(chosen)
    traits = [trait for trait in traits_compared(traits_of_best(best)) if trait.key in wanted]
    if not traits:
        raise NoTraitsError(_("Choose at least one trait."))
    if name.strip():
        profile = icp_profile_create(name=name, subject=Subject.ACCOUNT, actor=actor, now=now)
        draft = version_get(profile, 1)
    else:
        draft = version_append(profile=profile, source_id=None, actor=actor, now=now)
    draft.note = _("Made of what the best customers share")
    draft.save(update_fields=["note"])
    criteria: list[dict[str, Any]] = []
    for one in traits_criteria(traits):
        criteria.append({**one, "key": key_unlike(one["key"], criteria), "label": label(one["fact"])[:120]})
    criteria_replace(version=draft, criteria=criteria, actor=actor)
    audit_append(
        actor=actor,
        action="icp_version.traits",
        object_type="icp_profile",
        object_id=profile.key,
        detail={"number": draft.number, "traits": sorted(trait.key for trait in traits), "measure": best.measure},
    )
    return draft
