"""The whole demo, put together from a seed and a day: the same for the same two."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from abs_platform.demo.companies import Company, Record, companies_make, signals_make
from abs_platform.demo.selling import DAYS, DemoSession, Selling, selling_make, spend_make
from abs_platform.demo.words import SIGNAL_KINDS

RATES = {"USD": Decimal("0.92"), "GBP": Decimal("1.17"), "HUF": Decimal("0.00255")}
RATED = ("sales", "customer_success", "marketing", "finance", "sales_ops")


@dataclass
class World:
    """Everything the demo workspace is filled with; records are in the form REST and files carry."""

    companies: list[Company]
    sellings: list[Selling]
    signals: list[Record]
    ratings: list[Record]
    spend: list[Record]
    rates: list[tuple[str, date, Decimal]]

    @property
    def accounts(self) -> list[Record]:
        """The companies' records."""
        return [company.record for company in self.companies]

    @property
    def contacts(self) -> list[Record]:
        """The people's records."""
        return [person for company in self.companies for person in company.people]

    @property
    def deals(self) -> list[Record]:
        """The deals' records."""
        return [deal for selling in self.sellings for deal in selling.deals]

    @property
    def contracts(self) -> list[Record]:
        """The contracts' records."""
        return [contract for selling in self.sellings for contract in selling.contracts]

    @property
    def touches(self) -> list[Record]:
        """The touches' records."""
        return [touch for selling in self.sellings for touch in selling.touches]

    @property
    def sessions(self) -> list[DemoSession]:
        """The sales sessions."""
        return [session for selling in self.sellings for session in selling.sessions]


def _ratings(rng: Random, companies: list[Company], owners: list[str], today: date) -> list[Record]:
    found = []
    for company in companies:
        if company.suitability > 0.6 and rng.random() < 0.35:
            score = max(0, min(5, round(company.suitability * 5 + rng.gauss(0, 0.7))))
            found.append(
                {
                    "account_external_id": company.key,
                    "department": rng.choice(RATED),
                    "score": score,
                    "note": "",
                    "rated_by_email": rng.choice(owners),
                    "rated_at": f"{(today - timedelta(days=rng.randint(1, 120))).isoformat()}T09:00:00Z",
                }
            )
    return found


def _rates(rng: Random, today: date) -> list[tuple[str, date, Decimal]]:
    found = []
    for currency, middle in RATES.items():
        for back in range(0, DAYS + 60, 30):
            wobble = Decimal(str(round(rng.gauss(1, 0.015), 4)))
            found.append(
                (currency, today - timedelta(days=DAYS + 59 - back), (middle * wobble).quantize(Decimal("1.000000")))
            )
    return found


def world_make(*, accounts: int, seed: int, today: date, owners: list[str]) -> World:
    """This function will make a world of ``accounts`` companies (1–5,000), owned in turn by ``owners`` (addresses)."""
    rng = Random(seed)  # noqa: S311 - a demo has no secrets; the seed makes it the same every time
    companies = companies_make(rng, accounts, owners, today)
    sellings = [selling_make(rng, company, today) for company in companies]
    signals = [signal for company in companies for signal in signals_make(rng, company, SIGNAL_KINDS, today)]
    return World(
        companies=companies,
        sellings=sellings,
        signals=signals,
        ratings=_ratings(rng, companies, owners, today),
        spend=spend_make(rng, companies, today),
        rates=_rates(rng, today),
    )
