"""How numbers, money and times are written for a reader, in the language of the running request.

The functions are pure but for the active language and time zone, which the middleware sets for each request.
Money comes in hundredths of its currency, scores in thousandths of a point, percentages in basis points.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime, format_skeleton, format_timedelta
from babel.numbers import (
    format_compact_currency,
    format_compact_decimal,
    format_currency,
    format_decimal,
    get_currency_precision,
)
from django.utils import timezone, translation

Number = int | Decimal

EASTERN_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
COMPACT_FROM = Decimal(10_000)

REMEMBERED = 8_192  # texts kept of each kind; the pages of a list show the same figures again and again

NO_COUNTRY = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}  # CLDR territories that no company is seated in


@lru_cache(maxsize=64)
def locale_for(language: str) -> Locale:
    """This function will return Babel's locale for a language tag, and English for one that Babel does not know."""
    try:
        return Locale.parse(translation.to_locale(language or "en"))
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def reader_locale() -> Locale:
    """This function will return the locale of the language that is active now."""
    return locale_for(translation.get_language() or "en")


def half_up(value: Decimal, places: int) -> Decimal:
    """This function will round to a number of decimal places, halves away from zero."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def number_text(value: Number, places: int | None = None) -> str:
    """This function will write a number with the reader's separators; ``places`` fixes the decimals, half up."""
    return _number_text(value, places, reader_locale())


@lru_cache(maxsize=REMEMBERED)
def _number_text(value: Number, places: int | None, locale: Locale) -> str:
    number = Decimal(value) if places is None else half_up(Decimal(value), places)
    pattern = "#,##0.###" if places is None else "#,##0" + ("." + "0" * places if places else "")
    return _digits(format_decimal(number, format=pattern, locale=locale, numbering_system="default"), locale)


def compact_text(value: Number) -> str:
    """This function will write a number in few characters: 12,400 becomes 12.4K; below 10,000 it stays exact."""
    if abs(Decimal(value)) < COMPACT_FROM:
        return number_text(value, 0)
    locale = reader_locale()
    return _digits(format_compact_decimal(value, fraction_digits=1, locale=locale, numbering_system="default"), locale)


def score_text(milli: int) -> str:
    """This function will write thousandths of a point as points with one decimal, half up: 62450 becomes 62.5."""
    return number_text(Decimal(milli) / 1000, 1)


def percent_text(share: Decimal, places: int = 1) -> str:
    """This function will write a share of 1 as a percentage, half up: 0.6315 becomes 63.2%."""
    locale = reader_locale()
    pattern = locale.percent_formats[None].pattern.replace("#,##0", "#,##0" + ("." + "0" * places if places else ""))
    rounded = half_up(share * 100, places) / 100
    return _digits(format_decimal(rounded, format=pattern, locale=locale, numbering_system="default"), locale)


def basis_points_text(basis_points: int) -> str:
    """This function will write basis points as a percentage with as many decimals as it needs: 1250 becomes 12.5%."""
    hundredths = abs(int(basis_points)) % 100
    places = 0 if hundredths == 0 else 1 if hundredths % 10 == 0 else 2
    return percent_text(Decimal(int(basis_points)) / 10_000, places)


def amount_text(value: Number, currency: str) -> str:
    """This function will write an amount in whole units of its currency, with the decimals that the currency has."""
    rounded = half_up(Decimal(value), get_currency_precision(currency))
    locale = reader_locale()
    return _digits(format_currency(rounded, currency, locale=locale, numbering_system="default"), locale)


def money_text(cents: int, currency: str) -> str:
    """This function will write hundredths of a currency as money: 236091 in EUR becomes €2,360.91."""
    return amount_text(Decimal(cents) / 100, currency)


def money_short_text(cents: int, currency: str) -> str:
    """This function will write money in few characters for a tile or an axis: €1.2M; below 10,000 without decimals."""
    return _money_short_text(cents, currency, reader_locale())


@lru_cache(maxsize=REMEMBERED)
def _money_short_text(cents: int, currency: str, locale: Locale) -> str:
    value = Decimal(cents) / 100
    if abs(value) < COMPACT_FROM:
        whole = str(locale.currency_formats["standard"].pattern).replace(".00", "")
        rounded = half_up(value, 0)
        text = format_currency(
            rounded, currency, format=whole, locale=locale, currency_digits=False, numbering_system="default"
        )
    else:
        text = format_compact_currency(value, currency, fraction_digits=1, locale=locale, numbering_system="default")
    return _digits(text, locale)


def day_text(value: date | datetime) -> str:
    """This function will write a day in the reader's order; an instant is first moved to the active time zone."""
    day = timezone.localtime(value).date() if isinstance(value, datetime) else value
    return _day_text(day, reader_locale())


@lru_cache(maxsize=REMEMBERED)
def _day_text(day: date, locale: Locale) -> str:
    return _digits(format_date(day, format="medium", locale=locale), locale)


def month_text(value: date) -> str:
    """This function will write the month of a day: Nov 2026."""
    locale = reader_locale()
    return _digits(format_skeleton("yMMM", value, locale=locale), locale)


def instant_text(value: datetime) -> str:
    """This function will write day and minute of an instant in the active time zone."""
    locale = reader_locale()
    local = timezone.localtime(value)
    text = f"{format_date(local, format='medium', locale=locale)}, {format_datetime(local, 'HH:mm', locale=locale)}"
    return _digits(text, locale)


def ago_text(value: datetime, now: datetime) -> str:
    """This function will write how long before ``now`` an instant was, in the largest fitting unit: 5 minutes ago."""
    locale = reader_locale()
    gap: timedelta = value - now
    return _digits(format_timedelta(gap, add_direction=True, locale=locale), locale)


def _digits(text: str, locale: Locale) -> str:
    # Babel takes the locale's separators but leaves Western digits, which a Persian reader does not expect.
    return text.translate(EASTERN_DIGITS) if locale.default_numbering_system == "arabext" else text


def country_choices() -> list[tuple[str, str]]:
    """This function will return the countries as (ISO 3166-1 alpha-2, name in the reader's language), by name."""
    names = reader_locale().territories
    found = [
        (code, name) for code, name in names.items() if len(code) == 2 and code.isalpha() and code not in NO_COUNTRY
    ]
    return sorted(found, key=lambda pair: pair[1].casefold())


def country_text(code: str) -> str:
    """This function will write an ISO 3166-1 alpha-2 code as the country's name in the reader's language."""
    name: str = reader_locale().territories.get(code, code)
    return name


def language_text(code: str) -> str:
    """This function will write a language code as the language's name in the reader's language: “hu” is Hungarian."""
    name: str = reader_locale().languages.get(code.partition("-")[0].casefold(), code)
    return name
