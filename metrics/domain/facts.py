"""The fields of a cost as it comes in from outside: for REST, files and mapping screens."""

from __future__ import annotations

from accounts.domain.facts import ACCOUNT_REFS, KEY, STAMP, Facts
from accounts.domain.values import Field, Kind

SPEND = Facts(
    "spend",
    (
        KEY,
        Field("spent_on", Kind.DATE, required=True),
        Field("amount", Kind.MONEY, column="amount_cents", required=True),
        Field("currency", Kind.CURRENCY, required=True),
        Field("category", Kind.TEXT, limit=60, empty=""),
        Field("department", Kind.TEXT, limit=60, empty=""),
        *ACCOUNT_REFS,
        Field("tier", Kind.TEXT, column="tier_key", limit=40, empty=""),
        Field("segment", Kind.TEXT, column="segment_key", limit=60, empty=""),
        Field("campaign", Kind.TEXT, limit=120, empty=""),
        Field("note", Kind.TEXT, limit=300, empty=""),
        STAMP,
    ),
)
