"""Which facts a rule of this workspace can choose from: the catalogue, and the names that occur in its own data."""

from __future__ import annotations

from django.db import connection

from accounts.domain.icp_facts import (
    CATALOGUE,
    CUSTOM,
    EXCLUDED,
    MEASURE,
    RATING,
    SCORE,
    SIGNAL,
    SIGNAL_COUNT,
    FactKind,
)
from accounts.models import AccountMeasure, IcpProfile, Signal, TeamRating
from tenancy.context import required_tenant_id

LOOKED_AT = 2_000  # newest accounts whose custom headers are offered
USUAL_SIGNALS = ("funding", "hiring", "product_launch", "web_visit", "event_attended", "leadership_change")


def fact_keys() -> dict[str, list[tuple[str, FactKind | None]]]:
    """This function will return the facts to choose from by family, each with its kind (None: as the rule reads it)."""
    kinds = sorted({*USUAL_SIGNALS, *Signal.objects.values_list("kind", flat=True).distinct()[:200]})
    measures = sorted(AccountMeasure.objects.values_list("key", flat=True).distinct()[:200])
    profiles = list(IcpProfile.objects.filter(subject="account").order_by("key").values_list("key", flat=True))
    return {
        "account": [(spec.key, spec.kind) for spec in CATALOGUE.values()],
        CUSTOM: [(f"{CUSTOM}.{name}", None) for name in custom_headers()],
        SIGNAL: [(f"{SIGNAL}.{kind}", FactKind.DAYS) for kind in kinds],
        SIGNAL_COUNT: [(f"{SIGNAL_COUNT}.{kind}", FactKind.INT) for kind in kinds],
        RATING: [(f"{RATING}.{department}", FactKind.INT) for department in TeamRating.Department.values],
        MEASURE: [(f"{MEASURE}.{key}", FactKind.INT) for key in measures],
        SCORE: [(f"{SCORE}.{key}", FactKind.INT) for key in profiles],
        EXCLUDED: [(f"{EXCLUDED}.{key}", FactKind.BOOL) for key in profiles],
    }


def custom_headers() -> list[str]:
    """This function will list the custom headers of the newest accounts, which the ORM cannot unfold."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT jsonb_object_keys(custom) FROM (SELECT custom FROM account WHERE tenant_id = %s"
            " ORDER BY id DESC LIMIT %s) a ORDER BY 1 LIMIT 200",
            [required_tenant_id(), LOOKED_AT],
        )
        return [name for (name,) in cursor.fetchall()]
