"""What buyers say against it, and the answers."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import AbsError, NotFoundError
from content.models import Objection
from users.services import Actor, audit_append


class ObjectionInvalidError(AbsError):
    """An objection's fields are not usable; ``fields`` names each fault."""

    code = "objection_invalid"


@dataclass(frozen=True, slots=True)
class ObjectionFacts:
    """An objection with its answer; ``None`` means any persona or product."""

    text: str
    answer: str
    persona_id: int | None = None
    product_id: int | None = None
    asset_id: int | None = None
    keywords: tuple[str, ...] = ()


def _faults(facts: ObjectionFacts, objection_id: int | None) -> dict[str, str]:
    faults: dict[str, str] = {}
    if not facts.text.strip():
        faults["text"] = _("Write what the buyer says.")
    elif Objection.objects.filter(text=facts.text.strip()).exclude(pk=objection_id or 0).exists():
        faults["text"] = _("This objection is listed already.")
    if not facts.answer.strip():
        faults["answer"] = _("Write the answer.")
    return faults


@transaction.atomic
def objection_set(*, objection_id: int | None, facts: ObjectionFacts, actor: Actor) -> Objection:
    """This function will store an objection, a new one when ``objection_id`` is ``None``.

    :raises NotFoundError: when there is no such objection.
    :raises ObjectionInvalidError: naming each unusable field.
    """
    if faults := _faults(facts, objection_id):
        raise ObjectionInvalidError(" ".join(faults.values()), fields=faults)
    columns = {**asdict(facts), "text": facts.text.strip(), "keywords": list(facts.keywords)}
    if objection_id is None:
        objection: Objection = Objection.objects.create(**columns)
        objection.refresh_from_db(fields=["public_id"])
    else:
        if not Objection.objects.filter(pk=objection_id).update(**columns):
            raise NotFoundError(_("There is no such objection."))
        objection = Objection.objects.get(pk=objection_id)
    audit_append(actor=actor, action="objection.set", object_type="objection", object_id=str(objection.public_id))
    return objection


@transaction.atomic
def objection_delete(*, objection_id: int, actor: Actor) -> None:
    """This function will delete an objection; sessions that met it keep its text.

    :raises NotFoundError: when there is no such objection.
    """
    removed, _by_model = Objection.objects.filter(pk=objection_id).delete()
    if not removed:
        raise NotFoundError(_("There is no such objection."))
    audit_append(actor=actor, action="objection.delete", object_type="objection", object_id=str(objection_id))
