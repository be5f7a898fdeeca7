"""What a person says about companies that the matching could not tell: which account is meant, or that it is a new one.

Two kinds wait. Rows of account files that several accounts fit are held back whole; deals, people and touches that
named no known account are stored without one. Either way nothing is lost until somebody decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.domain.identity import DomainRefused, domain_canonical, name_key
from accounts.models import Account, CompanyChoice
from accounts.services.assignment import NothingChosen, account_named, reference_assign
from accounts.services.upsert import Options, records_upsert
from common.errors import AbsError, ConflictError, NotFoundError
from crm.models import WaitingRow
from engagement.services.touches import touches_assign
from users.services import Actor, audit_append

MOST_AT_ONCE = 200


class RowRefused(AbsError):
    """The row cannot be loaded; it goes on waiting."""

    code = "row_refused"


class AccountHasKey(ConflictError):
    """The account is known in its source by another key, so this row cannot be about it."""

    code = "account_has_key"


class RowGone(NotFoundError):
    """Somebody else has decided about the row meanwhile."""


@transaction.atomic
def waiting_load(*, public_id: UUID, account_id: UUID | None, named: str, actor: Actor, now: datetime) -> Account:
    """This function will load a waiting row as the account chosen, and return it.

    ``account_id`` chooses it, else ``named`` (its name, domain or key). The choice of a row without key is kept and
    holds when the company comes again. Side effects: those of loading an account; an audit row. Locks the row.

    :raises RowGone: when the row waits no longer.
    :raises AccountNameUnclear: when ``named`` does not mean one account.
    :raises AccountHasKey: when row and account have keys of their own.
    :raises RowRefused: when the row cannot be stored as it is.
    """
    row = _locked(public_id)
    account = _account_get(account_id) if account_id else account_named(named)
    key, is_keyless = row.values.get("external_id"), account.external_id == str(account.public_id)
    if key and not is_keyless and (account.source, account.external_id) != (row.source, key):
        raise AccountHasKey(
            f"{account.name} has a key of its own in the source {account.source}: {account.external_id}."
        )
    return _load(row, account, actor=actor, now=now)


@transaction.atomic
def waiting_create(*, public_ids: Sequence[UUID], actor: Actor, now: datetime) -> list[Account]:
    """This function will make a new account of each of these waiting rows, and return them. Side effects: as
    ``waiting_load``.

    :raises NothingChosen: when none of them waits.
    :raises RowRefused: when one cannot be stored as it is; then none is.
    """
    return [_load(row, None, actor=actor, now=now) for row in _chosen(public_ids)]


@transaction.atomic
def waiting_leave_out(*, public_ids: Sequence[UUID], actor: Actor) -> int:
    """This function will load none of these waiting rows, and return how many. They come back with the next file that
    holds them. Side effect: an audit row each, with what the row held.

    :raises NothingChosen: when none of them waits.
    """
    rows = _chosen(public_ids)
    for row in rows:
        detail = {"company": row.name, "source": row.source, "values": row.values}
        audit_append(
            actor=actor, action="import.leave_out", object_type="import", object_id=str(row.public_id), detail=detail
        )
        row.delete()
    return len(rows)


@dataclass(frozen=True)
class Matched:
    """How many records a name was matched for."""

    account: Account
    deals: int
    contacts: int
    touches: int

    @property
    def total(self) -> int:
        """Records of all kinds."""
        return self.deals + self.contacts + self.touches


@transaction.atomic
def reference_match(*, reference: str, named: str | None, actor: Actor, now: datetime) -> Matched:
    """This function will give everything that named ``reference`` to an account; ``named`` None makes a new one.

    What they named stays on them, so that the next file finds them matched. Side effects: ``deal.changed``,
    ``contact.changed``, ``touch.changed``, those of a new account, and an audit row each.

    :raises AccountNameUnclear: when ``named`` does not mean one account.
    :raises NothingChosen: when nothing that waits named it.
    """
    account = account_named(named) if named is not None else _account_of_reference(reference, actor=actor, now=now)
    deals, contacts = reference_assign(account=account, reference=reference, actor=actor, now=now)
    touches = touches_assign(account=account, reference=reference, actor=actor, now=now)
    found = Matched(account, deals, contacts, touches)
    if not found.total:
        raise NothingChosen("Nothing that names this company waits any more.")
    return found


def _account_of_reference(reference: str, *, actor: Actor, now: datetime) -> Account:
    record = {"name": reference}
    if "." in reference and " " not in reference:
        with suppress(DomainRefused):  # a name with a dot in it
            record["domain"] = domain_canonical(reference)
    result = records_upsert(
        "accounts", records=[record], source="manual", now=now, actor=actor, options=Options(create_only=True)
    )[0]
    if result.status == "error":
        raise RowRefused(result.problems[0].detail)
    return _account_get(UUID(str(result.id)))


def _load(row: WaitingRow, account: Account | None, *, actor: Actor, now: datetime) -> Account:
    options = Options(create_only=account is None, target=account.pk if account else None, is_read=True)
    result = records_upsert("accounts", records=[row.values], source=row.source, now=now, options=options)[0]
    if result.status == "error":
        raise RowRefused(f"{row.name}: {result.problems[0].detail}")
    found = _account_get(UUID(str(result.id)))
    if not row.values.get("external_id"):
        CompanyChoice.objects.update_or_create(
            source=row.source,
            name_key=name_key(row.name),
            domain=row.values.get("domain") or "",
            country=row.values.get("country") or "",
            defaults={"account": found, "at": now},
        )
    detail = {"company": row.name, "source": row.source, "line": row.line, "as": result.status}
    audit_append(
        actor=actor, action="import.match", object_type="account", object_id=str(found.public_id), detail=detail
    )
    row.delete()
    return found


def _locked(public_id: UUID) -> WaitingRow:
    row: WaitingRow | None = WaitingRow.objects.select_for_update().filter(public_id=public_id).first()
    if row is None:
        raise RowGone("This row waits no longer.")
    return row


def _chosen(public_ids: Sequence[UUID]) -> list[WaitingRow]:
    rows = WaitingRow.objects.select_for_update().filter(public_id__in=list(public_ids)[:MOST_AT_ONCE]).order_by("id")
    found = list(rows)
    if not found:
        raise NothingChosen("Choose at least one company that waits.")
    return found


def _account_get(public_id: UUID) -> Account:
    account: Account | None = Account.objects.filter(public_id=public_id).first()
    if account is None:
        raise NotFoundError("There is no such account.")
    return account
