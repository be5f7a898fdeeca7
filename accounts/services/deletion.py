"""Records out. What others still stand on is refused, never taken along silently."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from accounts.models import Account, Contract, Deal, DealScoreChange, FactChange, FitScoreChange, Signal, TeamRating
from common.errors import ConflictError, NotFoundError
from outbox.services import message_append
from users.services import Actor, audit_append


class AccountInUseError(ConflictError):
    """The company has deals or contracts, so it cannot be deleted."""

    code = "account_in_use"


def _locked(model: Any, pk: int, what: str) -> Any:
    row = model.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if row is None:
        raise NotFoundError(f"There is no such {what}.")
    return row


def _told(actor: Actor, what: str, row: Any) -> None:
    detail = {"source": row.source, "external_id": row.external_id} if hasattr(row, "external_id") else {}
    audit_append(actor=actor, action=f"{what}.delete", object_type=what, object_id=str(row.public_id), detail=detail)


@transaction.atomic
def account_delete(*, account_id: int, actor: Actor) -> None:
    """This function will delete a company with its people, signals and scores. Side effects: an audit row,
    ``account.deleted``.

    :raises NotFoundError: when there is none.
    :raises AccountInUseError: when it has deals or contracts.
    """
    row = _locked(Account, account_id, "account")
    if Deal.objects.filter(account_id=row.pk).exists() or Contract.objects.filter(account_id=row.pk).exists():
        raise AccountInUseError("The account has deals or contracts; delete or move them first.")
    _told(actor, "account", row)
    # histories name their object by number, so that a publish need not check a million keys; they go along by hand
    FitScoreChange.objects.filter(account_id=row.pk).delete()
    FactChange.objects.filter(object_kind="account", object_id=row.pk).delete()
    ratings = list(TeamRating.objects.filter(account_id=row.pk).values_list("pk", flat=True))
    FactChange.objects.filter(object_kind="rating", object_id__in=ratings).delete()
    row.delete()
    message_append(topic="account.deleted", keys=[account_id])


@transaction.atomic
def deal_delete(*, deal_id: int, actor: Actor) -> None:
    """This function will delete a deal. Side effects: its ``account.changed`` and ``worth.changed``, an audit row.

    :raises NotFoundError: when there is none.
    """
    row = _locked(Deal, deal_id, "deal")
    _told(actor, "deal", row)
    DealScoreChange.objects.filter(deal_id=row.pk).delete()
    FactChange.objects.filter(object_kind="deal", object_id=row.pk).delete()
    row.delete()
    message_append(topic="deal.changed", keys=[deal_id])
    if row.account_id is not None:  # a deal that is gone cannot tell whose it was
        message_append(topic="account.changed", keys=[row.account_id])
        message_append(topic="worth.changed", keys=[row.account_id])


@transaction.atomic
def contract_delete(*, contract_id: int, actor: Actor) -> None:
    """This function will delete a contract. Side effects: ``worth.changed`` for its account, an audit row.

    :raises NotFoundError: when there is none.
    """
    row = _locked(Contract, contract_id, "contract")
    _told(actor, "contract", row)
    row.delete()
    message_append(topic="worth.changed", keys=[row.account_id])


@transaction.atomic
def signal_delete(*, signal_id: int, actor: Actor) -> None:
    """This function will delete a signal. Side effects: ``signal.changed`` for its account, an audit row.

    :raises NotFoundError: when there is none.
    """
    row = _locked(Signal, signal_id, "signal")
    _told(actor, "signal", row)
    row.delete()
    if row.account_id is not None:
        message_append(topic="signal.changed", keys=[row.account_id])


@transaction.atomic
def rating_delete(*, rating_id: int, actor: Actor) -> None:
    """This function will delete a rating. Side effects: ``account.changed``, an audit row.

    :raises NotFoundError: when there is none.
    """
    row = _locked(TeamRating, rating_id, "rating")
    _told(actor, "rating", row)
    FactChange.objects.filter(object_kind="rating", object_id=row.pk).delete()
    row.delete()
    message_append(topic="account.changed", keys=[row.account_id])
