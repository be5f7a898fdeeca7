"""Amounts and percentages as people write them, read exactly. Decimal in, Decimal out, no floats."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

MAX_CENTS = 10**17  # far below 2**63: PostgreSQL turns and adds such amounts up in bigints
WORDS = {
    "": 0,
    "k": 3,
    "thousand": 3,
    "ths": 3,
    "m": 6,
    "mm": 6,
    "mn": 6,
    "mio": 6,
    "mil": 6,
    "million": 6,
    "millions": 6,
    "b": 9,
    "bn": 9,
    "mrd": 9,
    "billion": 9,
    "billions": 9,
    "t": 12,
    "tn": 12,
    "trillion": 12,
}
SYMBOLS = {"$": "", "€": "", "£": "", "¥": "", "₹": "", "₽": "", "₺": "", "₩": "", "₴": "", "₪": "", "﷼": ""}
GAPS = dict.fromkeys(map(ord, " \u00a0\u2007\u2009\u202f'’"), None)
SIGNS = {ord("−"): "-", ord("–"): "-", ord("＋"): "+", ord("－"): "-"}
CODE = r"(?:[A-Z]{3}|[A-Z]{1,2}\$|Ft|kr|zł|lv|лв|Kč)"
AMOUNT = re.compile(
    rf"^(?P<open>\()?\s*(?P<sign>[-+])?\s*(?:{CODE})?\s*(?P<sign2>[-+])?(?P<digits>\d[\d.,]*|[.,]\d+)\s*"
    rf"(?P<word>[A-Za-z]*?)\.?\s*(?:{CODE})?\s*(?P<close>\))?$"
)
DECIMAL = re.compile(r"^[-+]?\d{1,30}(\.\d{1,20})?$")


class AmountRefused(ValueError):
    """A text is not an amount, or can be read in two ways."""


def decimal_parse(text: str) -> Decimal:
    """This function will read a plain decimal such as ``1234.56``.

    :raises AmountRefused: when it is anything else (grouping, symbols, exponents).
    """
    text = text.strip()
    if not DECIMAL.match(text) or not text.isascii():
        raise AmountRefused("not_a_number")
    return Decimal(text)


def _digits(text: str) -> Decimal:
    """Read digits with separators: the last of two kinds is the decimal mark, a repeated one groups."""
    dots, commas = text.count("."), text.count(",")
    if dots and commas:
        mark = "." if text.rfind(".") > text.rfind(",") else ","
        group = "," if mark == "." else "."
        if text.count(mark) > 1 or not _grouped(text.split(mark)[0], group):
            raise AmountRefused("separators")
        return Decimal(text.replace(group, "").replace(mark, "."))
    mark = "." if dots else ","
    if dots + commas > 1 or (commas == 1 and re.fullmatch(r"[1-9]\d{0,2},\d{3}", text)):
        if not _grouped(text, mark):
            raise AmountRefused("separators")
        return Decimal(text.replace(mark, ""))
    return Decimal(text.replace(",", ".").rstrip("."))


def _declared(text: str, mark: str) -> Decimal:
    """Read digits whose decimal mark is known: the other mark can only group."""
    whole, _, part = text.partition(mark)
    group = "," if mark == "." else "."
    if group in part or mark in part or not _grouped(whole, group):
        raise AmountRefused("separators")
    return Decimal(f"{whole.replace(group, '') or '0'}.{part or '0'}")


def _grouped(text: str, mark: str) -> bool:
    """Groups of three, or the Indian lakh grouping of two before the last three."""
    head, *rest = text.split(mark)
    if not rest:
        return True
    return bool(head) and len(rest[-1]) == 3 and all(len(part) in (2, 3) for part in rest)


def money_parse(text: str, *, mark: str = "") -> Decimal:
    """This function will read an amount such as ``$514,405.0``, ``36.9 Million``, ``1 234,56`` or ``(500)``.

    ``mark`` declares the decimal mark (``.`` or ``,``). Without one, a comma before exactly three digits groups
    thousands (``1,234`` is 1234) and a lone point is a decimal mark (``1.234`` is less than two).
    :raises AmountRefused: when it is not an amount.
    """
    bare = text.translate(SIGNS)
    for symbol in SYMBOLS:
        bare = bare.replace(symbol, "")
    bare = bare.strip().translate(GAPS) if any(char.isdigit() for char in bare) else bare
    found = AMOUNT.match(bare)
    if not found or len(bare) > 60 or not bare.replace("ł", "").replace("č", "").replace("лв", "").isascii():
        raise AmountRefused("not_an_amount")
    power = WORDS.get(found["word"].lower())
    if power is None or bool(found["open"]) != bool(found["close"]) or (found["sign"] and found["sign2"]):
        raise AmountRefused("not_an_amount")
    try:
        value = _declared(found["digits"], mark) if mark else _digits(found["digits"])
    except InvalidOperation as error:
        raise AmountRefused("separators") from error
    negative = (found["sign"] == "-") ^ (found["sign2"] == "-") ^ bool(found["open"])
    value = value.scaleb(power)
    return -value if negative else value


def percent_parse(text: str) -> Decimal:
    """This function will read a percentage such as ``2.8%``, ``-32,4 %`` or ``12.5`` as percent points (12.5).

    :raises AmountRefused: when it is not a number.
    """
    bare = text.translate(SIGNS).strip()
    bare = bare[:-1] if bare.endswith(("%", "٪", "％")) else bare
    return money_parse(bare)


def integer_parse(text: str) -> int:
    """This function will read a whole number with or without thousands separators, such as ``2,300,000``.

    :raises AmountRefused: when it has a fraction or is not a number.
    """
    value = money_parse(text)
    if value != value.to_integral_value():
        raise AmountRefused("not_whole")
    return int(value)


def cents(value: Decimal) -> int:
    """This function will return an amount in hundredths, half up.

    :raises AmountRefused: when it does not fit a bigint.
    """
    amount = int((value * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP)) if abs(value) < 10**25 else MAX_CENTS + 1
    if abs(amount) > MAX_CENTS:
        raise AmountRefused("too_large")
    return amount
