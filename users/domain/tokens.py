"""API keys that secret scanners recognise: ``abs_live_`` + 30 base-62 characters + 6 of CRC-32.

Source: the manner of GitHub's tokens. 30 characters of base 62 hold 178 bits, so the plain SHA-256 of the key may be
stored (ASVS 6.5.2).
"""

from __future__ import annotations

import hashlib
import secrets
import string
import zlib

HEAD = "abs_live_"
BODY = 30
TAIL = 6
ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase


def _base62(number: int, width: int) -> str:
    digits = []
    for _ in range(width):
        number, rest = divmod(number, 62)
        digits.append(ALPHABET[rest])
    return "".join(reversed(digits))


def _tail(start: str) -> str:
    return _base62(zlib.crc32(start.encode()), TAIL)


def token_make() -> str:
    """This function will return a new random key."""
    start = HEAD + "".join(secrets.choice(ALPHABET) for _ in range(BODY))
    return start + _tail(start)


def token_is_wellformed(token: str) -> bool:
    """This function will say whether the token has the form and its checksum holds; a typing error never does."""
    start = token[:-TAIL]
    return (
        len(token) == len(HEAD) + BODY + TAIL
        and token.startswith(HEAD)
        and all(character in ALPHABET for character in token[len(HEAD) :])
        and secrets.compare_digest(_tail(start), token[-TAIL:])
    )


def token_digest(token: str) -> str:
    """This function will return the hex SHA-256 by which a token is stored and found."""
    return hashlib.sha256(token.encode()).hexdigest()
