"""Which accounts a list shows and in which order: everything that stands in the list's address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, Exists, OuterRef, Q, QuerySet

from accounts.domain.identity import name_key
from accounts.models import Account, Deal, FitScore, Segment, SegmentAccount
from common.keyset import Phase
from common.one_of import OneOf
from tiers.models import Tier, TierAssignment, TierOutsider

NONE = "none"  # in the address: accounts without a tier, without an owner
SEARCHED = 1_000  # a search looks at this many best matches
LISTED = 10_000  # so many ids are looked up one by one; of more than that the next in order is soon met
SHORT = 3  # shorter words have no trigram: they are looked up from the beginning of the name
SORTS: dict[str, tuple[str, ...]] = {
    "fit": ("score_milli", "potential_milli"),
    "potential": ("potential_milli", "score_milli"),
    "name": ("name_key",),
    "employees": ("employees",),
    "revenue": ("annual_revenue_cents",),
    "updated": ("updated_at",),
}
SCORE_SORTS = ("fit", "potential")
DEFAULT_SORT = "-fit"


@dataclass(frozen=True)
class AccountFilter:
    """What the list is narrowed to; empty text and None narrow nothing. Scores are thousandths of a point."""

    q: str = ""
    tier: str = ""
    owner_id: int | None = None
    no_owner: bool = False
    industry: str = ""
    country: str = ""
    lifecycle: str = ""
    segment: str = ""
    score_min: int | None = None
    score_max: int | None = None
    open_deal: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether every account is shown."""
        return self == AccountFilter()


def filter_from(given: Mapping[str, str], *, user_id: int, owners: Mapping[str, int]) -> AccountFilter:
    """This function will read a filter from an address, by ``owners``' public ids. Nonsense narrows nothing."""
    text = {key: value.replace("\0", "").strip()[:150] for key, value in given.items()}
    owner = text.get("owner", "")
    return AccountFilter(
        q=text.get("q", ""),
        tier=text.get("tier", ""),
        owner_id=user_id if owner == "me" else owners.get(owner),
        no_owner=owner == NONE,
        industry=text.get("industry", ""),
        country=text.get("country", ""),
        lifecycle=text.get("lifecycle", ""),
        segment=text.get("segment", ""),
        score_min=_points(text.get("score_min", "")),
        score_max=_points(text.get("score_max", "")),
        open_deal=text.get("open_deal") == "yes",
    )


def account_phases(wanted: AccountFilter, *, sort: str, profile_id: int | None, found: list[int] | None) -> list[Phase]:
    """This function will turn a filter and an order (``fit``, ``-fit``, …) into the phases of a keyset list.

    Accounts without the value come last, whichever way the list runs. ``found``: the ids to choose from, None for all
    (``search_ids``, ``tierless_ids``).
    """
    column, descending = sort.removeprefix("-"), sort.startswith("-")

    def accounts(narrowed: Any) -> QuerySet[Account]:
        rows: QuerySet[Account] = Account.objects.filter(_query(wanted, "", found, profile_id))
        return rows.filter(narrowed)

    def scored() -> QuerySet[FitScore]:
        return FitScore.objects.filter(_query(wanted, "account__", found, profile_id), profile_id=profile_id)

    def unscored() -> QuerySet[Account]:
        return accounts(~Exists(FitScore.objects.filter(account_id=OuterRef("pk"), profile_id=profile_id)))

    by_id = (("id", False),)
    if column in SCORE_SORTS:
        order = [(name, descending) for name in SORTS[column]]
        phases = [Phase(scored, (*order, ("account_id", not descending)), "account_id")]
        if wanted.score_min is None and wanted.score_max is None:
            phases.append(Phase(unscored, by_id, "id"))
        return phases
    name = SORTS[column][0]
    known, unknown = Q(**{f"{name}__isnull": False}), Q(**{f"{name}__isnull": True})
    phases = [Phase(lambda: accounts(known), ((name, descending), ("id", descending)), "id")]
    if Account._meta.get_field(name).null:
        phases.append(Phase(lambda: accounts(unknown), by_id, "id"))
    return phases


