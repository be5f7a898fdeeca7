"""Stored values as clients see them: decimals as strings, percentages in points, fit on a scale of 100."""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from accounts.domain.facts import Facts
from accounts.domain.values import Kind


def cents_out(value: int | None) -> str | None:
    """This function will write hundredths as a decimal string."""
    if value is None:
        return None
    whole, part = divmod(abs(value), 100)
    return f"{'-' if value < 0 else ''}{whole}.{part:02d}"


def points_out(value: int | None) -> str | None:
    """This function will write basis points as percent points, a decimal string."""
    return cents_out(value)


def milli_out(value: int | None) -> float | None:
    """This function will write thousandths of a point with one decimal, half up."""
    if value is None:
        return None
    return float(Decimal(value).scaleb(-3).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP))


def instant_out(value: datetime | None) -> str | None:
    """This function will write a point in time in ISO 8601 UTC."""
    return None if value is None else value.isoformat().replace("+00:00", "Z")


def value_out(kind: Kind, value: Any) -> Any:
    """This function will write a stored value of a kind as JSON; an empty text is null."""
    if kind is Kind.MONEY:
        return cents_out(value)
    if kind is Kind.PERCENT:
        return points_out(value)
    if isinstance(value, datetime):
        return instant_out(value)
    if isinstance(value, date):
        return value.isoformat()
    return None if value == "" else value


def writers(facts: Facts) -> list[tuple[str, str, Kind]]:
    """This function will list the stored fields of a record: name, column, kind."""
    return [(field.name, field.target, field.kind) for field in facts.fields if field.stored]
