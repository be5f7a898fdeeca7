"""The one search over a workspace: companies, people, deals, content and pages; an identifier jumps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.domain.identity import domain_canonical
from accounts.domain.normalise import fold
from accounts.models import Account, Contact, Deal
from accounts.selectors.icp import primary_profile
from accounts.selectors.keys import keys_find
from content.models import Asset
from content.selectors.library import AssetFilter, asset_list
from dashboard.selectors.account_filter import search_ids
from engagement.models import SalesSession

MOST = 8


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found. ``kind`` is account, contact, deal, asset or session; ``note`` tells it from its namesakes."""

    kind: str
    public_id: UUID
    name: str
    note: str = ""


@dataclass(frozen=True)
class Found:
    """What a search found, by kind, best match first."""

    accounts: tuple[Hit, ...] = ()
    contacts: tuple[Hit, ...] = ()
    deals: tuple[Hit, ...] = ()
    assets: tuple[Hit, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was found."""
        return not (self.accounts or self.contacts or self.deals or self.assets)


def search(text: str, *, user_id: int, today: date) -> Found:
    """This function will find what a text names, at most eight of a kind, in seven queries.

    Without a text it offers the reader's best accounts.
    """
    text = text.replace("\0", "").strip()[:100]
    if not text:
        return Found(accounts=_best_of(user_id))
    return Found(_accounts(text), _contacts(text), _deals(text), _assets(text, today))


def jump(text: str) -> Hit | None:
    """This function will find the one thing that an identifier means: a public id, or a key at the source.

    A company's key counts before a deal's; one that several have jumps nowhere.
    """
    text = text.replace("\0", "").strip()[:200]
    if not text:
        return None
    try:
        public_id = UUID(text)
    except ValueError:
        return _by_key(text)
    for kind, rows, name in (
        ("account", Account.objects.all(), "name"),
        ("contact", Contact.objects.all(), "name_key"),
        ("deal", Deal.objects.all(), "name"),
        ("asset", Asset.objects.all(), "title"),
        ("session", SalesSession.objects.all(), "title"),
    ):
        found = rows.filter(public_id=public_id).values_list("public_id", name).first()
        if found is not None:
            return Hit(kind, found[0], found[1] or text)
    return None


def _by_key(text: str) -> Hit | None:
    keys = keys_find(Account, text, most=2)
    if keys:
        hits = _account_hits(keys)
        return hits[0] if len(hits) == 1 else None
    deals = _deal_hits(Deal.objects.filter(pk__in=keys_find(Deal, text, most=2)))
    return deals[0] if len(deals) == 1 else None


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


def _deals(text: str) -> tuple[Hit, ...]:
    rows = _deal_hits(Deal.objects.filter(pk__in=keys_find(Deal, text, most=MOST)))
    if name := fold(text):
        begins = Deal.objects.filter(name_key__gte=name, name_key__lt=name + "\U0010ffff")
        rows += _deal_hits(begins.order_by("name_key", "pk")[:MOST])
    return tuple(dict.fromkeys(rows))[:MOST]


def _deal_hits(rows: QuerySet[Deal]) -> list[Hit]:
    return [
        Hit(
            "deal",
            row.public_id,
            row.name or row.external_id,
            " · ".join(part for part in (row.account.name if row.account else "", row.stage) if part),
        )
        for row in rows.select_related("account")
    ]


def _assets(text: str, today: date) -> tuple[Hit, ...]:
    rows = asset_list(wanted=AssetFilter(q=text), on=today).prefetch_related(None)[:MOST]
    return tuple(Hit("asset", row.public_id, row.title, row.kind.replace("_", " ")) for row in rows)
