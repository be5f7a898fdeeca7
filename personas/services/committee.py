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
    deal = _deal(account_id, deal_id)
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
        detail={"fields": sorted(given), **_deal_named(deal)},
    )
    return seat


def _deal_named(deal: Deal | None) -> dict[str, str]:
    return {} if deal is None else {"deal": str(deal.public_id)}


def _deal(account_id: int, deal_id: int | None) -> Deal | None:
    if deal_id is None:
        return None
    deal: Deal | None = Deal.objects.filter(pk=deal_id, account_id=account_id).first()
    if deal is None:
        raise NotFoundError(_("This account has no such deal."))
    return deal


@transaction.atomic
def deal_committee_copy(*, account_id: int, deal_id: int, actor: Actor, now: datetime) -> int:
    """This function will seat the account's committee on a deal's, with all that is said of each; return how many came.

    Who sits there already keeps the seat. One audit row.

    :raises NotFoundError: when the account has no such deal.
    """
    deal = _deal(account_id, deal_id)
    own = list(CommitteeSeat.objects.filter(account_id=account_id, deal=None).order_by("pk"))
    there = set(CommitteeSeat.objects.filter(deal_id=deal_id).values_list("contact_id", flat=True))
    names = ("persona_id", "buying_role", "influence", "stance", "relationship", "concern", "next_action")
    copies = [
        CommitteeSeat(
            account_id=account_id,
            deal_id=deal_id,
            contact_id=seat.contact_id,
            last_contacted_at=seat.last_contacted_at,
            created_at=now,
            updated_at=now,
            **{name: getattr(seat, name) for name in names},
        )
        for seat in own
        if seat.contact_id not in there
    ]
    CommitteeSeat.objects.bulk_create(copies, ignore_conflicts=True)  # somebody may seat the same person meanwhile
    if copies and deal is not None:
        audit_append(
            actor=actor,
            action="committee_seat.copy",
            object_type="deal",
            object_id=str(deal.public_id),
            detail={"seats": len(copies)},
        )
    return len(copies)


@transaction.atomic
def seat_remove(*, account_id: int, contact_id: int, actor: Actor, now: datetime, deal_id: int | None = None) -> None:
    """This function will take a contact off a committee; the contact stays.

    :raises NotFoundError: when the contact has no seat there.
    """
    place: dict[str, Any] = {"account_id": account_id, "deal_id": deal_id, "contact_id": contact_id}
    seat = CommitteeSeat.objects.select_related("contact", "deal").filter(**place).first()
    if seat is None:
        raise NotFoundError(_("This contact has no seat on the committee."))
    seat.delete()
    coverage_refresh(account_ids={account_id}, now=now)
    audit_append(
        actor=actor,
        action="committee_seat.remove",
        object_type="contact",
        object_id=str(seat.contact.public_id),
        detail=_deal_named(seat.deal),
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
