"""One value of one field: from JSON or text to what is stored. The same rules for the API, files and connectors."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any

import babel

from accounts.domain.identity import DomainRefused, domain_canonical
from accounts.domain.money import AmountRefused, cents, decimal_parse
from accounts.domain.normalise import TextRefused, prose_clean, text_clean
from accounts.domain.problems import ValueRefused
from common.moments import fits_every_zone

MAX_BIGINT = 9_000_000_000_000_000_000
MAX_CUSTOM = 200  # keys of a record's own fields
EMAIL = re.compile(r"^[^@\s<>\"(),:;\\]{1,64}@[^@\s<>\"(),:;\\]{1,190}$")
INTEGER = re.compile(r"^[-+]?\d{1,19}(\.0+)?$", re.ASCII)
TRUE = {"true", "yes", "y", "1", "t", "on"}
FALSE = {"false", "no", "n", "0", "f", "off"}


class Kind(StrEnum):
    """What a field holds, and so how it is read and stored."""

    TEXT = "text"
    PROSE = "prose"
    INTEGER = "integer"
    MONEY = "money"  # a decimal; stored in hundredths
    PERCENT = "percent"  # percent points; stored in basis points
    DATE = "date"
    INSTANT = "instant"
    BOOL = "bool"
    CHOICE = "choice"
    COUNTRY = "country"
    CURRENCY = "currency"
    EMAIL = "email"
    DOMAIN = "domain"
    LIST = "list"
    OBJECT = "object"
    LINKS = "links"  # a deal's contacts


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record as clients know it, and the column it is kept in."""

    name: str
    kind: Kind
    column: str = ""  # default: the name
    limit: int = 0  # longest text, or most items of a list
    choices: tuple[str, ...] = ()
    low: int | None = None
    high: int | None = None
    required: bool = False
    empty: Any = None  # what "cleared" is stored as
    label: str = ""
    stored: bool = True  # False: only helps to find another record

    @property
    def target(self) -> str:
        """The column the value goes to."""
        return self.column or self.name

    def read(self, value: Any) -> Any:
        """This function will turn a JSON value into what is stored; null becomes the stored form of "cleared".

        :raises ValueRefused: when the value does not fit the field.
        """
        if value is None or (value == "" and self.kind not in (Kind.OBJECT, Kind.LIST, Kind.LINKS)):
            if self.required:
                raise ValueRefused("required")
            return self.empty
        return READERS[self.kind](self, value)


def _read_text(field: Field, value: Any) -> Any:
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise ValueRefused("not_text")
    try:
        text = prose_clean(value) if field.kind is Kind.PROSE else text_clean(value)
    except TextRefused as error:
        raise ValueRefused("hidden_character", value=error) from error
    if field.limit and len(text) > field.limit:
        raise ValueRefused("too_long", found=len(text), limit=field.limit)
    if not text:
        return field.read(None)
    return text


def _number(value: Any) -> Decimal:
    if isinstance(value, bool):
        raise ValueRefused("not_a_number", value=str(value).lower())
    if isinstance(value, (int, Decimal)):
        return Decimal(value)
    if isinstance(value, float):
        return decimal_parse(repr(value)) if "e" not in repr(value) else Decimal(repr(value))
    try:
        return decimal_parse(value)
    except (AmountRefused, AttributeError) as error:
        raise ValueRefused("not_a_number", value=value) from error


def _in_range(field: Field, number: int, shown: Any) -> int:
    low = field.low if field.low is not None else -MAX_BIGINT
    high = field.high if field.high is not None else MAX_BIGINT
    if not low <= number <= high:
        raise ValueRefused("out_of_range", value=shown, allowed=f"{low}–{high}")
    return number


