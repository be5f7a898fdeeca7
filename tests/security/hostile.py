"""What nobody sends by accident: bodies and parameters that break servers."""

from __future__ import annotations

import json
from typing import Any

DEEP = 40
BYTES = {
    "nothing": b"",
    "blank": b"   ",
    "half an object": b'{"name": "x"',
    "half a string": b'{"name": "x',
    "trailing comma": b'{"name": "x",}',
    "two documents": b"{}{}",
    "comment": b'{"name": 1 /* x */}',
    "single quotes": b"{'name': 'x'}",
    "bare word": b"name",
    "not UTF-8": b'{"name": "\xff\xfe"}',
    "latin-1": '{"name": "é"}'.encode("latin-1"),
    "UTF-16": '{"name": "x"}'.encode("utf-16"),
    "byte order mark": b'\xef\xbb\xbf{"name": "x"}',
    "overlong encoding": b'{"name": "\xc0\xaf"}',
    "raw control character": b'{"name": "a\x01b"}',
    "raw NUL": b'{"name": "a\x00b"}',
    "NaN": b'{"name": NaN}',
    "infinity": b'{"name": Infinity}',
    "minus infinity": b'{"name": -Infinity}',
    "float without end": b'{"name": 1e999}',
    "float as small as can be": b'{"name": 1e-999}',
    "integer of 5,000 digits": b'{"name": ' + b"9" * 5000 + b"}",
    "integer of 22 digits": b'{"name": 1' + b"0" * 22 + b"}",
    "leading zero": b'{"name": 007}',
    "plus sign": b'{"name": +1}',
    "hexadecimal": b'{"name": 0x10}',
    "twin keys": b'{"name": 1, "name": 2}',
    "escaped NUL": b'{"name": "a\\u0000b"}',
    "escaped NUL in a key": b'{"na\\u0000me": 1}',
    "lone surrogate": b'{"name": "\\ud800"}',
    "lone low surrogate": b'{"name": "\\udc00"}',
    "lone surrogate in a key": b'{"\\ud800": 1}',
    "wrong escape": b'{"name": "\\x41"}',
    "nested lists": b"[" * DEEP + b"]" * DEEP,
    "nested objects": b'{"a":' * DEEP + b"1" + b"}" * DEEP,
    "very nested lists": b"[" * 100_000 + b"]" * 100_000,
    "unclosed lists": b"[" * 100_000,
    "HTML": b"<html></html>",
    "form": b"name=x&y=z",
    "XML entity bomb": b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>',
}
VALUES: dict[str, Any] = {
    "null": None,
    "true": True,
    "number": 1,
    "text": "x",
    "list": [],
    "list of lists": [[[]]],
    "list of nothing": [None],
    "empty object": {},
    "empty key": {"": 1},
    "prototype": {"__proto__": {"x": 1}, "constructor": {"prototype": {}}},
    "operator": {"$gt": "", "name__contains": "x"},
}
FIELDS: dict[str, Any] = {
    "null": None,
    "true": True,
    "empty text": "",
    "blank text": "   ",
    "long text": "x" * 100_000,
    "zero width": "a\u200bb",
    "right to left override": "a\u202eb",
    "only combining": "\u0301" * 50,
    "emoji": "👩‍👩‍👧",
    "quote": "'; drop table account; --",
    "template": "{{ 7*7 }}{% load x %}",
    "percent": "%s%(x)s%%",
    "backslash": "\\",
    "markup": "<script>alert(1)</script>",
    "formula": "=cmd|' /C calc'!A0",
    "line break": "a\r\nSet-Cookie: x=y",
    "minus one": -1,
    "zero": 0,
    "31 bits and one": 2**31,
    "63 bits and one": 2**63,
    "22 digits": 10**22,
    "float": 0.1,
    "huge float": 1e300,
    "number as text": "12",
    "Arabic digits": "٣",
    "full-width digits": "３",
    "NaN as text": "NaN",
    "infinity as text": "Infinity",
    "exponent as text": "1e400",
    "many decimals": "1.000000000000000000000000001",
    "year zero": "0000-01-01",
    "year ten thousand": "9999-12-31T23:59:59-23:59",
    "first moment": "0001-01-01T00:00:00+14:00",
    "29 February": "2025-02-29",
    "leap second": "2016-12-31T23:59:60Z",
    "hour 24": "2026-01-01T24:00:00Z",
    "a day as a moment": "2026-01-01",
    "list": ["x"],
    "long list": ["x"] * 5000,
    "list of nulls": [None, None],
    "object": {"a": 1},
    "deep object": {"a": {"b": {"c": [1, {"d": None}]}}},
    "big object": {f"k{number}": "v" * 100 for number in range(1000)},
}
PARAMETERS: dict[str, str] = {
    "nothing": "",
    "blank": " ",
    "NUL": "\x00",
    "minus one": "-1",
    "22 digits": "1" + "0" * 22,
    "5,000 digits": "9" * 5000,
    "NaN": "NaN",
    "exponent": "1e400",
    "Arabic digit": "٣",
    "quote": "'",
    "percent": "%",
    "list": "[1,2]",
    "uuid": "00000000-0000-4000-8000-000000000000",
    "ten kilobytes": "x" * 10_000,
    "year ten thousand": "9999-12-31T23:59:59-23:59",
    "first moment": "0001-01-01T00:00:00+14:00",
    "base64 of nonsense": "W10",
    "base64 of a cursor of ours, nearly": "WyItdXBkYXRlZF9hdCIsICJ4IiwgIngiXQ",
}


def bodies(valid: dict[str, Any]) -> dict[str, bytes]:
    """This function will return every hostile body, those made of a valid record with one field spoilt included."""
    found = dict(BYTES)
    found |= {f"all of it: {name}": json.dumps(value).encode() for name, value in VALUES.items()}
    for name, value in FIELDS.items():
        spoilt = {field: value for field in valid if field not in ("source", "external_id")}
        found[f"every field: {name}"] = json.dumps({**valid, **spoilt}).encode()
    found |= {f"{field}: object": json.dumps({**valid, field: {"a": 1}}).encode() for field in valid}
    return found
