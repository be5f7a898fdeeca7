"""The one search over a workspace: companies, people, content and pages; an identifier jumps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.domain.identity import domain_canonical
from accounts.models import Account, Contact
from accounts.selectors.icp import primary_profile
from content.models import Asset
from content.selectors.library import AssetFilter, asset_list
from dashboard.selectors.account_filter import search_ids
from engagement.models import SalesSession

MOST = 8


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found. ``kind`` is account, contact, asset or session; ``note`` tells it from its namesakes."""

    kind: str
    public_id: UUID
    name: str
    note: str = ""


@dataclass(frozen=True)
class Found:
    """What a search found, by kind, best match first."""

    accounts: tuple[Hit, ...] = ()
    contacts: tuple[Hit, ...] = ()
    assets: tuple[Hit, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was found."""
        return not (self.accounts or self.contacts or self.assets)


def search(text: str, *, user_id: int, today: date) -> Found:
    """This function will find what a text names, at most eight of a kind, in five queries.

    Without a text it offers the reader's best accounts.
    """
    text = text.replace("\0", "").strip()[:100]
    if not text:
        return Found(accounts=_best_of(user_id))
    return Found(accounts=_accounts(text), contacts=_contacts(text), assets=_assets(text, today))


def jump(text: str) -> Hit | None:
    """This function will find the one thing that an identifier means: a public id, or a company's id at its source."""
    text = text.replace("\0", "").strip()[:200]
    if not text:
        return None
    try:
        public_id = UUID(text)
    except ValueError:
        account = Account.objects.filter(external_id=text).values_list("public_id", "name")[:2]
        return Hit("account", *account[0]) if len(account) == 1 else None
    for kind, rows, name in (
        ("account", Account.objects.all(), "name"),
        ("contact", Contact.objects.all(), "name_key"),
        ("asset", Asset.objects.all(), "title"),
        ("session", SalesSession.objects.all(), "title"),
    ):
        found = rows.filter(public_id=public_id).values_list("public_id", name).first()
        if found is not None:
            return Hit(kind, *found)
    return None


def _best_of(user_id: int) -> tuple[Hit, ...]:
    profile = primary_profile()
    rows: QuerySet[Account] = Account.objects.filter(owner_id=user_id)
    if profile is not None:
        rows = rows.filter(scores__profile_id=profile.pk).order_by("-scores__score_milli", "pk")
    return tuple(_account_hits(rows.values_list("pk", flat=True)[:MOST]))


def _accounts(text: str) -> tuple[Hit, ...]:
    keys = search_ids(text, most=MOST)
    if "." in text and (domain := domain_canonical(text)):
        keys = [*Account.objects.filter(domain=domain).values_list("pk", flat=True)[:MOST], *keys]
    return tuple(_account_hits(keys))[:MOST]


def _account_hits(keys: Iterable[int]) -> list[Hit]:
    order = list(dict.fromkeys(keys))
    rows = Account.objects.filter(pk__in=order).values_list("pk", "public_id", "name", "industry", "domain")
    found = {pk: Hit("account", public_id, name, industry or domain) for pk, public_id, name, industry, domain in rows}
    return [found[key] for key in order if key in found]


def _contacts(text: str) -> tuple[Hit, ...]:
    # a range in byte order says "begins with" by comparisons that row-level security lets an index answer
    name, email = " ".join(text.casefold().split()), text.lower()
    begins = Q(name_key__gte=name, name_key__lt=name + "\U0010ffff")
    begins |= Q(email_key__gte=email, email_key__lt=email + "\U0010ffff")
    rows = Contact.objects.filter(begins).select_related("account").order_by("name_key", "pk")[:MOST]
    return tuple(
        Hit(
            "contact",
            row.public_id,
            f"{row.first_name} {row.last_name}".strip() or row.email,
            " · ".join(part for part in (row.title, row.account.name if row.account else "") if part),
        )
        for row in rows
    )


def _assets(text: str, today: date) -> tuple[Hit, ...]:
    rows = asset_list(wanted=AssetFilter(q=text), on=today).prefetch_related(None)[:MOST]
    return tuple(Hit("asset", row.public_id, row.title, row.kind.replace("_", " ")) for row in rows)
