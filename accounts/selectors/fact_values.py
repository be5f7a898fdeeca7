"""Which words a fact has in the workspace's own data: what somebody who writes a rule about it can choose from."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from accounts.domain.icp_facts import CUSTOM, DEAL_CUSTOM, FactKind, FactRead, Subject, fact_kinds, fact_split
from accounts.models import Account, Deal
from accounts.selectors.icp_facts import custom_fields
from accounts.selectors.scores_facts import Scope, facts_read
from tenancy.context import required_tenant_id

LOOKED_AT = 2_000  # newest accounts or deals, so that it costs the same however many there are
MOST = 40
OWNERS = {CUSTOM: Subject.ACCOUNT, DEAL_CUSTOM: Subject.DEAL}  # whose records hold the fields of a family


def values_known(fact: str, subject: Subject, *, now: datetime) -> list[tuple[str, int]] | None:
    """This function will return a fact's values among the newest accounts (or deals), the most frequent first.

    Each with how many have it. None for a fact without words: a number, days, yes or no. Two queries, of a custom
    field three.
    """
    kind = next((kind for kind in (FactKind.TEXT, FactKind.SET) if kind in fact_kinds(fact)), None)
    family, name = fact_split(fact)
    if family in OWNERS and custom_fields(OWNERS[family]).get(name):
        kind = FactKind.SET
    if kind is None:
        return None
    table = Deal if subject is Subject.DEAL else Account
    newest = tuple(table.objects.order_by("-id").values_list("pk", flat=True)[:LOOKED_AT])
    read = FactRead(fact, kind)
    counted: Counter[str] = Counter()
    for facts in facts_read([read], Scope(required_tenant_id(), keys=newest, subject=subject), now=now).values():
        value = facts[read]
        counted.update(value if isinstance(value, tuple) else [value] if isinstance(value, str) and value else [])
    return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST]
