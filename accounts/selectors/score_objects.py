"""What is scored: an account or a deal, with as much of it as explanations and histories show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from accounts.domain.icp_facts import Subject
from accounts.models import Account, Deal
from common.errors import NotFoundError


class AccountNotFoundError(NotFoundError):
    """No such account in this workspace."""


class DealNotFoundError(NotFoundError):
    """No such deal in this workspace."""


@dataclass(frozen=True)
class ScoredObject:
    """An account, or a deal with its account. ``currency``: of the amounts that belong to it."""

    subject: Subject
    pk: int
    public_id: UUID
    name: str
    source: str
    created_at: datetime
    currency: str | None
    account: Account | None

    @property
    def is_deal(self) -> bool:
        """Whether it is a deal."""
        return self.subject is Subject.DEAL


def object_find(subject: Subject, public_id: UUID) -> ScoredObject:
    """This function will return the account or deal with this public id: one query.

    :raises AccountNotFoundError: when there is no such account.
    :raises DealNotFoundError: when there is no such deal.
    """
    found = _found(subject, {"public_id": public_id})
    if found is None:
        raise _missing(subject)
    return found


def object_get(subject: Subject, pk: int) -> ScoredObject:
    """This function will return the account or deal with this key: one query.

    :raises AccountNotFoundError: when there is no such account.
    :raises DealNotFoundError: when there is no such deal.
    """
    found = _found(subject, {"pk": pk})
    if found is None:
        raise _missing(subject)
    return found


def _missing(subject: Subject) -> NotFoundError:
    if subject is Subject.DEAL:
        return DealNotFoundError("There is no such deal.")
    return AccountNotFoundError("There is no such account.")


def _found(subject: Subject, key: dict[str, Any]) -> ScoredObject | None:
    if subject is Subject.DEAL:
        deal: Deal | None = Deal.objects.select_related("account").filter(**key).first()
        if deal is None:
            return None
        name = deal.name or deal.external_id
        created = deal.created_at
        return ScoredObject(subject, deal.pk, deal.public_id, name, deal.source, created, deal.currency, deal.account)
    account: Account | None = Account.objects.filter(**key).first()
    if account is None:
        return None
    created = account.created_at
    return ScoredObject(
        subject, account.pk, account.public_id, account.name, account.source, created, account.currency, account
    )
