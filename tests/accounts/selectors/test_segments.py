"""A rule as a query takes in exactly the accounts it takes in as a rule."""

from __future__ import annotations

from accounts.domain.segments import segment_rule_parse
from accounts.models import Account
from accounts.selectors.segments import segment_choices, segment_list, segment_rule_count, segment_rule_query
from accounts.services.segments import segment_save
from tests.accounts.services.test_segments import COMMAND, NOON
from tests.factories import AccountFactory

RULES = (
    {"industry": ["software"]},
    {"country": ["HU", "DE"], "employees": {"min": 100}},
    {"employees": {"max": 100}},
    {"annual_revenue": {"min": 10, "max": 20}},
    {"technologies": ["SAP"], "lifecycle": ["prospect"]},
)


def test_query_and_rule_agree(as_acme):
    facts = [
        {
            "industry": industry,
            "country": country,
            "employees": employees,
            "annual_revenue_cents": cents,
            "technologies": used,
        }
        for industry in ("software", None)
        for country, employees in (("HU", 100), ("US", 99), (None, None))
        for cents, used in ((1000, ["SAP"]), (2099, []), (2100, None), (None, ["Odoo", "SAP"]))
    ]
    for given in facts:
        AccountFactory(**given)
    for given in RULES:
        rule = segment_rule_parse(given)
        by_query = set(Account.objects.filter(segment_rule_query(rule)).values_list("pk", flat=True))
        by_rule = {
            account.pk
            for account in Account.objects.all()
            if rule.holds(
                {
                    "industry": account.industry,
                    "country": account.country,
                    "lifecycle": account.lifecycle,
                    "technologies": account.technologies,
                    "employees": account.employees,
                    "annual_revenue": None
                    if account.annual_revenue_cents is None
                    else account.annual_revenue_cents // 100,
                }
            )
        }
        assert by_query == by_rule, given
        assert segment_rule_count(rule) == len(by_rule) > 0


def test_segments_are_listed_with_their_size(as_acme, django_assert_num_queries):
    AccountFactory(industry="software")
    for name in ("Software", "Software too"):
        segment_save(segment_id=None, name=name, rule={"industry": ["software"]}, actor=COMMAND, now=NOON)
    with django_assert_num_queries(1):
        assert [(segment.name, segment.size) for segment in segment_list()] == [("Software", 1), ("Software too", 1)]  # type: ignore[attr-defined]
    assert segment_choices() == [("software", "Software"), ("software-too", "Software too")]
