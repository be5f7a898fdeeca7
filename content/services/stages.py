"""Buyer stages, and which CRM stage stands for which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from common.errors import AbsError
from content.domain.stages import STARTER_STAGES
from content.models import BuyerStage, StageMapping
from users.services import Actor, audit_append

MOST_STAGES = 12
MOST_NAME = 120  # of a CRM stage, as a deal holds it


class StageInvalidError(AbsError):
    """The list of buyer stages, or a mapping to one, is not usable."""

    code = "buyer_stage_invalid"


@dataclass(frozen=True, slots=True)
class StageFacts:
    """A stage in its place. ``key`` empty: a new one."""

    key: str
    name: str


@transaction.atomic
def starter_stages_create(*, now: datetime) -> None:
    """This function will store awareness, interest, decision, purchase and loyalty, all editable.

    ``now`` belongs to the common signature of starters; nothing here is dated.
    """
    BuyerStage.objects.bulk_create(
        [
            BuyerStage(key=key, name=key.capitalize(), position=position)
            for position, key in enumerate(STARTER_STAGES, start=1)
        ]
    )


@transaction.atomic
def stages_update(*, stages: Sequence[StageFacts], actor: Actor) -> None:
    """This function will replace the ordered list of buyer stages; a stage left out goes with its placements.

    :raises StageInvalidError: when a name is empty or doubled, or there are none or too many.
    """
    names = [stage.name.strip() for stage in stages]
    if not 1 <= len(stages) <= MOST_STAGES:
        raise StageInvalidError(_("Keep 1 to %(most)s stages.") % {"most": MOST_STAGES})
    if "" in names or len({name.casefold() for name in names}) != len(names):
        raise StageInvalidError(_("Give every stage a name of its own."), fields={"name": _("empty or used twice")})
    BuyerStage.objects.exclude(key__in=[stage.key for stage in stages if stage.key]).delete()
    known = {stage.key: stage for stage in BuyerStage.objects.all()}
    for position, (stage, name) in enumerate(zip(stages, names, strict=True), start=1):
        row = known.get(stage.key)
        if row is not None:
            BuyerStage.objects.filter(pk=row.pk).update(name=name[:80], position=position)
            continue
        base = slugify(name)[:30] or "stage"
        key = next(k for n in range(1, MOST_STAGES + 2) if (k := base if n == 1 else f"{base}-{n}") not in known)
        known[key] = BuyerStage.objects.create(key=key, name=name[:80], position=position)
    audit_append(actor=actor, action="buyer_stages.update", object_type="buyer_stage", detail={"names": names})


@transaction.atomic
def stage_mappings_set(*, mappings: Mapping[str, str | None], actor: Actor) -> None:
    """This function will say which buyer stage each CRM stage stands for; ``None`` returns a CRM stage to the guess.

    :raises StageInvalidError: when a stage key is unknown, or a CRM stage has no or too long a name.
    """
    odd = next((crm for crm in mappings if not 0 < len(crm) <= MOST_NAME), None)
    if odd is not None:
        raise StageInvalidError(_("%(name)s is not a stage of a deal.") % {"name": odd[:40]})
    stages = {stage.key: stage.pk for stage in BuyerStage.objects.all()}
    unknown = sorted({key for key in mappings.values() if key is not None and key not in stages})
    if unknown:
        raise StageInvalidError(_("%(key)s is not a buyer stage.") % {"key": unknown[0]})
    StageMapping.objects.filter(crm_stage__in=[crm for crm, key in mappings.items() if key is None]).delete()
    StageMapping.objects.bulk_create(
        [StageMapping(crm_stage=crm, stage_id=stages[key]) for crm, key in mappings.items() if key is not None],
        update_conflicts=True,
        unique_fields=["tenant", "crm_stage"],
        update_fields=["stage"],
    )
    audit_append(actor=actor, action="stage_mapping.set", object_type="buyer_stage", detail={"count": len(mappings)})
