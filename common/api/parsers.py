"""A JSON parser that refuses what would otherwise fail far from here: depth, size, NUL, twins, numbers without end."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from itertools import chain
from typing import Any, NoReturn

from rest_framework import status
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser

from common.api.conf import MOST_BODY_BYTES, MOST_DEPTH, MOST_DIGITS, MOST_NODES
from common.text import UNSTORABLE


class TooLargeError(APIException):
    """The body is over the limit."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "too_large"
    default_detail = f"The body is larger than {MOST_BODY_BYTES} bytes."


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        twin = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise ValueError(f"the key {twin[:60]!r} appears twice")
    return found


def _short_int(digits: str) -> int:
    if len(digits) > MOST_DIGITS:
        raise ValueError("a number has too many digits")
    return int(digits)


def _short_float(digits: str) -> float:
    value = float(digits) if len(digits) <= MOST_DIGITS else math.inf
    if math.isinf(value):
        raise ValueError("a number has too many digits")
    return value


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


def strict_json(raw: bytes) -> Any:
    """This function will parse UTF-8 JSON.

    :raises ParseError: on anything malformed, deeper than 32 levels, with twin keys, NUL, surrogates or endless
    numbers.
    """
    try:
        found = json.loads(
            raw.decode("utf-8"),
            object_pairs_hook=_without_twins,
            parse_int=_short_int,
            parse_float=_short_float,
            parse_constant=_refuse,
        )
    except RecursionError:
        raise ParseError("JSON is nested too deeply.") from None
    except ValueError as error:
        raise ParseError(f"JSON parse error: {error}"[:200].encode("utf-8", "replace").decode()) from None
    # only an escape can bring what UTF-8 and JSON refuse in the open
    _assert_fits(found, texts=b"\\u" in raw)
    return found


def _assert_fits(found: Any, *, texts: bool) -> None:
    """Look at every value, level by level, without recursion: depth, number of nodes, unstorable text."""
    nodes, level = 0, [found]
    for _ in range(MOST_DEPTH):
        nodes += len(level)
        if nodes > MOST_NODES:
            raise ParseError(f"JSON has more than {MOST_NODES} values.")
        objects = [value for value in level if type(value) is dict]
        nodes += sum(map(len, objects))  # their keys
        if texts:
            given = [*level, *chain.from_iterable(objects)]
            if any(isinstance(value, str) and UNSTORABLE.search(value) for value in given):
                raise ParseError("A text holds a NUL character or half of a surrogate pair.")
        lists = [value for value in level if type(value) is list]
        level = [*chain.from_iterable(map(dict.values, objects)), *chain.from_iterable(lists)]
        if not level:
            return
    raise ParseError(f"JSON is nested more than {MOST_DEPTH} levels deep.")


class StrictJSONParser(BaseParser):
    """Reads at most 2 MB; leaves the SHA-256 of the body on the request for ``Idempotency-Key``."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        """Parse the body; an empty one is an empty object.

        :raises TooLargeError: over 2 MB.
        :raises ParseError: see ``strict_json``.
        """
        raw = stream.read(MOST_BODY_BYTES + 1)
        if len(raw) > MOST_BODY_BYTES:
            raise TooLargeError
        request = (parser_context or {}).get("request")
        if request is not None:
            request.body_digest = hashlib.sha256(raw).hexdigest()
        return strict_json(raw) if raw.strip() else {}
