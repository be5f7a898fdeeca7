"""What helps to prepare a session: the account's people and deals, and a first choice of content."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from accounts.models import Account, Contact
from content.models import Asset, Objection
from content.selectors.recommendations import account_recommendations
from engagement.models import SessionParticipant, SessionStep, TouchContact

MOST_STEPS = 4


@dataclass(frozen=True, slots=True)
class Idea:
    """Content worth showing, and the value to offer with it."""

    asset: Asset
    value_offered: str


def people_of(account: Account) -> list[Contact]:
    """This function will list the people who still work at an account, by name."""
    return list(
        Contact.objects.filter(account_id=account.pk, status=Contact.Status.ACTIVE).order_by("name_key", "pk")[:200]
    )


def shown_to(account: Account) -> Mapping[int, set[int]]:
    """This function will tell which content each person of an account was shown or sent, by contact id.

    Shown in a session they sat in, or sent to them in a touch. Three queries.
    """
    steps: dict[int, set[int]] = defaultdict(set)
    rows = SessionStep.objects.filter(session__account_id=account.pk, is_shown=True).exclude(asset=None)
    for session_id, asset_id in rows.values_list("session_id", "asset_id"):
        steps[session_id].add(asset_id)
    seen: dict[int, set[int]] = defaultdict(set)
    people = SessionParticipant.objects.filter(session_id__in=list(steps))
    for session_id, contact_id in people.values_list("session_id", "contact_id"):
        seen[contact_id] |= steps[session_id]
    sent = TouchContact.objects.filter(touch__account_id=account.pk).exclude(touch__asset=None)
    for contact_id, asset_id in sent.values_list("contact_id", "touch__asset_id"):
        seen[contact_id].add(asset_id)
    return seen


def session_ideas(*, account: Account, now: datetime) -> list[Idea]:
    """This function will choose up to four things to show next: the best for each persona in turn, each once."""
    found = account_recommendations(account=account, shown=shown_to(account), now=now)
    ideas: dict[int, Idea] = {}
    for rank in range(MOST_STEPS):
        for one in found.personas:
            if rank < len(one.suggestions):
                asset = one.suggestions[rank].asset
                ideas.setdefault(asset.pk, Idea(asset, one.persona.value_argument[:300]))
    return list(ideas.values())[:MOST_STEPS]


def objection_library() -> list[Objection]:
    """This function will list the objections that have an answer ready."""
    return list(Objection.objects.order_by("text")[:200])
