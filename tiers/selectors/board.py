"""The board: who stands in which tier, best first, a column at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from accounts.models import Account, FitScore
from tiers.models import Tier, TierAssignment, TierPin, TierVeto
from tiers.selectors.policy import PolicyInUse

COLUMN_SIZE = 25
WAITING_LOOKED_AT = 500
_PINNED = "pin."  # begins the cursor of a pinned card


@dataclass(frozen=True, slots=True)
class Card:
    """One account on the board. Scores are thousandths of a point, None: not scored. ``since`` is its entry.

    ``why_milli`` is the score that ``cause`` is about: of a stay the one it began with, whatever the account has now.
    """

    id: int
    public_id: UUID
    name: str
    owner: str
    score_milli: int | None
    potential_milli: int | None
    since: datetime | None
    cause: str
    reason: str
    line_milli: int | None = None
    why_milli: int | None = None
    is_pinned: bool = False
    rank: int | None = None

    @property
    def cursor(self) -> str:
        """Where the next cards of the column begin."""
        if self.is_pinned:
            return f"{_PINNED}{self.public_id}"
        return f"{self.score_milli}.{self.potential_milli}.{self.public_id}"


@dataclass(frozen=True)
class Column:
    """One tier on the board. ``size`` counts everyone, or those of one owner when the board shows one owner's."""

    tier: Tier
    size: int
    cards: Sequence[Card]
    after: str  # cursor of the next cards, empty: there are none

    @property
    def left(self) -> int:
        """How many accounts are not among the cards."""
        return max(0, self.size - len(self.cards))


_CARD = {
    "card_id": F("account_id"),
    "card_public_id": F("account__public_id"),
    "card_name": F("account__name"),
    "owner_name": F("account__owner__name"),
    "owner_email": F("account__owner__email"),
    "owner_text": F("account__owner_email"),
}
_BEST_FIRST = ("-score_milli", "-potential_milli", "account__public_id")


def column_cards(
    tier: Tier, *, profile_id: int | None, owner_id: int | None = None, after: str = "", size: int = COLUMN_SIZE
) -> tuple[list[Card], str]:
    """This function will return a tier's next cards, best first, and the cursor of those that follow.

    Pinned accounts come before all others, at most ``size`` of them at once; with the last of them come the first of
    the others. A page far down costs what the first one costs: it begins at its cursor in the index of best scores.
    """
    pinned = list[Card]()
    if not after or after.startswith(_PINNED):
        pinned = pinned_cards(tier, profile_id=profile_id, owner_id=owner_id, after=after, size=size + 1)
        if len(pinned) > size:
            return pinned[:size], pinned[size - 1].cursor
        after = ""
    rows = FitScore.objects.filter(
        ~Exists(TierPin.objects.filter(account_id=OuterRef("account_id"))),
        profile_id=profile_id,
        account__tier_assignments__tier=tier,
        account__tier_assignments__left_at=None,
    )
    if owner_id is not None:
        rows = rows.filter(account__owner_id=owner_id)
    rows = _after(rows, after).order_by(*_BEST_FIRST)
    stay = "account__tier_assignments__"
    found: Any = rows.values(
        "score_milli",
        "potential_milli",
        since=F(stay + "entered_at"),
        cause=F(stay + "cause"),
        line_milli=F(stay + "line_milli"),
        why_milli=F(stay + "score_milli"),
        reason=F(stay + "reason"),
        **_CARD,
    )
    cards = [_card(row) for row in found[: size + 1]]
    return [*pinned, *cards[:size]], cards[size - 1].cursor if len(cards) > size else ""


def pinned_cards(
    tier: Tier, *, profile_id: int | None, owner_id: int | None = None, after: str = "", size: int = COLUMN_SIZE
) -> list[Card]:
    """This function will return the next cards of accounts pinned to a tier, by name; they may be unscored."""
    pins = _pins_after(TierPin.objects.filter(tier=tier), after)
    if owner_id is not None:
        pins = pins.filter(account__owner_id=owner_id)
    found: Any = pins.order_by("account__name_key", "account_id").values("reason", since=F("pinned_at"), **_CARD)
    rows: list[dict[str, Any]] = list(found[:size])
    scores = {
        score["account_id"]: score
        for score in FitScore.objects.filter(
            profile_id=profile_id, account_id__in=[row["card_id"] for row in rows]
        ).values("account_id", "score_milli", "potential_milli")
    }
    blank = {"score_milli": None, "potential_milli": None}
    return [_card({"cause": "pinned", **row, **scores.get(row["card_id"], blank)}, is_pinned=True) for row in rows]


