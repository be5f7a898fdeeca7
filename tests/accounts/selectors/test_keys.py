from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Account, Deal
from accounts.selectors.keys import keys_find
from tenancy.statistics import statistics_refresh
from tests.factories import DealFactory

pytestmark = pytest.mark.django_db


def plan(statement: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")  # the table is small; what matters is what may be used
        cursor.execute(f"explain {statement}")
        return "\n".join(line for (line,) in cursor.fetchall())


def test_a_key_is_found_whatever_its_source(as_acme: Any, django_assert_num_queries: Any) -> None:
    for source in ("crm", "erp", "file"):
        DealFactory(source=source, external_id="k")
        DealFactory(source=source, external_id=f"other-{source}")

    with django_assert_num_queries(1):
        found = keys_find(Deal, "k", most=8)

    assert found == list(Deal.objects.filter(external_id="k").order_by("pk").values_list("pk", flat=True))
    assert len(found) == 3 and keys_find(Deal, "k", most=2) == found[:2]
    assert keys_find(Deal, "nowhere", most=8) == keys_find(Account, "k", most=8) == []


def test_the_beginning_of_a_deals_name_is_asked_of_its_index(as_acme: Any) -> None:
    Deal.objects.bulk_create(
        Deal(source="crm", external_id=str(number), name=f"Deal {number}", name_key=f"deal {number}")
        for number in range(2_000)
    )
    statistics_refresh()
    with CaptureQueriesContext(connection) as asked:
        list(Deal.objects.filter(name_key__gte="renew", name_key__lt="renew\U0010ffff").order_by("name_key", "pk")[:8])
    by_name = plan(asked.captured_queries[-1]["sql"])

    assert any("(name_key)::text >= 'renew'" in line for line in by_name.splitlines() if "Index Cond" in line), by_name
