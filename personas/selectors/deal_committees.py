"""The committees of an account's deals, beside the account's own."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from accounts.models import Deal
from personas.domain.committee import committee_read
from personas.models import CommitteeSeat
from personas.selectors.committee import CommitteeView, Person, seated_people


@dataclass(frozen=True, slots=True)
class DealCommittee:
    """A deal's committee in one line. ``coverage_bp`` is None where no template says who is wanted."""

    seats: int
    coverage_bp: int | None
    gaps: int  # people missing
    stances: tuple[tuple[str, str, int], ...]  # value, label and how many, from champions to blockers


def deal_find(*, account_id: int, public_id: object) -> Deal | None:
    """This function will return an account's deal, or None."""
    found: Deal | None = Deal.objects.filter(account_id=account_id, public_id=public_id).first()
    return found


def deal_committees(*, account_id: int, own: CommitteeView, now: datetime) -> dict[int, DealCommittee]:
    """This function will return the committees of an account's deals that have one, by deal id, in one query.

    ``own`` is the account's committee, whose template its deals share.
    """
    seated: dict[int, list[Person]] = defaultdict(list)
    for person in seated_people(Q(account_id=account_id, deal__isnull=False), is_named=False):
        seated[person.seat.deal_id or 0].append(person)
    rows = [chair.row for chair in own.committee.chairs]
    on = timezone.localtime(now).date()
    found = {}
    for deal_id, people in seated.items():
        members = [person.member for person in people]
        read = committee_read(members=members, template=rows, on=on, stale_days=own.contact_days)
        counts = Counter(person.seat.stance for person in people)
        found[deal_id] = DealCommittee(
            seats=len(people),
            coverage_bp=read.coverage_bp,
            gaps=sum(chair.missing for chair in read.chairs),
            stances=tuple((s.value, str(s.label), counts[s.value]) for s in CommitteeSeat.Stance if counts[s.value]),
        )
    return found