def board_columns(
    policy: PolicyInUse, *, profile_id: int | None, owner_id: int | None = None, cards: int = COLUMN_SIZE
) -> list[Column]:
    """This function will return every tier's column with its first ``cards``, in a fixed number of queries."""
    sizes = owner_sizes(owner_id) if owner_id is not None else {tier.pk: policy.size(tier) for tier in policy.tiers}
    columns = []
    for tier in policy.tiers:
        found, after = column_cards(tier, profile_id=profile_id, owner_id=owner_id, size=cards)
        columns.append(Column(tier, sizes.get(tier.pk, 0), found, after))
    return columns


def owner_sizes(owner_id: int) -> dict[int, int]:
    """This function will count one owner's accounts by tier."""
    mine = TierAssignment.objects.filter(left_at=None, account__owner_id=owner_id)
    return dict(mine.values_list("tier_id").annotate(accounts=Count("pk")).order_by())


def waiting_rows(policy: PolicyInUse, tier: Tier, *, profile_id: int | None, today: date) -> QuerySet[FitScore]:
    """This function will return the scores of those who wait for a place in a tier, best first.

    They are on or above its promote line and stand in no tier as good; vetoed, excluded and pinned accounts do not
    wait.
    """
    as_good = [other.pk for other in policy.tiers if (other.position or 0) <= (tier.position or 0)]
    same_account = {"account_id": OuterRef("account_id")}
    found: QuerySet[FitScore] = FitScore.objects.filter(
        ~Exists(TierAssignment.objects.filter(**same_account, left_at=None, tier_id__in=as_good)),
        ~Exists(TierPin.objects.filter(**same_account)),
        ~Exists(TierVeto.objects.filter(**same_account, revoked_at=None, expires_on__gte=today)),
        profile_id=profile_id,
        excluded_by=None,
        score_milli__gte=tier.promote_milli,
    ).order_by(*_BEST_FIRST)
    return found


def waiting_cards(
    policy: PolicyInUse,
    tier: Tier,
    *,
    profile_id: int | None,
    today: date,
    owner_id: int | None = None,
    size: int = COLUMN_SIZE,
) -> list[Card]:
    """This function will return the first who wait for a tier, with their rank among all who wait.

    With an owner the first 500 are looked through.
    """
    if tier.capacity is None:
        return []
    looked_at = size if owner_id is None else WAITING_LOOKED_AT
    rows = waiting_rows(policy, tier, profile_id=profile_id, today=today).values(
        "score_milli", "potential_milli", owner_id=F("account__owner_id"), **_CARD
    )[:looked_at]
    ranked = [(rank, row) for rank, row in enumerate(rows, start=1) if owner_id in (None, row["owner_id"])]
    return [
        _card({**row, "since": None, "cause": "waiting", "reason": ""}, rank=rank, line_milli=tier.promote_milli)
        for rank, row in ranked[:size]
    ]


def _after(rows: QuerySet[FitScore], cursor: str) -> QuerySet[FitScore]:
    """Keep what comes after a card. The plain bound on the score is what the index begins at."""
    parts = cursor.split(".")
    if len(parts) != 3 or not (parts[0].isdigit() and parts[1].isdigit()):
        return rows
    try:
        score, potential, public_id = int(parts[0]), int(parts[1]), UUID(parts[2])
    except ValueError:
        return rows
    behind = Q(score_milli__lt=score) | Q(score_milli=score, potential_milli__lt=potential)
    behind |= Q(score_milli=score, potential_milli=potential, account__public_id__gt=public_id)
    return rows.filter(behind, score_milli__lte=score)


def _pins_after(pins: QuerySet[TierPin], cursor: str) -> QuerySet[TierPin]:
    """Keep what comes after a pinned card; what names none keeps all."""
    try:
        last = Account.objects.filter(public_id=UUID(cursor.removeprefix(_PINNED))).first() if cursor else None
    except ValueError:
        last = None
    if last is None:
        return pins
    return pins.filter(
        Q(account__name_key__gt=last.name_key) | Q(account__name_key=last.name_key, account_id__gt=last.pk)
    )


def _card(row: dict[str, Any], **more: Any) -> Card:
    return Card(
        id=row["card_id"],
        public_id=row["card_public_id"],
        name=row["card_name"],
        owner=row["owner_name"] or row["owner_email"] or row["owner_text"] or "",
        score_milli=row["score_milli"],
        potential_milli=row["potential_milli"],
        since=row["since"],
        cause=row["cause"],
        reason=row["reason"],
        **{"line_milli": row.get("line_milli"), "why_milli": row.get("why_milli", row["score_milli"]), **more},
    )
