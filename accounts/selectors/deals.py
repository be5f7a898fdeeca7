"""Reads of deals, contracts and signals."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, F, Prefetch, QuerySet, Sum

from accounts.models import Account, Contract, Deal, DealContact, Signal

NARROWING = ("source", "stage", "owner_email")  # fields by which deals that wait for an account are told apart


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


def unassigned_deals(*, reference: str | None = None, **narrowed: str) -> QuerySet[Deal]:
    """This function will return the deals that wait for an account, newest first.

    ``reference``: what they named; ``narrowed``: one value each of the fields in ``NARROWING``, blank for any.
    """
    rows: QuerySet[Deal] = Deal.objects.unassigned()
    if reference is not None:
        rows = rows.filter(account_ref=reference)
    rows = rows.filter(**{name: narrowed[name] for name in NARROWING if narrowed.get(name)})
    return rows.order_by(F("created_on").desc(nulls_last=True), "-id")


def unassigned_choices(*, limit: int = 200) -> dict[str, list[str]]:
    """This function will return the values by which the waiting deals can be narrowed, field by field."""
    rows = Deal.objects.unassigned()
    return {
        name: list(rows.exclude(**{name: ""}).order_by(name).values_list(name, flat=True).distinct()[:limit])
        for name in NARROWING
    }


def unassigned_references(*, limit: int = 50) -> list[dict[str, Any]]:
    """This function will group the waiting deals by what they named: reference, how many, amount in cents."""
    rows = Deal.objects.unassigned().values("account_ref").annotate(deals=Count("id"), cents=Sum("amount_cents"))
    return list(rows.order_by("-deals", "account_ref")[:limit])


def accounts_like(key: str, *, limit: int = 20) -> QuerySet[Account]:
    """This function will return companies whose normalised name begins with ``key``, by name."""
    # the column is in byte order, so a prefix is a range; a range is what an index can serve behind row security
    found: QuerySet[Account] = Account.objects.filter(name_key__gte=key, name_key__lt=key + chr(0x10FFFF))
    return found.order_by("name_key", "id")[:limit]
