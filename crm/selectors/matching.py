"""Reads of companies that wait for a person to say which account they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Count, F, QuerySet

from accounts.domain.identity import name_key
from accounts.models import Account, Contact, Deal
from crm.domain.waiting import comes_into_question
from crm.models import WaitingRow
from engagement.models import Touch

MOST_LOOKED_AT = 500  # accounts of the names and domains of one page
MOST_OFFERED = 10


def waiting_rows(*, import_id: UUID | None = None, source: str = "") -> QuerySet[WaitingRow]:
    """This function will return the rows that wait, by name."""
    rows: QuerySet[WaitingRow] = WaitingRow.objects.select_related("imported")
    if import_id is not None:
        rows = rows.filter(imported__public_id=import_id)
    if source:
        rows = rows.filter(source=source)
    return rows.order_by("name", "id")


def waiting_sources() -> list[str]:
    """This function will return the sources that waiting rows came from."""
    return list(WaitingRow.objects.order_by("source").values_list("source", flat=True).distinct())


def accounts_in_question(rows: Sequence[WaitingRow]) -> dict[int, list[Account]]:
    """This function will return, by the row's id, the accounts that may be meant: two queries for all rows.

    A row with a key can only mean an account that has none of its own.
    """
    names = {name_key(row.name) for row in rows}
    domains = {row.values.get("domain") for row in rows} - {None, ""}
    found = {account.pk: account for account in Account.objects.filter(name_key__in=names)[:MOST_LOOKED_AT]}
    if domains:
        found |= {account.pk: account for account in Account.objects.filter(domain__in=domains)[:MOST_LOOKED_AT]}
    offered = sorted(found.values(), key=lambda account: account.pk)
    return {row.pk: [account for account in offered if _fits(row, account)][:MOST_OFFERED] for row in rows}


def _fits(row: WaitingRow, account: Account) -> bool:
    if row.values.get("external_id") and account.external_id != str(account.public_id):
        return False
    return comes_into_question(row.values, key=account.name_key, domain=account.domain, country=account.country)


@dataclass
class NamedCompany:
    """A company that records named and no account is known by: how many of each kind wait."""

    reference: str
    counts: dict[str, int] = field(default_factory=lambda: {"deals": 0, "contacts": 0, "touches": 0})

    @property
    def total(self) -> int:
        """Records of all kinds."""
        return sum(self.counts.values())


def named_companies(*, limit: int = 100) -> list[NamedCompany]:
    """This function will return the companies that waiting deals, people and touches named, most named first."""
    found: dict[str, NamedCompany] = {}
    for kind, rows in (
        ("deals", Deal.objects.unassigned()),
        ("contacts", Contact.objects.filter(account=None)),
        ("touches", Touch.objects.filter(account=None)),
    ):
        grouped = rows.exclude(account_ref="").values(reference=F("account_ref")).annotate(found=Count("id"))
        for one in grouped.order_by("-found", "reference")[:limit]:
            found.setdefault(one["reference"], NamedCompany(one["reference"])).counts[kind] = one["found"]
    return sorted(found.values(), key=lambda company: (-company.total, company.reference))[:limit]
