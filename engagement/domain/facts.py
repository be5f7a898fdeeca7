"""The fields of a touch as it comes in from outside: for REST, files and mapping screens."""

from __future__ import annotations

from accounts.domain.facts import ACCOUNT_REFS, KEY, OWNER, STAMP, Facts
from accounts.domain.values import Field, Kind
from engagement.domain.kinds import OUTCOMES

MOST_MINUTES = 24 * 60

TOUCH = Facts(
    "touches",
    (
        KEY,
        Field("kind", Kind.TEXT, limit=30, required=True),
        Field("occurred_at", Kind.INSTANT, required=True),
        Field("direction", Kind.CHOICE, choices=("outbound", "inbound"), empty="outbound"),
        Field("outcome", Kind.CHOICE, choices=tuple(OUTCOMES)),
        *ACCOUNT_REFS,
        Field("contact_external_ids", Kind.LIST, limit=200, stored=False, empty=[]),
        Field("asset", Kind.TEXT, limit=200, stored=False),  # what was sent or shown: its id, or its title
        OWNER,
        Field("duration_minutes", Kind.INTEGER, low=0, high=MOST_MINUTES),
        Field("note", Kind.PROSE, limit=5_000, empty=""),
        Field("next_step", Kind.TEXT, limit=300, empty=""),
        Field("next_step_on", Kind.DATE),
        STAMP,
    ),
)
