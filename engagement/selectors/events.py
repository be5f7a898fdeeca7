"""The events that engagement is counted from: touches, sales sessions held and signals, with who took part."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db.models import Q

from accounts.models import Contact, Signal
from engagement.domain.points import Event, Person
from engagement.domain.rules import SESSION, SIGNAL, TOUCH, UNKNOWN_LEVEL
from engagement.models import SalesSession, SessionParticipant, Touch, TouchContact
from personas.domain.resolution import seniority_known
from tenancy.context import required_tenant_id
from users.models import Membership

# shared by everybody: an address there says nothing about who employs its owner
FREE_MAIL = frozenset(
    {
        "gmail.com",
        "googlemail.com",
        "outlook.com",
        "hotmail.com",
        "live.com",
        "yahoo.com",
        "icloud.com",
        "me.com",
        "aol.com",
        "gmx.de",
        "gmx.net",
        "web.de",
        "mail.ru",
        "yandex.ru",
        "proton.me",
        "protonmail.com",
        "freemail.hu",
        "abv.bg",
    }
)


@dataclass(frozen=True)
class Among:
    """Some accounts: these, or those in ``[lower, upper)``."""

    keys: tuple[int, ...] | None = None
    lower: int = 0
    upper: int = 0

    def q(self, field: str = "account_id") -> Q:
        """Return the condition on a column that holds an account's id."""
        if self.keys is not None:
            return Q(**{f"{field}__in": self.keys})
        return Q(**{f"{field}__gte": self.lower, f"{field}__lt": self.upper})


def own_domains() -> frozenset[str]:
    """This function will return the mail domains of the workspace's members, without those that anybody can have."""
    mails = Membership.objects.filter(tenant_id=required_tenant_id()).values_list("user__email", flat=True)
    return frozenset(_domain(mail) for mail in mails) - FREE_MAIL


def events_read(among: Among, *, since: datetime, now: datetime, ours: frozenset[str]) -> dict[int, list[Event]]:
    """This function will read the events of accounts from ``since`` to ``now``, by account id, in six queries at most.

    ``ours``: mail domains whose people are our own.
    """
    touches = Touch.objects.filter(among.q(), occurred_at__gte=since, occurred_at__lte=now).values_list(
        "pk", "account_id", "kind", "occurred_at", "direction", "outcome", "duration_minutes"
    )
    held = SalesSession.objects.filter(
        among.q(), status=SalesSession.Status.HELD, starts_at__gte=since, starts_at__lte=now
    ).values_list("pk", "account_id", "outcome", "starts_at", "duration_minutes")
    signals = Signal.objects.filter(among.q(), occurred_at__gte=since, occurred_at__lte=now).values_list(
        "pk", "account_id", "kind", "occurred_at", "contact_id", "payload__bot"
    )
    touch_rows, session_rows, signal_rows = list(touches), list(held), list(signals)
    there = _links(TouchContact.objects.filter(touch_id__in=[row[0] for row in touch_rows]), "touch_id")
    present = _links(SessionParticipant.objects.filter(session_id__in=[row[0] for row in session_rows]), "session_id")
    wanted = {who for people in (*there.values(), *present.values()) for who in people}
    people = _people(wanted | {row[4] for row in signal_rows if row[4]}, ours)
    found: dict[int, list[Event]] = defaultdict(list)
    for pk, account_id, kind, at, direction, outcome, minutes in touch_rows:
        who = tuple(people[one] for one in there.get(pk, ()))
        found[account_id].append(
            Event((TOUCH, pk), kind, at, direction=direction, outcome=outcome or "", minutes=minutes, people=who)
        )
    for pk, account_id, outcome, at, minutes in session_rows:
        who = tuple(people[one] for one in present.get(pk, ()))
        found[account_id].append(Event((SESSION, pk), "", at, outcome=outcome or "", minutes=minutes, people=who))
    for pk, account_id, kind, at, contact_id, bot in signal_rows:
        who = (people[contact_id],) if contact_id else ()
        found[account_id].append(Event((SIGNAL, pk), kind, at, is_bot=bot is True, people=who))
    return dict(found)


def _links(rows: object, key: str) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for event_id, contact_id in rows.values_list(key, "contact_id").order_by("contact_id"):  # type: ignore[attr-defined]
        found[event_id].append(contact_id)
    return found


def _people(ids: set[int], ours: frozenset[str]) -> dict[int, Person]:
    rows = Contact.objects.filter(pk__in=ids).values_list("pk", "seniority", "title", "email_key", "status")
    return {
        pk: Person(pk, seniority_of(seniority, title), _domain(email) in ours, status == Contact.Status.LEFT)
        for pk, seniority, title, email, status in rows
    }


@lru_cache(maxsize=20_000)
def _seniority(text: str) -> str:
    return str(seniority_known(text) or UNKNOWN_LEVEL)


def seniority_of(stated: str | None, title: str) -> str:
    """This function will name a person's level: as the source stated it, else as the title says it."""
    level = _seniority(stated) if stated else UNKNOWN_LEVEL
    return _seniority(title) if level == UNKNOWN_LEVEL and title else level


def _domain(mail: str) -> str:
    return mail.rpartition("@")[2].lower()
