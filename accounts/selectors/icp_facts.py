"""Which facts a rule of this workspace can choose from: the catalogue, and the names that occur in its own data."""

from __future__ import annotations

from django.db import connection

from accounts.domain.icp_facts import (
    CATALOGUE,
    CUSTOM,
    DEAL,
    DEAL_CUSTOM,
    EXCLUDED,
    MEASURE,
    RATING,
    SCORE,
    SIGNAL,
    SIGNAL_COUNT,
    FactKind,
    Subject,
)
from accounts.models import AccountMeasure, IcpProfile, Signal, TeamRating
from accounts.selectors.score_tables import SCORE_TABLES
from tenancy.context import required_tenant_id

LOOKED_AT = 2_000  # newest accounts whose custom headers are offered
USUAL_SIGNALS = ("funding", "hiring", "product_launch", "web_visit", "event_attended", "leadership_change")


def fact_keys(subject: Subject = Subject.ACCOUNT, *, besides: str = "") -> dict[str, list[tuple[str, FactKind | None]]]:
    """This function will return the facts to choose from by family, each with its kind (None: as the rule reads it).

    A field of one's own that holds lists is a list.

    A profile of deals chooses from the facts of a deal as well, which come first; one of accounts from the scores
    under the others, ``besides`` itself.
    """
    of_deals: dict[str, list[tuple[str, FactKind | None]]] = {}
    if subject is Subject.DEAL:
        of_deals = {
            DEAL: [(spec.key, spec.kind) for spec in CATALOGUE.values() if spec.family == DEAL],
            DEAL_CUSTOM: _own(DEAL_CUSTOM, Subject.DEAL),
        }
    kinds = signal_kinds()
    measures = sorted(AccountMeasure.objects.values_list("key", flat=True).distinct()[:200])
    standings: dict[str, list[tuple[str, FactKind | None]]] = {}
    if subject is Subject.ACCOUNT:
        others = IcpProfile.objects.filter(subject=subject).exclude(key=besides).order_by("key")
        profiles = list(others.values_list("key", flat=True))
        standings = {
            SCORE: [(f"{SCORE}.{key}", FactKind.INT) for key in profiles],
            EXCLUDED: [(f"{EXCLUDED}.{key}", FactKind.BOOL) for key in profiles],
        }
    return {
        **of_deals,
        "account": [(spec.key, spec.kind) for spec in CATALOGUE.values() if spec.family == "account"],
        CUSTOM: _own(CUSTOM, Subject.ACCOUNT),
        SIGNAL: [(f"{SIGNAL}.{kind}", FactKind.DAYS) for kind in kinds],
        SIGNAL_COUNT: [(f"{SIGNAL_COUNT}.{kind}", FactKind.INT) for kind in kinds],
        RATING: [(f"{RATING}.{department}", FactKind.INT) for department in TeamRating.Department.values],
        MEASURE: [(f"{MEASURE}.{key}", FactKind.INT) for key in measures],
        **standings,
    }


def _own(family: str, subject: Subject) -> list[tuple[str, FactKind | None]]:
    fields = custom_fields(subject).items()
    return [(f"{family}.{name}", FactKind.SET if is_list else None) for name, is_list in fields]


def signal_kinds() -> list[str]:
    """This function will list the kinds of signals to choose from: the usual ones, and those that have come."""
    return sorted({*USUAL_SIGNALS, *Signal.objects.values_list("kind", flat=True).distinct()[:200]})


def custom_fields(subject: Subject = Subject.ACCOUNT) -> dict[str, bool]:
    """This function will list the custom headers of the newest accounts (or deals), which the ORM cannot unfold.

    Each with whether it holds lists: at least half of its values do.
    """
    newest = (
        f"SELECT custom FROM {SCORE_TABLES[subject].objects} WHERE tenant_id = %s"  # noqa: S608 - a fixed name
        " ORDER BY id DESC LIMIT %s"
    )
    lists, some = "count(*) FILTER (WHERE jsonb_typeof(own.value) = 'array')", "jsonb_typeof(own.value) <> 'null'"
    statement = (
        f"SELECT own.key, {lists} > 0 AND 2 * {lists} >= count(*) FILTER (WHERE {some})"  # noqa: S608
        f" FROM ({newest}) a CROSS JOIN LATERAL jsonb_each(a.custom) own GROUP BY 1 ORDER BY 1 LIMIT 200"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [required_tenant_id(), LOOKED_AT])
        return dict(cursor.fetchall())


def names_known() -> dict[str, list[str]]:
    """This function will offer names that occur in the workspace's data: industries, technologies and kinds of signals.

    Of the newest accounts alone, so that it costs the same however many there are; two queries.
    """
    newest = "SELECT industry, technologies FROM account WHERE tenant_id = %s ORDER BY id DESC LIMIT %s"
    statement = (
        f"WITH a AS ({newest}) (SELECT 'industry', industry FROM a WHERE industry IS NOT NULL GROUP BY 2"  # noqa: S608
        " ORDER BY count(*) DESC LIMIT 100) UNION ALL (SELECT 'technologies', name FROM a, unnest(technologies) name"
        " GROUP BY 2 ORDER BY count(*) DESC LIMIT 100)"
    )
    found: dict[str, list[str]] = {"industry": [], "technologies": []}
    with connection.cursor() as cursor:
        cursor.execute(statement, [required_tenant_id(), LOOKED_AT])
        for fact, name in cursor.fetchall():
            found[fact].append(name)
    return {**found, "signal": signal_kinds()}
