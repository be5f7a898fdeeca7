"""Facts with source and age."""

from __future__ import annotations

from datetime import UTC, datetime

from accounts.models import FactChange
from dashboard.selectors.account_facts import fact_form, fact_label, fact_lines, measures
from tests.factories import AccountFactory

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)


def test_a_changed_fact_has_its_own_source_and_date_and_others_the_accounts(as_acme):
    account = AccountFactory(source="crm", employees=7, created_at=NOW, annual_revenue_cents=5)
    for at, source in ((NOW, "import"), (NOW.replace(day=1), "old")):
        FactChange.objects.create(
            object_kind="account", object_id=account.pk, field="employees", old=1, new=7, source=source, at=at
        )

    lines = {line.field: line for line in fact_lines(account=account)}

    assert (lines["employees"].source, lines["employees"].at) == ("import", NOW)
    assert (lines["industry"].source, lines["industry"].at) == ("crm", NOW)
    assert (lines["city"].value, lines["city"].source, lines["city"].at) == (None, "", None)


def test_labels_and_forms():
    assert fact_label("custom.Plan") == "Plan"
    assert [fact_form(name) for name in ("annual_revenue_cents", "growth_bp", "offices", "city")] == [
        "money",
        "percent",
        "number",
        "text",
    ]


def test_measures_are_read_by_key(as_acme):
    account = AccountFactory()
    account.measures.create(key="committee_coverage", value=5, source="personas", at=NOW)

    assert measures(account=account)["committee_coverage"].value == 5
