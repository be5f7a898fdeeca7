"""Letters with variables."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import AbsError
from content.domain.rendering import VARIABLES, UnknownVariable, template_check
from content.models import Template
from content.services.pieces import piece_delete, piece_store
from users.services import Actor

CHANNELS = ("email", "direct_mail", "social", "voicemail")


class TemplateInvalidError(AbsError):
    """A template's fields are not usable; ``fields`` names each fault, and each unknown variable."""

    code = "template_invalid"


@dataclass(frozen=True, slots=True)
class TemplateFacts:
    """Everything a template says."""

    name: str
    body: str
    subject: str = ""
    channel: str = "email"
    language: str = "en"
    persona_id: int | None = None
    stage_id: int | None = None


def _faults(facts: TemplateFacts, template_id: int | None) -> dict[str, str]:
    faults: dict[str, str] = {}
    if not facts.name.strip():
        faults["name"] = _("Give the template a name.")
    elif Template.objects.filter(name=facts.name.strip()).exclude(pk=template_id or 0).exists():
        faults["name"] = _("Another template has this name.")
    if not facts.body.strip():
        faults["body"] = _("Write the text.")
    if facts.channel not in CHANNELS:
        faults["channel"] = _("Choose one of the channels.")
    for field in ("subject", "body"):
        try:
            template_check(getattr(facts, field))
        except UnknownVariable as unknown:
            faults[field] = _("[%(names)s] is not a variable. Known are: %(known)s.") % {
                "names": "], [".join(unknown.names),
                "known": ", ".join(f"[{name}]" for name in VARIABLES),
            }
    return faults


@transaction.atomic
def template_set(*, template_id: int | None, facts: TemplateFacts, actor: Actor, now: datetime) -> Template:
    """This function will store a template, a new one when ``template_id`` is ``None``.

    :raises NotFoundError: when there is no such template.
    :raises TemplateInvalidError: naming each unusable field and each unknown variable.
    """
    if faults := _faults(facts, template_id):
        raise TemplateInvalidError(" ".join(faults.values()), fields=faults)
    columns = {**asdict(facts), "name": facts.name.strip(), "updated_at": now}
    return piece_store(Template, pk=template_id, columns=columns, missing=_("There is no such template."), actor=actor)


@transaction.atomic
def template_delete(*, template_id: int, actor: Actor) -> None:
    """This function will delete a template.

    :raises NotFoundError: when there is no such template.
    """
    piece_delete(Template, pk=template_id, missing=_("There is no such template."), actor=actor)
