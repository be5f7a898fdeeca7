"""A first mapping for a file, from its headers and first rows. A proposal to be looked at, never loaded unseen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from accounts.domain.facts import Facts
from accounts.domain.normalise import fold
from accounts.domain.problems import Problem, ValueRefused
from accounts.domain.values import Field, Kind
from crm.domain.formats import format_reader
from crm.domain.problems import file_problem

NAMES: dict[str, dict[str, str]] = {
    "accounts": {
        "external_id": "account id|company id|record id|hs object id|accountid|id|organisation id|organization id|"
        "symbol",
        "name": "name|company|company name|account|account name|organization|organisation|organization name|title|firm",
        "domain": "domain|company domain name|email domain|company domain",
        "website": "website|url|web|web site|website url|homepage|home page",
        "industry": "industry|sector|branch|vertical",
        "sub_industry": "sub industry|subindustry|industry group|subsector|sub sector",
        "employees": "employees|number of employees|numberofemployees|no of employees|employee count|workers|staff|"
        "headcount|company size",
        "annual_revenue": "revenue|annual revenue|annualrevenue|sales|turnover|revenues|yearly revenue",
        "currency": "currency|currency code|currencyisocode",
        "country": "country|country region|billing country|billingcountry|hq country|office location|"
        "headquarters country",
        "region": "state|region|state region|province|billing state|billingstate|county|headquartersstate",
        "city": "city|billing city|billingcity|town|headquarterscity|headquarters city",
        "offices": "offices|number of offices|locations",
        "company_type": "company type|companytype|type|ownership|account type",
        "founded_year": "founded|founded year|year founded|year established|established|foundation year",
        "growth_pct": "growth|growth rate|revenue growth|revenuepercentchange|revenue percent change|revenue change",
        "market_share_pct": "market share",
        "technologies": "technologies|tech stack|technology|web technologies",
        "parent_name": "parent|parent company|parent account|subsidiary of|parent name|ultimate parent",
        "owner_email": "owner|owner email|account owner|company owner|sales agent|assigned to",
        "lifecycle": "lifecycle|lifecycle stage|lifecyclestage",
        "customer_since": "customer since|became a customer date|start date",
        "churned_on": "churned on|churn date",
    },
    "contacts": {
        "external_id": "contact id|record id|id|contactid",
        "first_name": "first name|firstname|given name",
        "last_name": "last name|lastname|surname|family name",
        "email": "email|e mail|email address",
        "phone": "phone|phone number|telephone|mobile",
        "title": "title|job title|jobtitle|position",
        "department": "department",
        "seniority": "seniority|job level",
        "language": "language",
        "persona": "persona|buyer persona|contact persona",
        "buying_role": "buying role|role|decision role|committee role|hs buying role|opportunity role",
        "account_name": "company|company name|account|account name|organization",
        "account_domain": "company domain|website",
        "account_external_id": "account id|company id|accountid|associated company id",
    },
    "deals": {
        "external_id": "opportunity id|deal id|record id|id|opportunityid",
        "name": "name|deal name|opportunity name|opportunity",
        "account_name": "account|account name|company|company name|client",
        "account_external_id": "account id|company id|accountid",
        "amount": "amount|value|close value|deal value|deal amount|deal cost|contract value",
        "currency": "currency|currency code|currencyisocode",
        "status": "status|deal stage|deal status code|outcome|won lost",
        "stage": "stage|stagename|deal stage|pipeline stage",
        "type": "type|deal type|opportunity type",
        "created_on": "created|create date|created date|engage date|deal date|createdate|open date",
        "closed_on": "closed|close date|closed date|closedate",
        "products": "product|products|solution type|line items",
        "owner_email": "owner|owner email|deal owner|opportunity owner|sales agent|sales rep|manager name",
        "lost_reason": "lost reason|closed lost reason|loss reason",
        "expected_close_on": "expected close|expected close date|forecast date",
    },
    "signals": {
        "external_id": "signal id|event id|id",
        "kind": "kind|signal|event|event type|signal type|topic",
        "occurred_at": "occurred at|date|timestamp|time|event date",
        "domain": "domain|website|company domain",
        "account_name": "account|company|company name|account name",
        "value": "value|score|count",
    },
    "spend": {
        "external_id": "spend id|id|invoice|invoice number",
        "spent_on": "date|spent on|day|booked on|posting date|month",
        "amount": "amount|spend|cost|spent|costs",
        "currency": "currency",
        "category": "category|type|channel|cost type",
        "department": "department|team",
        "campaign": "campaign|campaign name|campaign id",
    },
    "touches": {
        "external_id": "activity id|touch id|id|engagement id",
        "kind": "kind|type|activity type|channel",
        "occurred_at": "occurred at|date|activity date|timestamp|due date",
        "outcome": "outcome|result|call disposition",
        "account_name": "account|company|company name|account name",
        "owner_email": "owner|assigned to|activity owner",
        "duration_minutes": "duration|minutes|duration minutes",
    },
}
STATUS_WORDS = {
    "won": ("won", "closed won", "closedwon", "win"),
    "lost": ("lost", "closed lost", "closedlost", "loss"),
}
ROLE_WORDS = {
    "legal compliance": "legal_and_compliance",
    "economic buyer": "budget_holder",
    "buyer": "decision_maker",
    "sponsor": "executive_sponsor",
    "advisor": "adviser",
    "user": "end_user",
}
DATES = (
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d.%m.%Y",
    "%d-%m-%Y",
    "%Y/%m/%d",
    "%d-%b-%y",
    "%d-%b-%Y",
    "%d %b %Y",
    "%b %d, %Y",
    "%Y%m%d",
)
MILLIONS = re.compile(r"\(\s*[^)]*\bM\s*\)|_M$|\bmillions?\b|\bmio\b|\$M\b", re.IGNORECASE)


MOST_MET = 40  # different values of a column that can still be told one by one
Met = Sequence[Sequence[str]]


def values_met(rows: Iterable[Sequence[Any]], width: int) -> list[list[str]]:
    """This function will return the different texts of each column, as they came; none where there are over 40."""
    met: list[dict[str, None]] = [{} for _ in range(width)]
    counted = list(enumerate(met))
    for row in rows:
        for place, found in counted:
            cell = row[place]
            if cell.__class__ is str and cell not in found and cell.strip():
                found[cell] = None
                if len(found) > MOST_MET:
                    counted = [one for one in counted if one[0] != place]
    return [list(dict.fromkeys(map(str.strip, found))) if len(found) <= MOST_MET else [] for found in met]


def mapping_guess(
    facts: Facts, header: Sequence[str], rows: Sequence[Sequence[Any]], met: Met | None = None
) -> dict[str, Any]:
    """This function will propose a mapping from the headers people use and from how the first rows are written.

    ``met``: the different values of each column in the whole file, where it was read to its end (``values_met``).
    """
    met = values_met(rows, len(header)) if met is None else met
    taken: set[int] = set()
    fields: dict[str, dict[str, Any]] = {}
    spec: dict[str, Any] = {"fields": fields}
    names = {place: _bare(name) for place, name in enumerate(header)}
    for name, field in facts.by_name.items():
        place = _find(name, NAMES.get(facts.name, {}).get(name, ""), names, taken)
        if place is None or name in ("custom", "contacts"):
            continue
        taken.add(place)
        column = header[place]
        if name == "external_id":
            spec["external_id"] = {"column": column}
            continue
        cells = [str(row[place]).strip() for row in rows if isinstance(row[place], str) and str(row[place]).strip()]
        fields[name] = {"column": column, **_rule_guess(field, column, cells, met[place])}
    _stage_share(fields, header, met)
    if "website" in fields and "domain" not in fields and "domain" in facts.by_name:
        fields["domain"] = {"column": fields["website"]["column"], "format": "domain"}
    return spec


def _stage_share(fields: dict[str, dict[str, Any]], header: Sequence[str], met: Met) -> None:
    """One column of stages tells both where a deal stands and whether it is won."""
    stage, status = fields.get("stage"), fields.get("status")
    if status and not stage and "stage" in _bare(status["column"]):
        fields["stage"] = {"column": status["column"]}
    elif stage and not status:
        fields["status"] = {"column": stage["column"], "values": _statuses(met[header.index(stage["column"])])}


def _bare(header: str) -> str:
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header)
    return fold(re.sub(r"\([^)]*\)|%|_M$", " ", spaced))


def _find(name: str, synonyms: str, names: dict[int, str], taken: set[int]) -> int | None:
    for wanted in (fold(name), *synonyms.split("|")):
        for place, bare in names.items():
            if place not in taken and wanted and (bare == wanted or bare.replace(" ", "") == wanted.replace(" ", "")):
                return place
    return None


def _rule_guess(field: Field, column: str, cells: list[str], met: Sequence[str]) -> dict[str, Any]:
    rule: dict[str, Any] = {}
    if field.kind is Kind.COUNTRY:
        rule["format"] = "country_name"
    elif field.kind in (Kind.MONEY, Kind.PERCENT, Kind.INTEGER):
        form = {Kind.MONEY: "money", Kind.PERCENT: "percent", Kind.INTEGER: "integer"}[field.kind]
        if not _reads(field, "", cells) and _reads(field, form, cells):
            rule["format"] = form
        if field.low is not None and field.low > 0 and "0" in cells:
            rule["empty"] = ["0"]
        if field.kind is Kind.MONEY and MILLIONS.search(column):
            rule["scale"] = 1_000_000
    elif field.kind in (Kind.DATE, Kind.INSTANT) and cells and not _reads(field, "", cells):
        fitting = [f"date:{one}" for one in DATES if _reads(field, f"date:{one}", cells)]
        if fitting:  # of two that fit, the first is shown; the preview says what it makes of each day
            rule["format"] = fitting[0]
    elif field.kind is Kind.DOMAIN:
        rule["format"] = "domain"
    elif field.name == "status":
        rule["values"] = _statuses(met)
    elif field.name == "buying_role" and (
        roles := {one: ROLE_WORDS[fold(one)] for one in met if fold(one) in ROLE_WORDS}
    ):
        rule["values"] = roles
    return rule


def _statuses(met: Sequence[str]) -> dict[str, str]:
    words = {cell: fold(cell) for cell in met}
    return {
        cell: next((status for status, known in STATUS_WORDS.items() if word in known), "open")
        for cell, word in words.items()
    }


def _reads(field: Field, form: str, cells: list[str]) -> bool:
    """Whether nearly all sample cells are readable in this way: a single typo must not hide the format."""
    reader = format_reader(form) if form else (lambda text: text)
    good = 0
    for cell in cells[:200]:
        try:
            field.read(reader(cell))
            good += 1
        except ValueRefused:
            continue
    return bool(cells) and good >= 0.9 * min(len(cells), 200)


def column_hints(header: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[Problem]:
    """This function will point at columns that are blank, or the same as another, in the rows shown."""
    hints = []
    seen: dict[tuple[str, ...], str] = {}
    for place, name in enumerate(header):
        cells = tuple(str(row[place]).strip() for row in rows)
        if rows and not any(cells):
            hints.append(file_problem("column_blank", None, name, value=name))
        elif len(rows) > 4 and cells in seen:
            hints.append(file_problem("duplicate_column", None, name, value=f"{seen[cells]}, {name}"))
        seen.setdefault(cells, name)
    return hints
