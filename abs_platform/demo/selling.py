"""How the demo's vendor sold for two years: deals, contracts, touches, sessions and what it cost.

A year before today the vendor began to sell by account: from then on it wins more of the companies that suit it, and
sooner. The before and after that the metrics show comes from here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from abs_platform.demo.companies import Company, Record
from abs_platform.demo.library import ASSETS, OBJECTIONS, PRODUCTS
from abs_platform.demo.words import LOST_REASONS, STAGES

DAYS = 730
ADOPTED = 365  # days before today
MARGIN = "78.0"
Cost = tuple[date, float, Record]  # day, amount in whole euros, the other fields


@dataclass
class DemoSession:
    """A meeting of the demo, by keys."""

    account: str
    deal: str
    title: str
    day: date
    hour: int
    minutes: int
    led_by: str
    people: list[str]
    products: list[str]
    steps: list[tuple[str, str | None]]  # asset title, reaction; None: planned, not shown yet
    objections: list[tuple[str, bool]]
    outcome: str | None
    next_step: str
    next_step_on: date | None


@dataclass
class Selling:
    """Everything that happened with one company."""

    deals: list[Record] = field(default_factory=list)
    contracts: list[Record] = field(default_factory=list)
    touches: list[Record] = field(default_factory=list)
    sessions: list[DemoSession] = field(default_factory=list)


def _amount(rng: Random, company: Company) -> int:
    base = 2_500 + 900 * company.employees**0.42 * (0.5 + company.suitability)
    return int(round(base * rng.lognormvariate(0, 0.3), -2))


def _outcome(rng: Random, company: Company, age: int) -> tuple[str, int]:
    """Return won or lost, and the cycle in days."""
    adopted = age < ADOPTED
    chance = 0.1 + 0.42 * company.suitability**2 + (0.1 if adopted and company.suitability > 0.6 else 0)
    cycle = max(12, round(rng.gauss(95 if not adopted else 76, 24)))
    return ("won", cycle) if rng.random() < chance else ("lost", round(cycle * 1.15))


def _deal(rng: Random, company: Company, number: int, created: date, kind: str, today: date) -> Record:
    status, cycle = _outcome(rng, company, (today - created).days)
    closed = created + timedelta(days=cycle)
    products = sorted(rng.sample(PRODUCTS, rng.randint(1, 2)))
    record: Record = {
        "external_id": f"{company.key}-d{number}",
        "account_external_id": company.key,
        "name": f"{company.name}: {' + '.join(products)}",
        "amount": str(_amount(rng, company) // (1 if kind == "new" else 2)),
        "currency": company.currency,
        "type": kind,
        "created_on": created.isoformat(),
        "term_months": 12,
        "gross_margin_pct": MARGIN,
        "products": products,
        "owner_email": company.owner_email,
        "contacts": [{"contact_external_id": person["external_id"]} for person in company.people[: rng.randint(1, 4)]],
    }
    if closed <= today:
        record |= {"status": status, "closed_on": closed.isoformat(), "stage": f"Closed {status}"}
        if status == "lost":
            record["lost_reason"] = rng.choice(LOST_REASONS)
        return record
    step = min(len(STAGES) - 1, (today - created).days * len(STAGES) // max(1, cycle))
    expected = today + timedelta(days=max(5, (closed - today).days))
    return record | {"status": "open", "stage": STAGES[step], "expected_close_on": expected.isoformat()}


def _contract(rng: Random, company: Company, deal: Record, today: date) -> Record:
    starts = date.fromisoformat(deal["closed_on"])
    monthly = (Decimal(deal["amount"]) / 12).quantize(Decimal("0.01"))
    record: Record = {
        "external_id": f"{deal['external_id']}-c",
        "account_external_id": company.key,
        "deal_external_id": deal["external_id"],
        "starts_on": starts.isoformat(),
        "mrr": str(monthly),
        "currency": company.currency,
        "gross_margin_pct": MARGIN,
    }
    stays = rng.expovariate(0.014 + 0.02 * (1 - company.suitability)) * 30  # months of stay, in days
    if starts + timedelta(days=int(stays)) < today:
        record["ends_on"] = (starts + timedelta(days=int(stays))).isoformat()
    return record


def _touches(rng: Random, company: Company, deal: Record, today: date) -> list[Record]:
    start = date.fromisoformat(deal["created_on"])
    end = date.fromisoformat(deal.get("closed_on") or today.isoformat())
    found = []
    for number in range(rng.randint(2, 7)):
        day = start + timedelta(days=round(rng.random() * max(1, (end - start).days)))
        kind = rng.choices(("email", "call", "social", "event"), (5, 4, 2, 1))[0]
        outcome = rng.choices(("attempt", "no_reply", "conversation", "meeting"), (3, 2, 4, 1))[0]
        people = rng.sample(company.people, min(len(company.people), rng.randint(1, 2)))
        on = min(day, today - timedelta(days=1))
        found.append(
            {
                "external_id": f"{deal['external_id']}-t{number}",
                "account_external_id": company.key,
                "contact_external_ids": [person["external_id"] for person in people],
                "kind": kind,
                "direction": "inbound" if rng.random() < 0.18 else "outbound",
                "outcome": outcome,
                "occurred_at": f"{on.isoformat()}T{rng.randint(8, 16):02d}:{rng.randint(0, 59):02d}:00Z",
                "duration_minutes": rng.choice((10, 15, 20, 30)) if outcome in ("conversation", "meeting") else None,
                "owner_email": company.owner_email,
            }
        )
    return found


def _session(rng: Random, company: Company, deal: Record, day: date, today: date) -> DemoSession:
    held = day <= today
    titles = [asset.title for asset in rng.sample(ASSETS[4:13], rng.randint(2, 3))]
    good = deal["status"] == "won" or (deal["status"] == "open" and rng.random() < 0.6)
    reactions = ("positive", "positive", "neutral") if good else ("neutral", "negative", "positive")
    people = rng.sample(company.people, min(len(company.people), rng.randint(1, 3)))
    objections = rng.sample([text for text, *_ in OBJECTIONS], rng.randint(0, 2)) if held else []
    open_deal = deal["status"] == "open"
    return DemoSession(
        account=company.key,
        deal=deal["external_id"],
        title=f"{rng.choice(('Discovery', 'Demonstration', 'Workshop', 'Review'))} with {company.name}",
        day=day,
        hour=rng.randint(9, 16),
        minutes=rng.choice((30, 45, 60, 90)),
        led_by=company.owner_email,
        people=[person["external_id"] for person in people],
        products=deal["products"],
        steps=[(title, rng.choice(reactions) if held else None) for title in titles],
        objections=[(text, good or rng.random() < 0.4) for text in objections],
        outcome=("advanced" if good else rng.choice(("no_change", "set_back"))) if held else None,
        next_step=rng.choice(
            ("Send the calculation", "Invite the finance lead", "Agree the pilot", "Answer the security questions")
        )
        if held and open_deal
        else "",
        next_step_on=today + timedelta(days=rng.randint(-3, 12)) if held and open_deal else None,
    )


def _sessions(rng: Random, company: Company, deal: Record, today: date) -> list[DemoSession]:
    if not company.people:
        return []
    start = date.fromisoformat(deal["created_on"])
    end = date.fromisoformat(deal["closed_on"]) if "closed_on" in deal else today + timedelta(days=10)
    days = sorted(
        start + timedelta(days=round(rng.random() * max(1, (end - start).days)))
        for _ in range(rng.choices((0, 1, 2, 3), (4, 3, 2, 1))[0])
    )
    return [_session(rng, company, deal, day, today) for day in days]


def selling_make(rng: Random, company: Company, today: date) -> Selling:
    """This function will make two years of selling to one company, and set its lifecycle from how it went."""
    found = Selling()
    tries = rng.choices(
        (0, 1, 2, 3), (4 - 3 * company.suitability, 3, 1 + 2 * company.suitability, company.suitability)
    )[0]
    customer_since: date | None = None
    for number, age in enumerate(sorted((rng.randint(3, DAYS) for _ in range(tries)), reverse=True), start=1):
        created = today - timedelta(days=age)
        is_customer = customer_since is not None and created > customer_since
        deal = _deal(rng, company, number, created, "expansion" if is_customer else "new", today)
        found.deals.append(deal)
        found.touches += _touches(rng, company, deal, today)
        found.sessions += _sessions(rng, company, deal, today)
        if deal["status"] == "won":
            customer_since = customer_since or date.fromisoformat(deal["closed_on"])
            found.contracts.append(_contract(rng, company, deal, today))
    _lifecycle_set(company, found, customer_since)
    return found


def _lifecycle_set(company: Company, found: Selling, customer_since: date | None) -> None:
    if customer_since is None:
        company.record["lifecycle"] = "target" if found.deals or company.suitability > 0.62 else "prospect"
        return
    company.record |= {"lifecycle": "customer", "customer_since": customer_since.isoformat()}
    ends = [contract["ends_on"] for contract in found.contracts if contract.get("ends_on")]
    if ends and len(ends) == len(found.contracts):
        company.record |= {"lifecycle": "former", "churned_on": max(ends)}


def spend_make(rng: Random, companies: list[Company], today: date) -> list[Record]:
    """This function will make two years of sales and marketing costs: shared ones monthly, some on an account."""
    found: list[Record] = []
    for back in range(25):
        months = today.year * 12 + today.month - 1 - back
        first = date(months // 12, months % 12 + 1, 1)
        costs = _shared_costs(rng, first) + _account_costs(rng, first, companies)
        for day, amount, fields in costs:
            if day < today:
                found.append(
                    {
                        "external_id": f"demo-spend-{len(found):05d}",
                        "spent_on": day.isoformat(),
                        "amount": str(Decimal(round(amount * 100)) / 100),
                        "currency": "EUR",
                        **fields,
                    }
                )
    return found


def _cost(day: date, amount: float, category: str, department: str, **on: str) -> Cost:
    return day, amount, {"category": category, "department": department, **on}


def _shared_costs(rng: Random, first: date) -> list[Cost]:
    payday = first + timedelta(days=24)
    costs = [
        _cost(payday, 72_000 + rng.gauss(0, 900), "salaries", "sales"),
        _cost(payday, 29_500 + rng.gauss(0, 500), "salaries", "marketing"),
        _cost(first + timedelta(days=2), 3_900 + rng.gauss(0, 120), "tools", "sales_ops"),
    ]
    advertising = 11_000 + rng.gauss(0, 1_400)
    campaign = f"Always on {first.year}"
    costs.append(_cost(first + timedelta(days=9), advertising, "advertising", "marketing", campaign=campaign))
    if first.month in (3, 6, 9, 11):
        fair = 14_000 + rng.gauss(0, 2_000)
        campaign = f"Trade fair {first:%Y-%m}"
        costs.append(_cost(first + timedelta(days=14), fair, "events", "marketing", campaign=campaign))
    return costs


def _account_costs(rng: Random, first: date, companies: list[Company]) -> list[Cost]:
    costs = []
    suited = [item for item in companies if item.suitability > 0.7] or companies
    for company in rng.sample(suited, min(3, len(suited))):
        day = first + timedelta(days=rng.randint(3, 25))
        costs.append(_cost(day, rng.uniform(400, 2_600), "workshop", "sales", account_external_id=company.key))
    return costs
