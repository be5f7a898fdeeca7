"""What waits for people's decision, and what they decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from common.errors import NotFoundError
from tiers.models import ProposedMove, TierProposal
from tiers.selectors.reasons import cause_text

#: Counting stops here: nobody reads the difference, and a first run may propose a move for every account.
COUNT_STOPS_AT = 1_000
_BEST_FIRST = (F("score_milli").desc(nulls_last=True), F("id").asc())


@dataclass(frozen=True)
class MoveFilter:
    """Which proposed moves: all that wait, narrowed by what is given. JSON, so that a job can carry it.

    ``tier`` is a key, of the tier left or entered; ``ids`` and ``proposal`` are public ids as text.
    """

    state: str = ProposedMove.State.OPEN.value
    owner_id: int | None = None
    tier: str = ""
    cause: str = ""
    ids: Sequence[str] | None = None
    proposal: str = ""


def moves_named(public_id: UUID) -> MoveFilter:
    """This function will choose the move of this id, or those of the proposal of this id, as far as they wait.

    :raises NotFoundError: when the workspace has neither.
    """
    if ProposedMove.objects.filter(public_id=public_id).exists():
        return MoveFilter(ids=[str(public_id)])
    if TierProposal.objects.filter(public_id=public_id).exists():
        return MoveFilter(proposal=str(public_id))
    raise NotFoundError(_("There is no such proposal."))


def moves_chosen(chosen: MoveFilter) -> QuerySet[ProposedMove]:
    """This function will return the moves a filter chooses: those that wait best first, the decided ones newest
    first.
    """
    rows: QuerySet[ProposedMove] = ProposedMove.objects.all()
    if chosen.state:
        rows = rows.filter(state=chosen.state)
    if chosen.owner_id is not None:
        rows = rows.filter(account__owner_id=chosen.owner_id)
    if chosen.proposal:
        rows = rows.filter(proposal__public_id=chosen.proposal)
    if chosen.tier:
        rows = rows.filter(Q(source__key=chosen.tier) | Q(target__key=chosen.tier))
    if chosen.cause:
        rows = rows.filter(cause=chosen.cause)
    if chosen.ids is not None:
        rows = rows.filter(public_id__in=[UUID(str(public_id)) for public_id in chosen.ids])
    if chosen.state == ProposedMove.State.OPEN:
        return rows.order_by(*_BEST_FIRST)
    return rows.order_by("-decided_at", "-id")


def moves_shown(chosen: MoveFilter) -> QuerySet[ProposedMove]:
    """This function will return the same with everything a list shows, in one query."""
    shown = ("account__id", "account__public_id", "account__name", "account__owner_email", "account__owner_id")
    people = [f"{who}__{name}" for who in ("account__owner", "decided_by") for name in ("id", "name", "email")]
    tiers = [f"{side}__{name}" for side in ("source", "target") for name in ("id", "key", "name", "position")]
    own = [field.attname for field in ProposedMove._meta.concrete_fields]
    rows = moves_chosen(chosen).select_related("account__owner", "source", "target", "decided_by", "proposal")
    return rows.only(*own, *shown, *people, *tiers, "proposal__id", "proposal__public_id", "proposal__made_at")


def moves_waiting(*, owner_id: int | None = None) -> int:
    """This function will count what waits, one owner's or everything; it stops at a thousand and one."""
    rows = moves_chosen(MoveFilter(owner_id=owner_id)).order_by()
    return int(rows[: COUNT_STOPS_AT + 1].count())


def moves_waiting_first(*, owner_id: int, size: int) -> list[ProposedMove]:
    """This function will return the best of what waits for one owner."""
    return list(moves_shown(MoveFilter(owner_id=owner_id))[:size])


def move_waiting_of(account_id: int) -> ProposedMove | None:
    """This function will return the move that waits for an account, None if none does."""
    rows: QuerySet[ProposedMove] = ProposedMove.objects.filter(account_id=account_id, state=ProposedMove.State.OPEN)
    return rows.select_related("source", "target", "proposal").first()


def proposal_newest() -> TierProposal | None:
    """This function will return the newest proposal, None where none was ever made."""
    return TierProposal.objects.order_by("-made_at", "-pk").first()


def move_text(move: ProposedMove) -> str:
    """This function will say why an account would move."""
    return cause_text(move.cause, score_milli=move.score_milli, line_milli=move.line_milli)
