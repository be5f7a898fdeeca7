"""How a column writes its values, declared in the mapping and never guessed while loading."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from accounts.domain.identity import DomainRefused, domain_canonical
from accounts.domain.money import AmountRefused, decimal_parse, integer_parse, money_parse, percent_parse
from accounts.domain.problems import ValueRefused
from accounts.domain.values import FALSE, TRUE, Kind
from crm.domain.countries import country_code

Reader = Callable[[str], Any]
KINDS: dict[str, tuple[Kind, ...]] = {
    "country_name": (Kind.COUNTRY,),
    "money": (Kind.MONEY, Kind.INTEGER, Kind.PERCENT),
    "percent": (Kind.PERCENT, Kind.INTEGER),
    "integer": (Kind.INTEGER, Kind.MONEY),
    "date": (Kind.DATE, Kind.INSTANT),
    "datetime": (Kind.INSTANT, Kind.DATE),
    "domain": (Kind.DOMAIN,),
    "bool": (Kind.BOOL,),
    "list": (Kind.LIST,),
    "text": (Kind.TEXT, Kind.PROSE),
}
NUMBERS = (Kind.MONEY, Kind.INTEGER, Kind.PERCENT)


class FormatUnknown(ValueError):
    """A mapping names a format that does not exist, or gives it an argument it cannot take."""


def format_reader(spec: str) -> Reader:
    """This function will make the reader of a declared format.

    ``country_name``, ``money``, ``money:,`` (decimal comma), ``percent``, ``integer``, ``date:%d-%b-%y``,
    ``datetime:%Y-%m-%d %H:%M``, ``domain`` (of a web
    address, blank where there is none), ``bool``, ``list`` (commas) or ``list:;``, ``text``.
    :raises FormatUnknown: for anything else.
    """
    name, _, argument = spec.partition(":")
    if name in ("money", "percent") and argument in ("", ".", ","):
        return _percent if name == "percent" and not argument else _money(argument)
    if name in ("date", "datetime") and "%" in argument:
        return _date(argument, whole=name == "date")
    if name == "list" and len(argument) <= 3:
        return _list(argument or ",")
    plain: dict[str, Reader] = {
        "country_name": _country,
        "integer": _integer,
        "bool": _bool,
        "domain": _domain,
        "text": str,
    }
    if argument or name not in plain:
        raise FormatUnknown(spec)
    return plain[name]


def _money(mark: str) -> Reader:
    def read(text: str) -> Decimal:
        try:
            return money_parse(text.rstrip().removesuffix("%") if mark else text, mark=mark)
        except AmountRefused as error:
            raise ValueRefused(str(error), value=text) from error

    return read


def _percent(text: str) -> Decimal:
    try:
        return percent_parse(text)
    except AmountRefused as error:
        raise ValueRefused(str(error), value=text) from error


def _integer(text: str) -> int:
    try:
        return integer_parse(text)
    except AmountRefused as error:
        raise ValueRefused(str(error), value=text) from error


def _date(pattern: str, *, whole: bool) -> Reader:
    _check_pattern(pattern)

    def read(text: str) -> datetime.date:
        try:
            found = datetime.datetime.strptime(text, pattern)  # noqa: DTZ007 - the pattern says whether there is a zone
        except ValueError as error:
            raise ValueRefused("not_a_date", value=text, allowed=pattern) from error
        return found.date() if whole else found

    return read


def _check_pattern(pattern: str) -> None:
    """A pattern must write and read one day back, else it would refuse every row or lose the day."""
    probe = datetime.datetime(2023, 11, 25, 13, 14, 15, tzinfo=datetime.UTC)
    try:
        back = datetime.datetime.strptime(probe.strftime(pattern), pattern)  # noqa: DTZ007
    except ValueError as error:
        raise FormatUnknown(f"date:{pattern}") from error
    if (back.year, back.month, back.day) != (2023, 11, 25):
        raise FormatUnknown(f"date:{pattern}")


def _list(separator: str) -> Reader:
    return lambda text: [part.strip() for part in text.split(separator) if part.strip()]


def _country(text: str) -> str:
    code = country_code(text)
    if code is None:
        raise ValueRefused("not_a_country", value=text)
    return code


def _domain(text: str) -> str | None:
    try:
        return domain_canonical(text)
    except DomainRefused:
        return None


def _bool(text: str) -> bool:
    word = text.lower()
    if word not in TRUE and word not in FALSE:
        raise ValueRefused("not_a_bool", value=text)
    return word in TRUE


def scaled(value: Any, scale: Decimal) -> Decimal:
    """This function will multiply a number; a text is read as a plain decimal first.

    :raises ValueRefused: when it is none.
    """
    if isinstance(value, str):
        try:
            value = decimal_parse(value)
        except AmountRefused as error:
            raise ValueRefused("not_a_number", value=value) from error
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        raise ValueRefused("not_a_number", value=value)
    return value * scale
