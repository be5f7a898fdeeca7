"""Which content people of an account have seen, from the sessions they sat in."""

from __future__ import annotations

from collections import defaultdict

from accounts.models import Account
from engagement.models import SessionParticipant, SessionStep


def shown_assets(*, account: Account) -> dict[int, set[int]]:
    """This function will return the assets each contact of an account was shown, by contact id. Two queries."""
    steps: dict[int, set[int]] = defaultdict(set)
    rows = SessionStep.objects.filter(session__account_id=account.pk, is_shown=True, asset__isnull=False)
    for session_id, asset_id in rows.values_list("session_id", "asset_id"):
        steps[session_id].add(asset_id)
    seen: dict[int, set[int]] = defaultdict(set)
    people = SessionParticipant.objects.filter(session_id__in=list(steps))
    for session_id, contact_id in people.values_list("session_id", "contact_id"):
        seen[contact_id] |= steps[session_id]
    return seen
