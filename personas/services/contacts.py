"""A contact typed by hand, through the same upsert as files and clients."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.domain.problems import fill
from accounts.models import Account, Contact
from accounts.services.upsert import Options, RecordResult, records_upsert
from common.errors import AbsError, ConflictError, NotFoundError
from personas.selectors.contacts import TYPED
from personas.services.assignment import contact_personas_refresh
from users.services import Actor


class ContactInvalidError(AbsError):
    """A contact's fields are not usable; ``fields`` names each fault."""

    code = "contact_invalid"


class StaleContactError(ConflictError):
    """Somebody changed the contact meanwhile."""

    code = "stale_version"


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """What is typed of a person; ``None`` means unknown."""

    first_name: str = ""
    last_name: str = ""
    email: str = ""
    phone: str = ""
    title: str = ""
    department: str | None = None
    seniority: str | None = None
    language: str | None = None
    status: str = Contact.Status.ACTIVE

    def record(self) -> dict[str, str | None]:
        """This function will return the facts as a record of the upsert."""
        return {
            "first_name": self.first_name,
            "last_name": self.last_name,
            "email": self.email or None,
            "phone": self.phone,
            "title": self.title,
            "department": self.department,
            "seniority": self.seniority,
            "language": self.language,
            "status": self.status,
        }


def _stored(result: RecordResult) -> int:
    if result.status == "error" or result.pk is None:
        fields = {p.column or "": fill(_(p.template), p.params) for p in result.problems}
        raise ContactInvalidError(" ".join(fields.values()), fields=fields)
    return result.pk


def _named(facts: ContactFacts) -> None:
    if not (facts.first_name.strip() or facts.last_name.strip() or facts.email.strip()):
        raise ContactInvalidError(
            _("Give a name or an e-mail address."), fields={"last_name": _("Give a name or an e-mail address.")}
        )


@transaction.atomic
def contact_create(*, account_id: int, facts: ContactFacts, actor: Actor, now: datetime) -> Contact:
    """This function will store a new person at an account and find their persona. Announces ``contact.changed``.

    The person belongs to the account's source, so that a later import of it finds them under their address.

    :raises NotFoundError: when there is no such account.
    :raises ContactInvalidError: naming each unusable field.
    """
    account: Account | None = Account.objects.filter(pk=account_id).first()
    if account is None:
        raise NotFoundError(_("There is no such account."))
    _named(facts)
    record = {"external_id": f"{TYPED}{uuid4()}", "account_external_id": account.external_id, **facts.record()}
    (result,) = records_upsert(
        "contacts", records=[record], source=account.source, now=now, actor=actor, options=Options(create_only=True)
    )
    contact: Contact = Contact.objects.get(pk=_stored(result))
    contact_personas_refresh(keys=[contact.pk], now=now)
    return contact


@transaction.atomic
def contact_update(
    *, contact_id: int, facts: ContactFacts, actor: Actor, now: datetime, version: int | None = None
) -> Contact:
    """This function will replace the typed fields of a contact and find their persona anew.

    Announces ``contact.changed`` if anything changed.

    :raises NotFoundError: when there is no such contact.
    :raises StaleContactError: when ``version`` is given and the contact has moved on.
    :raises ContactInvalidError: naming each unusable field.
    """
    contact: Contact | None = Contact.objects.select_for_update().filter(pk=contact_id).first()
    if contact is None:
        raise NotFoundError(_("There is no such contact."))
    if version is not None and contact.version != version:
        raise StaleContactError(_("Somebody changed this contact meanwhile. Look at it again before saving."))
    _named(facts)
    (result,) = records_upsert(
        "contacts",
        records=[dict(facts.record())],
        source=contact.source,
        now=now,
        actor=actor,
        options=Options(target=contact.pk),
    )
    _stored(result)
    contact_personas_refresh(keys=[contact.pk], now=now)
    contact.refresh_from_db()
    return contact
