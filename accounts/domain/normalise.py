"""Text as people type it, made comparable. Nothing here guesses a meaning."""

from __future__ import annotations

import re
import unicodedata

# Characters nobody sees. In a name they make two different companies look alike, so they are refused, not dropped.
INVISIBLE = re.compile("[\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]")
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
C1 = dict.fromkeys(range(0x80, 0xA0))  # left over where an encoding was named wrongly; they stand for nothing
SPACES = re.compile(r"\s+")
NOT_WORD = re.compile(r"[^\w]+")
DIRTY = re.compile(f"{INVISIBLE.pattern}|{CONTROL.pattern}")


class TextRefused(ValueError):
    """A text holds characters that cannot be seen or stored."""


def text_clean(value: str) -> str:
    """This function will return ``value`` in NFC with outer and repeated white space removed.

    :raises TextRefused: when it holds control, bidirectional or zero-width characters.
    """
    if value.isascii():
        if value.isprintable():
            return value.strip() if "  " not in value else SPACES.sub(" ", value).strip()
    else:
        value = unicodedata.normalize("NFC", value.translate(C1))
    value = SPACES.sub(" ", value).strip()
    found = DIRTY.search(value)
    if found:
        raise TextRefused(f"U+{ord(found.group()):04X}")
    return value


def prose_clean(value: str) -> str:
    """This function will return a longer text in NFC that keeps its line breaks.

    :raises TextRefused: when it holds control characters; invisible joiners are allowed in prose.
    """
    value = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n")).strip()
    found = CONTROL.search(value)
    if found:
        raise TextRefused(f"U+{ord(found.group()):04X}")
    return value


def fold(value: str) -> str:
    """This function will return a key for comparison: no case, no accents, no punctuation, single spaces."""
    if not value.isascii():
        value = unicodedata.normalize("NFKD", value)
        value = "".join(char for char in value if not unicodedata.combining(char))
    return NOT_WORD.sub(" ", value.casefold().replace("_", " ")).strip()
