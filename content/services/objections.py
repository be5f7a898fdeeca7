"""What buyers say against it, and the answers."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import AbsError
from content.models import Objection
from content.services.pieces import piece_delete, piece_store
from users.services import Actor


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
    return piece_store(
        Objection, pk=objection_id, columns=columns, missing=_("There is no such objection."), actor=actor
    )


@transaction.atomic
def objection_delete(*, objection_id: int, actor: Actor) -> None:
    """This function will delete an objection; sessions that met it keep its text.

    :raises NotFoundError: when there is no such objection.
    """
    piece_delete(Objection, pk=objection_id, missing=_("There is no such objection."), actor=actor)