def account_count(wanted: AccountFilter, *, profile_id: int | None, found: list[int] | None, cap: int) -> int:
    """This function will count the accounts of a filter, giving up one past ``cap``.

    No query for a search alone: ``found`` is what it shows.
    """
    if found is not None and replace(wanted, q="").is_empty:
        return len(found)
    rows: QuerySet[Account] = Account.objects.filter(_query(wanted, "", found, profile_id))
    return rows.order_by()[: cap + 1].count()


def search_ids(text: str, *, most: int | None = SEARCHED) -> list[int]:
    """This function will return the accounts whose name contains the text, best match first, in one query.

    The contains-search is ``account_search``, which may use the trigram index that row-level security keeps from us; a
    very short text is looked up from the beginning of the name. ``most`` None: all of them in no order, for a file or
    a job; that reads the names of the whole workspace, about a second for a million.
    """
    needle = name_key(text)
    if not needle:
        return []
    with connection.cursor() as cursor:
        if len(needle) < SHORT:
            # by hand: ^@ has no word in the ORM, and it is the only prefix operator an index may serve under a policy
            cursor.execute(
                "select id from account where tenant_id = (select app_tenant()) and name_key ^@ %s"
                " order by name_key, id limit %s",
                [needle, most],
            )
        elif most is None:
            # by hand: no index serves a contains-search under a policy, and the function that has one stops at 2,000
            cursor.execute(
                "select id from account where tenant_id = (select app_tenant()) and position(%s in name_key) > 0",
                [needle],
            )
        else:
            cursor.execute("select account_search(%s, %s)", [needle, most])
        return [row[0] for row in cursor.fetchall()]


def tierless_ids(*, most: int = LISTED) -> list[int] | None:
    """This function will return the accounts that stand in no tier, in one query that reads them alone; None where
    they are more than ``most``.

    Mostly they are none or few, which the statistics may not know yet, and the best first would be looked for among all
    accounts.
    """
    found = list(TierOutsider.objects.order_by().values_list("account_id", flat=True)[: most + 1])
    return found if len(found) <= most else None


def _query(wanted: AccountFilter, at: str, found: list[int] | None, profile_id: int | None) -> Q:
    """Build the condition on accounts, ``at`` being how the account is reached: "" or "account__"."""
    account = {"account_id": OuterRef("account_id" if at else "pk")}
    query = Q() if found is None else Q(OneOf("account_id" if at else "id", found, BigIntegerField()))
    for field in ("industry", "country", "lifecycle"):
        if value := getattr(wanted, field):
            query &= Q(**{f"{at}{field}": value})
    if wanted.owner_id is not None:
        query &= Q(**{f"{at}owner_id": wanted.owner_id})
    if wanted.no_owner:
        query &= Q(**{f"{at}owner_id": None})
    if wanted.tier == NONE:
        if found is None or wanted.q:  # else they are what was found
            query &= Q(Exists(TierOutsider.objects.filter(**account)))
    elif wanted.tier:
        # asked for first: by its number PostgreSQL knows how many are in the tier, and that each is there once
        tiers = list(Tier.objects.filter(key=wanted.tier).values_list("pk", flat=True))
        query &= Q(Exists(TierAssignment.objects.filter(**account, left_at=None, tier_id__in=tiers)))
    if wanted.segment:
        segments = list(Segment.objects.filter(key=wanted.segment).values_list("pk", flat=True))
        query &= Q(Exists(SegmentAccount.objects.filter(**account, segment_id__in=segments)))
    if wanted.open_deal:
        query &= Q(Exists(Deal.objects.filter(**account, status=Deal.Status.OPEN)))
    return query & _score_query(wanted, at, account, profile_id)


def _score_query(wanted: AccountFilter, at: str, account: dict[str, Any], profile_id: int | None) -> Q:
    bounds = {"score_milli__gte": wanted.score_min, "score_milli__lte": wanted.score_max}
    given = {name: value for name, value in bounds.items() if value is not None}
    if not given:
        return Q()
    return Q(**given) if at else Q(Exists(FitScore.objects.filter(**account, profile_id=profile_id, **given)))


def _points(text: str) -> int | None:
    try:
        points = Decimal(text)
    except InvalidOperation:
        return None
    return int(points * 1000) if 0 <= points <= 100 else None
