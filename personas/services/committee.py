"""Seats on committees, and the coverage written down for lists to sort by."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Account, Contact, Deal
from accounts.services.measures import account_measures_set
from common.errors import AbsError, NotFoundError
from personas.domain.committee import committee_read
from personas.models import BuyingRole, CommitteeSeat
from personas.selectors.committee import committee_members, committee_templates
from users.services import Actor, audit_append

MEASURE = "committee_coverage"  # basis points


class SeatInvalidError(AbsError):
    """A seat's fields are not usable; ``fields`` names each fault."""

    code = "committee_seat_invalid"


class _Unset:
    """The mark of a field that was not given, so that ``None`` can mean unknown."""


UNSET = _Unset()


@dataclass(frozen=True, slots=True)
class SeatFacts:
    """What is said of a person on a committee. A field left ``UNSET`` keeps its value; ``None`` means unknown."""

    buying_role: str | _Unset = UNSET
    influence: str | _Unset | None = UNSET
    stance: str | _Unset | None = UNSET
    relationship: str | _Unset | None = UNSET
    concern: str | _Unset = UNSET
    next_action: str | _Unset = UNSET

    def given(self) -> dict[str, Any]:
        """This function will return the fields that were given, by column."""
        names = ("buying_role", "influence", "stance", "relationship", "concern", "next_action")
        return {name: value for name in names if not isinstance(value := getattr(self, name), _Unset)}


def _faults(given: Mapping[str, Any]) -> dict[str, str]:
    choices: dict[str, Collection[str | None]] = {
        "buying_role": BuyingRole.values,
        "influence": [None, *CommitteeSeat.Influence.values],
        "stance": [None, *CommitteeSeat.Stance.values],
        "relationship": [None, *CommitteeSeat.Relationship.values],
    }
    return {
        name: _("Choose one of: %(choices)s.") % {"choices": ", ".join(str(c) for c in allowed if c is not None)}
        for name, allowed in choices.items()
        if name in given and given[name] not in allowed
    }


@transaction.atomic
def seat_set(
    *, account_id: int, contact_id: int, facts: SeatFacts, actor: Actor, now: datetime, deal_id: int | None = None
) -> CommitteeSeat:
    """This function will seat a contact on an account's or deal's committee, or change the seat.

    Coverage is measured again. Without a stated role a new seat is ``other``.

    :raises NotFoundError: when the contact is not this account's, or the deal is not.
    :raises SeatInvalidError: naming each unusable field.
    """
    contact = Contact.objects.filter(pk=contact_id, account_id=account_id).first()
    if contact is None:
        raise NotFoundError(_("This account has no such contact."))
    if deal_id is not None and not Deal.objects.filter(pk=deal_id, account_id=account_id).exists():
        raise NotFoundError(_("This account has no such deal."))
    given = facts.given()
    if faults := _faults(given):
        raise SeatInvalidError(" ".join(faults.values()), fields=faults)
    if "next_action" in given:
        given["next_action"] = given["next_action"][:300]
    place: dict[str, Any] = {"account_id": account_id, "deal_id": deal_id, "contact_id": contact_id}
    seat: CommitteeSeat
    seat, _made = CommitteeSeat.objects.update_or_create(
        **place,
        defaults={**given, "updated_at": now},
        create_defaults={"buying_role": BuyingRole.OTHER, **given, "created_at": now, "updated_at": now},
    )
    coverage_refresh(account_ids={account_id}, now=now)
    audit_append(
        actor=actor,
        action="committee_seat.set",
        object_type="contact",
        object_id=str(contact.public_id),
        detail={"fields": sorted(given)},
    )
    return seat


@transaction.atomic
def seat_remove(*, account_id: int, contact_id: int, actor: Actor, now: datetime, deal_id: int | None = None) -> None:
    """This function will take a contact off a committee; the contact stays.

    :raises NotFoundError: when the contact has no seat there.
    """
    place: dict[str, Any] = {"account_id": account_id, "deal_id": deal_id, "contact_id": contact_id}
    removed, _by_model = CommitteeSeat.objects.filter(**place).delete()
    if not removed:
        raise NotFoundError(_("This contact has no seat on the committee."))
    coverage_refresh(account_ids={account_id}, now=now)
    audit_append(
        actor=actor,
        action="committee_seat.remove",
        object_type="account",
        object_id=str(account_id),
        detail={"contact_id": contact_id},
    )


@transaction.atomic
def seats_contacted_mark(*, contacted: Mapping[int, datetime], now: datetime) -> None:
    """This function will note when contacts (by id) were last spoken to, keeping the newer instant of two.

    Called by whoever logs touches and sessions. Coverage of the accounts concerned is measured again.
    """
    seats = list(CommitteeSeat.objects.select_for_update().filter(contact_id__in=list(contacted)).order_by("id"))
    newer = [s for s in seats if s.last_contacted_at is None or s.last_contacted_at < contacted[s.contact_id]]
    for seat in newer:
        seat.last_contacted_at = contacted[seat.contact_id]
    CommitteeSeat.objects.bulk_update(newer, ["last_contacted_at"])
    coverage_refresh(account_ids={seat.account_id for seat in newer}, now=now)


@transaction.atomic
def coverage_refresh(*, account_ids: Collection[int], now: datetime) -> None:
    """This function will measure the accounts' committee coverage and write it down in basis points."""
    wanted = sorted(Account.objects.filter(pk__in=list(account_ids)).values_list("pk", flat=True))
    if not wanted:
        return
    members = committee_members(account_ids=wanted)
    templates = committee_templates(account_ids=wanted)
    on = timezone.localtime(now).date()
    account_measures_set(
        key=MEASURE,
        values={
            pk: committee_read(
                members=[person.member for person in members.get(pk, [])],
                template=templates[pk].rows,
                on=on,
                stale_days=templates[pk].contact_days,
            ).coverage_bp
            for pk in wanted
        },
        source="personas",
        now=now,
    )
