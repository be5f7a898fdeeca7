"""One spelling for a job title, whatever the script it was typed in."""

from __future__ import annotations

import re
import unicodedata

_ARABIC_TO_PERSIAN = str.maketrans(
    {"ي": "ی", "ك": "ک", "ى": "ی", "ة": "ه", "أ": "ا", "إ": "ا", "ؤ": "و", "\u200c": " "}
)
_EXPANDED = str.maketrans({"ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ı": "i"})
# Й and й differ from И by a combining mark, but they are letters of their own; the same holds for ё only in spelling.
_KEPT_MARKS = {("и", "\u0306")}
# Symbols that belong to a technology's name, which would otherwise lose the letter beside them.
_SPELLED = {"c++": "cpp", "c#": "csharp", ".net": "dotnet", "r&d": "rnd", "p&l": "pnl", "e-commerce": "ecommerce"}
_WORD = re.compile(r"[^\W_]+")


def title_normalise(title: str) -> str:
    """This function will fold case, Latin accents and the spellings of Persian letters."""
    text = unicodedata.normalize("NFKC", title).casefold().translate(_ARABIC_TO_PERSIAN).translate(_EXPANDED)
    for symbol, word in _SPELLED.items():
        text = text.replace(symbol, f" {word} ")
    kept: list[str] = []
    for mark in unicodedata.normalize("NFD", text):
        if not unicodedata.combining(mark):
            kept.append(mark)
        elif kept and (kept[-1], mark) in _KEPT_MARKS:
            kept[-1] = unicodedata.normalize("NFC", kept[-1] + mark)
    return "".join(kept).translate(_ARABIC_TO_PERSIAN)  # again: a hamza taken off leaves an Arabic yeh


def title_words(title: str) -> tuple[str, ...]:
    """This function will split a title into its normalised words, dropping punctuation."""
    return tuple(_WORD.findall(title_normalise(title)))
