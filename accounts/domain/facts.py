"""The fields of every record that comes in from outside, once: for REST, files, mapping screens and connectors."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from accounts.domain.problems import Problem, ValueRefused
from accounts.domain.values import Field, Kind

TEXT, INTEGER, MONEY, PERCENT, DATE = Kind.TEXT, Kind.INTEGER, Kind.MONEY, Kind.PERCENT, Kind.DATE
KEY = Field("external_id", TEXT, limit=200)
STAMP = Field("updated_at_source", Kind.INSTANT)
OWNER = Field("owner_email", TEXT, limit=254, empty="")
CUSTOM = Field("custom", Kind.OBJECT, empty={})
ACCOUNT_REFS = (
    Field("account_external_id", TEXT, limit=200, stored=False),
    Field("account_domain", Kind.DOMAIN, limit=253, stored=False),
    Field("account_name", TEXT, limit=300, stored=False),
)


class Absent:
    """The mark of a field that a record does not carry: it stays untouched."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT = Absent()


@dataclass(frozen=True, eq=False)
class Facts:
    """The fields of one kind of record."""

    name: str
    fields: tuple[Field, ...]

    @cached_property
    def by_name(self) -> dict[str, Field]:
        """The fields by the name clients use."""
        return {field.name: field for field in self.fields}

    @cached_property
    def required(self) -> tuple[str, ...]:
        """The fields a new record cannot be without."""
        return tuple(field.name for field in self.fields if field.required)


def record_read(facts: Facts, record: dict[str, Any]) -> tuple[dict[str, Any], list[Problem]]:
    """This function will read a record of JSON values: the fields it carries, and every problem with its field name.

    An unknown field is a problem, never ignored. Fields of the server (``id`` …) are the caller's to remove.
    """
    fields, values, problems = facts.by_name, {}, []
    for name, given in record.items():
        field = fields.get(name)
        if field is None:
            problems.append(Problem("unknown_field", column=name, params={"value": name}))
            continue
        try:
            values[name] = field.read(given)
        except ValueRefused as error:
            problems.append(error.problem.at(None, name))
    return values, problems


ACCOUNT = Facts(
    "accounts",
    (
        KEY,
        Field("name", TEXT, limit=300, required=True),
        Field("domain", Kind.DOMAIN, limit=253, empty=""),
        Field("website", TEXT, limit=500, empty=""),
        Field("industry", TEXT, limit=120),
        Field("sub_industry", TEXT, limit=120),
        Field("employees", INTEGER, low=0, high=100_000_000),
        Field("annual_revenue", MONEY, column="annual_revenue_cents"),
        Field("currency", Kind.CURRENCY),
        Field("country", Kind.COUNTRY),
        Field("region", TEXT, limit=120),
        Field("city", TEXT, limit=120),
        Field("offices", INTEGER, low=0, high=10_000_000),
        Field("company_type", TEXT, limit=60),
        Field("founded_year", INTEGER, low=500, high=2200),
        Field("growth_pct", PERCENT, column="growth_bp"),
        Field("projected_growth_pct", PERCENT, column="projected_growth_bp"),
        Field("market_share_pct", PERCENT, column="market_share_bp", low=0, high=100),
        Field("financial_performance", TEXT, limit=60),
        Field("technologies", Kind.LIST, limit=100),
        Field("parent_external_id", TEXT, limit=200, stored=False),
        Field("parent_name", TEXT, limit=300, stored=False),
        OWNER,
        Field("lifecycle", Kind.CHOICE, choices=("prospect", "target", "customer", "former"), empty="prospect"),
        Field("customer_since", DATE),
        Field("churned_on", DATE),
        CUSTOM,
        STAMP,
    ),
)

CONTACT = Facts(
    "contacts",
    (
        KEY,
        Field("first_name", TEXT, limit=120, empty=""),
        Field("last_name", TEXT, limit=120, empty=""),
        Field("email", Kind.EMAIL, limit=254, empty=""),
        Field("phone", TEXT, limit=60, empty=""),
        Field("title", TEXT, limit=300, empty=""),
        Field("department", TEXT, limit=60),
        Field("seniority", TEXT, limit=60),
        Field("language", TEXT, limit=10),
        *ACCOUNT_REFS,
        Field("status", Kind.CHOICE, choices=("active", "left"), empty="active"),
        CUSTOM,
        STAMP,
    ),
)

DEAL = Facts(
    "deals",
    (
        KEY,
        Field("name", TEXT, limit=300, empty=""),
        *ACCOUNT_REFS,
        Field("amount", MONEY, column="amount_cents"),
        Field("currency", Kind.CURRENCY),
        Field("status", Kind.CHOICE, choices=("open", "won", "lost"), empty="open"),
        Field("stage", TEXT, limit=120, empty=""),
        Field("type", Kind.CHOICE, choices=("new", "expansion", "renewal")),
        Field("created_on", DATE),
        Field("closed_on", DATE),
        Field("term_months", INTEGER, low=0, high=1200),
        Field("one_time_fees", MONEY, column="one_time_fees_cents"),
        Field("gross_margin_pct", PERCENT, column="gross_margin_bp", low=-1000, high=100),
        Field("products", Kind.LIST, limit=120),
        OWNER,
        Field("lost_reason", TEXT, limit=300, empty=""),
        Field("expected_close_on", DATE),
        Field("stage_changed_at", Kind.INSTANT),
        Field("contacts", Kind.LINKS, stored=False, empty=[]),
        CUSTOM,
        STAMP,
    ),
)

CONTRACT = Facts(
    "contracts",
    (
        KEY,
        *ACCOUNT_REFS,
        Field("deal_external_id", TEXT, limit=200, stored=False),
        Field("starts_on", DATE, required=True),
        Field("ends_on", DATE),
        Field("mrr", MONEY, column="mrr_cents", required=True),
        Field("currency", Kind.CURRENCY, required=True),
        Field("gross_margin_pct", PERCENT, column="gross_margin_bp", low=-1000, high=100),
        STAMP,
    ),
)

SIGNAL = Facts(
    "signals",
    (
        KEY,
        Field("kind", TEXT, limit=60, required=True),
        Field("occurred_at", Kind.INSTANT, required=True),
        *ACCOUNT_REFS,
        Field("domain", Kind.DOMAIN, limit=253, empty=""),
        Field("contact_external_id", TEXT, limit=200, stored=False),
        Field("value", INTEGER),
        Field("payload", Kind.OBJECT, empty={}),
        STAMP,
    ),
)

RATING = Facts(
    "ratings",
    (
        KEY,
        *ACCOUNT_REFS,
        Field(
            "department",
            Kind.CHOICE,
            choices=("sales", "customer_success", "marketing", "finance", "sales_ops"),
            required=True,
        ),
        Field("score", INTEGER, low=0, high=5, required=True),
        Field("note", Kind.PROSE, limit=5_000, empty=""),
        Field("rated_by_email", Kind.EMAIL, limit=254, empty=""),
        Field("rated_at", Kind.INSTANT),
        STAMP,
    ),
)
