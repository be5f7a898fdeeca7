"""Reads of deals, contracts and signals."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Prefetch, QuerySet, Sum

from accounts.models import Account, Contract, Deal, DealContact, Signal


def deal_list() -> QuerySet[Deal]:
    """This function will return the workspace's deals with accounts and people."""
    people = Prefetch("deal_contacts", queryset=DealContact.objects.select_related("contact").order_by("id"))
    found: QuerySet[Deal] = Deal.objects.select_related("account").prefetch_related(people)
    return found


def contract_list() -> QuerySet[Contract]:
    """This function will return the workspace's contracts with account and deal."""
    return Contract.objects.select_related("account", "deal")


def signal_list() -> QuerySet[Signal]:
    """This function will return the workspace's signals with account and contact."""
    return Signal.objects.select_related("account", "contact")


def unassigned_deals(*, reference: str | None = None) -> QuerySet[Deal]:
    """This function will return the deals that wait for an account, newest first; ``reference``: what they named."""
    rows: QuerySet[Deal] = Deal.objects.unassigned()
    if reference is not None:
        rows = rows.filter(account_ref=reference)
    return rows.order_by("-created_on", "-id")


def unassigned_references(*, limit: int = 50) -> list[dict[str, Any]]:
    """This function will group the waiting deals by what they named: reference, how many, amount in cents."""
    rows = Deal.objects.unassigned().values("account_ref").annotate(deals=Count("id"), cents=Sum("amount_cents"))
    return list(rows.order_by("-deals", "account_ref")[:limit])


def accounts_like(key: str, *, limit: int = 20) -> QuerySet[Account]:
    """This function will return companies whose normalised name begins with ``key``, by name."""
    # the column is in byte order, so a prefix is a range; a range is what an index can serve behind row security
    found: QuerySet[Account] = Account.objects.filter(name_key__gte=key, name_key__lt=key + chr(0x10FFFF))
    return found.order_by("name_key", "id")[:limit]
