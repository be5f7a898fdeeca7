"""Deals and people that named no known account, given one by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from accounts.domain.identity import name_key
from accounts.models import Account, Contact, Deal, FactChange
from accounts.services.deal_scoring import deals_rescore_enqueue
from common.errors import AbsError, NotFoundError
from outbox.services import message_append
from users.services import Actor, audit_append

MOST_ANNOUNCED = 1_000


class AccountNameUnclear(AbsError):
    """No account, or more than one, has this name."""

    code = "account_unclear"


class NothingChosen(AbsError):
    """No deal was chosen, or they were matched by somebody else meanwhile."""

    code = "nothing_chosen"


def account_named(name: str) -> Account:
    """This function will return the one account with this name, else with this domain or key.

    :raises AccountNameUnclear: when there is none, or more than one.
    """
    found: list[Account] = list(Account.objects.filter(name_key=name_key(name)).order_by("id")[:20])
    same = [account for account in found if account.name == name]
    chosen = same if len(same) == 1 else found
    if not chosen:  # of companies of one name, the domain or the key says which
        chosen = list(Account.objects.filter(domain=name.lower()).exclude(domain="").order_by("id")[:2])
        chosen = chosen or list(Account.objects.filter(external_id=name).order_by("id")[:2])
    if not chosen:
        raise AccountNameUnclear("There is no account of this name.", fields={"account": "not found"})
    if len(chosen) > 1:
        raise AccountNameUnclear(
            "More than one account is called that; give its domain or its key instead.", fields={"account": "?"}
        )
    return chosen[0]


@transaction.atomic
def deals_assign(
    *, account_name: str, public_ids: Sequence[UUID] | None, reference: str | None, actor: Actor, now: datetime
) -> tuple[Account, int]:
    """This function will give waiting deals to an account and return the account and how many.

    Either the deals named, or all that named ``reference``. What they named stays on them, so that the next import
    finds them matched. Side effects: one FactChange each, ``deal.changed``, an audit row. Locks the deals.

    :raises AccountNameUnclear: when the name does not mean one account.
    :raises NothingChosen: when no such deal waits.
    """
    account = account_named(account_name)
    waiting = Deal.objects.unassigned().select_for_update().order_by("id")
    if public_ids is not None:
        waiting = waiting.filter(public_id__in=public_ids)
    elif reference is not None:
        waiting = waiting.filter(account_ref=reference)
    ids = list(waiting.values_list("pk", flat=True)) if public_ids is not None or reference is not None else []
    if not ids:
        raise NothingChosen("Choose at least one deal that waits for an account.")
    _deals_give(account, ids, reference=reference, actor=actor, now=now)
    return account, len(ids)


def _deals_give(account: Account, ids: list[int], *, reference: str | None, actor: Actor, now: datetime) -> None:
    Deal.objects.filter(pk__in=ids).update(account=account, version=F("version") + 1, updated_at=now)
    FactChange.objects.bulk_create(
        [
            FactChange(
                object_kind="deal", object_id=pk, field="account_id", new=account.pk, source=actor.short_label, at=now
            )
            for pk in ids
        ],
        batch_size=1_000,
    )
    message_append(topic="deal.changed", keys=ids[:MOST_ANNOUNCED])  # unit economics look at everything anyway
    if len(ids) > MOST_ANNOUNCED:
        deals_rescore_enqueue(reason="deals assigned")
    detail = {"deals": len(ids), "reference": reference}
    audit_append(
        actor=actor, action="deal.assign", object_type="account", object_id=str(account.public_id), detail=detail
    )


@transaction.atomic
def reference_assign(*, account: Account, reference: str, actor: Actor, now: datetime) -> tuple[int, int]:
    """This function will give an account the deals and the people that named ``reference``, and return how many.

    Side effects: as ``deals_assign``; ``contact.changed``; an audit row each. Locks what it changes.
    """
    deals = Deal.objects.unassigned().filter(account_ref=reference).select_for_update().order_by("id")
    deal_ids = list(deals.values_list("pk", flat=True))
    if deal_ids:
        _deals_give(account, deal_ids, reference=reference, actor=actor, now=now)
    people = Contact.objects.filter(account=None, account_ref=reference).select_for_update().order_by("id")
    people_ids = list(people.values_list("pk", flat=True))
    if people_ids:
        Contact.objects.filter(pk__in=people_ids).update(account=account, version=F("version") + 1, updated_at=now)
        for start in range(0, len(people_ids), MOST_ANNOUNCED):
            message_append(topic="contact.changed", keys=people_ids[start : start + MOST_ANNOUNCED])
        detail = {"contacts": len(people_ids), "reference": reference}
        audit_append(
            actor=actor, action="contact.assign", object_type="account", object_id=str(account.public_id), detail=detail
        )
    return len(deal_ids), len(people_ids)


@transaction.atomic
def deal_unassign(*, public_id: UUID, actor: Actor, now: datetime) -> None:
    """This function will take a deal from its account again, to be matched anew. Side effects as ``deals_assign``.

    :raises NotFoundError: when there is no such deal.
    """
    deal = Deal.objects.select_for_update().filter(public_id=public_id).exclude(account=None).first()
    if deal is None:
        raise NotFoundError("There is no such deal with an account.")
    old = deal.account_id
    Deal.objects.filter(pk=deal.pk).update(account=None, version=F("version") + 1, updated_at=now)
    FactChange.objects.create(
        object_kind="deal", object_id=deal.pk, field="account_id", old=old, source=actor.short_label, at=now
    )
    message_append(topic="deal.changed", keys=[deal.pk])
    audit_append(actor=actor, action="deal.unassign", object_type="deal", object_id=str(public_id))
