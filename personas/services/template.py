"""The committee template: whom a complete committee needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import AbsError, NotFoundError
from personas.models import BuyingRole, CommitteeTemplate, CommitteeTemplateSeat, Persona
from personas.services.personas import personas_reassess
from users.services import Actor, audit_append

MOST_NEEDED = 20
MOST_WEIGHT = 1000
MOST_DAYS = 3650


class TemplateInvalidError(AbsError):
    """A line of the committee template is not usable; ``fields`` names each fault."""

    code = "committee_template_invalid"


@dataclass(frozen=True, slots=True)
class TemplateSeat:
    """One wanted chair. ``need`` people, counting ``weight`` in coverage."""

    persona_id: int
    buying_role: str
    need: int
    weight: int


def _faults(seats: Sequence[TemplateSeat], contact_days: int | None) -> dict[str, str]:
    faults: dict[str, str] = {}
    known = set(Persona.objects.values_list("pk", flat=True))
    personas = [seat.persona_id for seat in seats]
    if not set(personas) <= known:
        faults["persona"] = _("One of the personas no longer exists.")
    if len(set(personas)) != len(personas):
        faults["persona"] = _("Each persona may stand on the template once.")
    if any(seat.buying_role not in BuyingRole for seat in seats):
        faults["buying_role"] = _("Choose one of the buying roles.")
    if any(not 1 <= seat.need <= MOST_NEEDED for seat in seats):
        faults["need"] = _("Ask for 1 to %(most)s people.") % {"most": MOST_NEEDED}
    if any(not 1 <= seat.weight <= MOST_WEIGHT for seat in seats):
        faults["weight"] = _("Weights run from 1 to %(most)s.") % {"most": MOST_WEIGHT}
    if contact_days is not None and not 1 <= contact_days <= MOST_DAYS:
        faults["contact_days"] = _("Days run from 1 to %(most)s.") % {"most": MOST_DAYS}
    return faults


@transaction.atomic
def committee_template_update(
    *, template_id: int, seats: Sequence[TemplateSeat], contact_days: int | None, actor: Actor
) -> CommitteeTemplate:
    """This function will replace a template's lines and have coverage measured again, in the background.

    :raises NotFoundError: when there is no such template.
    :raises TemplateInvalidError: naming each unusable field.
    """
    template: CommitteeTemplate | None = CommitteeTemplate.objects.select_for_update().filter(pk=template_id).first()
    if template is None:
        raise NotFoundError(_("There is no such committee template."))
    if faults := _faults(seats, contact_days):
        raise TemplateInvalidError(" ".join(faults.values()), fields=faults)
    template.contact_days = contact_days
    template.save(update_fields=["contact_days"])
    CommitteeTemplateSeat.objects.filter(template_id=template_id).delete()
    CommitteeTemplateSeat.objects.bulk_create(
        [
            CommitteeTemplateSeat(
                template_id=template_id,
                persona_id=seat.persona_id,
                buying_role=seat.buying_role,
                need=seat.need,
                weight=seat.weight,
                position=position,
            )
            for position, seat in enumerate(seats)
        ]
    )
    personas_reassess()
    audit_append(
        actor=actor,
        action="committee_template.update",
        object_type="committee_template",
        object_id=str(template.public_id),
        detail={"lines": len(seats)},
    )
    return template