def _read_integer(field: Field, value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return _in_range(field, value, value)
    if isinstance(value, str) and INTEGER.match(value.strip()):
        return _in_range(field, int(value.strip().split(".")[0]), value)
    number = _number(value)
    if number != number.to_integral_value():
        raise ValueRefused("not_whole", value=value)
    return _in_range(field, int(number), value)


def _read_money(field: Field, value: Any) -> int:
    number = _number(value)
    if field.low is not None and number < field.low:
        raise ValueRefused("out_of_range", value=value, allowed=f"≥ {field.low}")
    try:
        return cents(number)
    except AmountRefused as error:
        raise ValueRefused("out_of_range", value=value, allowed="±1,000,000,000,000,000") from error


def _read_percent(field: Field, value: Any) -> int:
    number = _number(value)
    if abs(number) > Decimal(10) ** 14:
        raise ValueRefused("out_of_range", value=value, allowed="±10^14")
    points = int((number * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    low, high = field.low, field.high
    if (low is not None and points < low * 100) or (high is not None and points > high * 100):
        raise ValueRefused("out_of_range", value=value, allowed=f"{low}–{high} %")
    return points


def _read_date(field: Field, value: Any) -> datetime.date:
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    if not isinstance(value, str):  # also what the cache below could not hold, a list or an object
        raise ValueRefused("not_a_date", value=value, allowed="YYYY-MM-DD")
    return _iso_date(value)


@lru_cache(maxsize=20_000)
def _iso_date(value: Any) -> datetime.date:
    try:
        if len(value) != 10 or not value.isascii():
            raise ValueError
        return datetime.date.fromisoformat(value)
    except (ValueError, TypeError) as error:
        raise ValueRefused("not_a_date", value=value, allowed="YYYY-MM-DD") from error


def _read_instant(field: Field, value: Any) -> datetime.datetime:
    if isinstance(value, datetime.datetime):
        found = value
    else:
        try:
            text = str(value).strip()
            if not text.isascii() or len(text) < 10 or not text[:4].isdigit() or isinstance(value, bool):
                raise ValueError
            found = datetime.datetime.fromisoformat(text)
        except ValueError as error:
            raise ValueRefused("not_an_instant", value=value) from error
    if found.tzinfo is None:
        found = found.replace(tzinfo=datetime.UTC)  # the contract speaks UTC
    if not fits_every_zone(found):
        raise ValueRefused("not_an_instant", value=value)
    return found.astimezone(datetime.UTC)


def _read_bool(field: Field, value: Any) -> bool:
    word = str(value).strip().lower()
    if word in TRUE:
        return True
    if word in FALSE:
        return False
    raise ValueRefused("not_a_bool", value=value)


def _read_choice(field: Field, value: Any) -> str:
    word = value.strip().lower().replace(" ", "_").replace("-", "_") if isinstance(value, str) else ""
    if word not in field.choices:
        raise ValueRefused("not_a_choice", value=value, allowed=", ".join(field.choices))
    return word


@lru_cache(maxsize=1)
def territories() -> dict[str, str]:
    """This function will return the English names of the countries by ISO 3166-1 alpha-2 code."""
    special = {"EU", "EZ", "UN", "ZZ", "XA", "XB", "QO"}
    names = babel.Locale("en").territories
    return {code: name for code, name in names.items() if len(code) == 2 and code.isalpha() and code not in special}


@lru_cache(maxsize=1)
def currencies() -> frozenset[str]:
    """This function will return the ISO 4217 codes."""
    return frozenset(babel.Locale("en").currencies)


def _read_country(field: Field, value: Any) -> str:
    code = value.strip().upper() if isinstance(value, str) else ""
    if code not in territories():
        raise ValueRefused("not_a_country_code", value=value)
    return code


def _read_currency(field: Field, value: Any) -> str:
    code = value.strip().upper() if isinstance(value, str) else ""
    if code not in currencies():
        raise ValueRefused("not_a_currency", value=value)
    return code


def _read_email(field: Field, value: Any) -> str:
    text = str(_read_text(field, value)).lower()
    if not EMAIL.match(text) or "." not in text.rsplit("@", 1)[-1]:
        raise ValueRefused("not_an_email", value=value)
    return text


def _read_domain(field: Field, value: Any) -> str:
    if not isinstance(value, str):
        raise ValueRefused("not_text")
    try:
        return domain_canonical(value)
    except DomainRefused as error:
        raise ValueRefused(str(error), value=value) from error


def _read_list(field: Field, value: Any) -> list[str]:
    items = value if isinstance(value, list) else [value]
    if len(items) > 500:
        raise ValueRefused("too_many_items", found=len(items), limit=500)
    one = Field(field.name, Kind.TEXT, limit=field.limit)
    read = [one.read(item) for item in items if item not in (None, "")]
    return list(dict.fromkeys(item for item in read if item))


def _read_object(field: Field, value: Any) -> dict[str, Any]:
    """A record's own fields: texts, numbers, yes/no and lists of these; null takes a key away."""
    if not isinstance(value, dict):
        raise ValueRefused("not_an_object")
    if len(value) > MAX_CUSTOM:
        raise ValueRefused("too_many_items", found=len(value), limit=MAX_CUSTOM)
    return {_custom_key(key): _custom_value(item) for key, item in value.items()}


def _custom_key(key: str) -> str:
    if not 0 < len(key) <= 113:
        raise ValueRefused("too_long", found=len(key), limit=113)
    if "\x00" in key:
        raise ValueRefused("hidden_character", value="U+0000")
    return key


def _custom_value(item: Any) -> Any:
    if isinstance(item, list) and len(item) <= 200:
        return [_custom_value(one) for one in item if not isinstance(one, (list, dict))]
    if isinstance(item, str):
        try:
            text = prose_clean(item)
        except TextRefused as error:
            raise ValueRefused("hidden_character", value=error) from error
        if len(text) > 8_000:
            raise ValueRefused("too_long", found=len(text), limit=8_000)
        return text or None
    if item is None or isinstance(item, (bool, int, float, Decimal)):
        return float(item) if isinstance(item, Decimal) else item
    raise ValueRefused("not_text")


def _read_links(field: Field, value: Any) -> list[dict[str, str]]:
    if not isinstance(value, list) or len(value) > 200:
        raise ValueRefused("not_a_list")
    links = []
    for item in value:
        if not isinstance(item, dict) or not isinstance(item.get("contact_external_id"), str):
            raise ValueRefused("not_an_object")
        for key in item:
            if key not in ("contact_external_id", "buying_role"):
                raise ValueRefused("unknown_field", value=key)
        links.append(
            {
                "contact_external_id": _read_text(
                    Field("contact_external_id", Kind.TEXT, limit=200), item["contact_external_id"]
                ),
                "buying_role": _read_text(
                    Field("buying_role", Kind.TEXT, limit=30, empty=""), item.get("buying_role") or ""
                ),
            }
        )
    return links


READERS: dict[Kind, Callable[[Field, Any], Any]] = {
    Kind.TEXT: _read_text,
    Kind.PROSE: _read_text,
    Kind.INTEGER: _read_integer,
    Kind.MONEY: _read_money,
    Kind.PERCENT: _read_percent,
    Kind.DATE: _read_date,
    Kind.INSTANT: _read_instant,
    Kind.BOOL: _read_bool,
    Kind.CHOICE: _read_choice,
    Kind.COUNTRY: _read_country,
    Kind.CURRENCY: _read_currency,
    Kind.EMAIL: _read_email,
    Kind.DOMAIN: _read_domain,
    Kind.LIST: _read_list,
    Kind.OBJECT: _read_object,
    Kind.LINKS: _read_links,
}
