"""Vetoes and pins of accounts."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from tiers.models import TierPin, TierVeto


def vetoes_in_force(*, today: date, owner_id: int | None = None) -> QuerySet[TierVeto]:
    """This function will return the vetoes that hold today with account and person, newest first."""
    vetoes: QuerySet[TierVeto] = TierVeto.objects.filter(revoked_at=None, expires_on__gte=today)
    if owner_id is not None:
        vetoes = vetoes.filter(account__owner_id=owner_id)
    return vetoes.select_related("account", "account__owner", "vetoed_by").order_by("-vetoed_at", "-pk")


def vetoes_all() -> QuerySet[TierVeto]:
    """This function will return every veto there ever was with account and person, newest first."""
    vetoes: QuerySet[TierVeto] = TierVeto.objects.select_related("account", "account__owner", "vetoed_by")
    return vetoes.order_by("-vetoed_at", "-pk")


def account_vetoes(account_id: int) -> list[TierVeto]:
    """This function will return every veto an account ever had, newest first."""
    return list(vetoes_all().filter(account_id=account_id))


def account_veto(account_id: int, *, today: date) -> TierVeto | None:
    """This function will return the veto that holds for an account today, None if there is none."""
    veto: TierVeto | None = vetoes_in_force(today=today).filter(account_id=account_id).first()
    return veto


def account_pin(account_id: int) -> TierPin | None:
    """This function will return an account's pin with tier and person, None if it has none."""
    pin: TierPin | None = TierPin.objects.select_related("tier", "pinned_by").filter(account_id=account_id).first()
    return pin
