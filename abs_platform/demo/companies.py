"""Who the demo's vendor could sell to: companies, their people, and what is known of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from abs_platform.demo.words import (
    COMPLEMENTS,
    COUNTRIES,
    ENDS,
    INDUSTRIES,
    STARTS,
    TECHNOLOGIES,
    TITLES,
    Country,
    Industry,
)

Record = dict[str, Any]  # the fields of one record, as REST and files carry them
CURRENCIES = {"US": "USD", "GB": "GBP"}
UNKNOWN_EMPLOYEES, UNKNOWN_REVENUE, UNKNOWN_TECHNOLOGIES = 0.08, 0.14, 0.3


@dataclass
class Company:
    """A company as its maker knows it; ``record`` is what the workspace gets to see."""

    key: str
    name: str
    domain: str
    industry: Industry
    country: Country
    employees: int
    suitability: float  # 0–1; the truth that fit scores try to find
    owner_email: str
    record: Record
    people: list[Record] = field(default_factory=list)

    @property
    def currency(self) -> str:
        """The currency it pays in."""
        return CURRENCIES.get(self.country.code, "EUR")


def _names(rng: Random, count: int) -> list[str]:
    pairs = [(start, end) for start in STARTS for end in ENDS if not start.lower().endswith(end)]
    return [start + end for start, end in rng.sample(pairs, count)]


def _log_uniform(rng: Random, low: int, high: int) -> int:
    return round(math.exp(rng.uniform(math.log(low), math.log(high))))


def _suitability(rng: Random, industry: Industry, employees: int, technologies: list[str]) -> float:
    size = max(0.0, 1 - abs(math.log10(employees) - 3) / 2)  # best about a thousand people
    match = 0.15 * sum(name in COMPLEMENTS for name in technologies)
    return min(1.0, max(0.0, 0.5 * industry.affinity + 0.35 * size + match + rng.gauss(0, 0.06)))


def company_make(rng: Random, number: int, stem: str, owners: list[str], today: date) -> Company:
    """This function will make one company with what the workspace knows of it; some facts are left unknown."""
    industry = rng.choices(INDUSTRIES, [item.weight for item in INDUSTRIES])[0]
    country = rng.choices(COUNTRIES, [item.weight for item in COUNTRIES])[0]
    employees = _log_uniform(rng, *industry.employees)
    technologies = sorted(rng.sample(TECHNOLOGIES, rng.randint(1, 4)))
    name = f"{stem} {rng.choice(industry.suffixes)}"
    key = f"demo-{number:05d}"
    domain = f"{stem.lower()}-{country.tld.split('.')[-1]}.example"  # a name that can never be registered
    revenue = round(employees * industry.revenue_per_head * math.exp(rng.gauss(0, 0.35)), -4)
    record: Record = {
        "external_id": key,
        "name": name,
        "domain": domain,
        "website": f"https://www.{domain}/",
        "industry": industry.name,
        "sub_industry": rng.choice(industry.sub),
        "country": country.code,
        "city": rng.choice(country.cities),
        "company_type": rng.choices(("private", "public", "subsidiary"), (7, 2, 1))[0],
        "founded_year": today.year - _log_uniform(rng, 4, 110),
        "offices": max(1, round(employees**0.4 / 2)),
        "growth_pct": str(round(rng.gauss(6 + 12 * industry.affinity, 11), 1)),
        "lifecycle": "prospect",
        "owner_email": owners[number % len(owners)],
        "custom": {"Region team": "Americas" if country.code in ("US", "JP") else "Europe"},
    }
    if rng.random() > UNKNOWN_EMPLOYEES:
        record["employees"] = employees
    if rng.random() > UNKNOWN_REVENUE:
        record |= {"annual_revenue": str(int(revenue)), "currency": CURRENCIES.get(country.code, "EUR")}
    if rng.random() > UNKNOWN_TECHNOLOGIES:
        record["technologies"] = technologies
    suitability = _suitability(rng, industry, employees, technologies)
    return Company(key, name, domain, industry, country, employees, suitability, record["owner_email"], record)


def _person(rng: Random, company: Company, number: int, persona: str) -> Record:
    country = company.country
    first, last = rng.choice(country.first), rng.choice(country.last)
    titles = TITLES[persona]
    language = country.language if country.language in titles and rng.random() < 0.8 else "en"
    return {
        "external_id": f"{company.key}-p{number}",
        "account_external_id": company.key,
        "first_name": first,
        "last_name": last,
        "email": f"p{number}@{company.domain}",
        "phone": f"+00 555 {rng.randint(100, 999)} {rng.randint(1000, 9999)}",
        "title": rng.choice(titles[language]),
        "language": language,
        "status": "left" if rng.random() < 0.03 else "active",
    }


def people_make(rng: Random, company: Company) -> list[Record]:
    """This function will make the people we know at a company: more where it suits us, never everybody."""
    known = rng.randint(3, 6) if company.suitability > 0.55 else rng.randint(0, 3)
    personas = rng.sample(sorted(TITLES), min(known, len(TITLES)))
    people = [_person(rng, company, number, persona) for number, persona in enumerate(personas, start=1)]
    return _namesakes_part(people, company.country.last)


def _namesakes_part(people: list[Record], last_names: Sequence[str]) -> list[Record]:
    """Two colleagues of one name could not be told apart; nothing else of the world depends on a name."""
    taken: set[tuple[str, str]] = set()
    for person in people:
        while (person["first_name"], person["last_name"]) in taken:
            person["last_name"] = last_names[(last_names.index(person["last_name"]) + 1) % len(last_names)]
        taken.add((person["first_name"], person["last_name"]))
    return people


def companies_make(rng: Random, count: int, owners: list[str], today: date) -> list[Company]:
    """This function will make ``count`` companies with people; about one in sixteen belongs to a larger one."""
    companies = [company_make(rng, number, stem, owners, today) for number, stem in enumerate(_names(rng, count), 1)]
    large = [company for company in companies if company.employees > 2_000]
    for company in companies:
        company.people = people_make(rng, company)
        if large and company.employees < 1_000 and rng.random() < 0.08:
            company.record["parent_external_id"] = rng.choice(large).key
    return companies


def signals_make(rng: Random, company: Company, kinds: tuple[str, ...], today: date) -> list[Record]:
    """This function will make a company's signals of the last half-year: the more it suits us, the more there are."""
    found = []
    for number in range(rng.choices((0, 1, 2, 4), (5, 3, 2, company.suitability * 3))[0]):
        day = today - timedelta(days=_log_uniform(rng, 1, 180))
        found.append(
            {
                "external_id": f"{company.key}-s{number}",
                "account_external_id": company.key,
                "kind": rng.choice(kinds),
                "occurred_at": f"{day.isoformat()}T{rng.randint(8, 17):02d}:{rng.randint(0, 59):02d}:00Z",
            }
        )
    return found
