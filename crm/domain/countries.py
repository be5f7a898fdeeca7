"""A country told by its name in any language CLDR knows, as an ISO 3166-1 alpha-2 code."""

from __future__ import annotations

import re
from functools import lru_cache

import babel
from babel.localedata import locale_identifiers

from accounts.domain.normalise import fold
from accounts.domain.values import territories

ALIASES = {
    "usa": "US", "u s": "US", "u s a": "US", "united states of america": "US", "america": "US", "uk": "GB", "u k": "GB",
    "great britain": "GB", "britain": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "northern ireland": "GB",
    "korea": "KR", "republic of korea": "KR", "korea south": "KR", "korea republic of": "KR", "south korea": "KR",
    "korea north": "KP", "dprk": "KP", "russian federation": "RU", "holland": "NL", "the netherlands": "NL",
    "czech republic": "CZ", "czechia": "CZ", "slovak republic": "SK", "uae": "AE", "u a e": "AE", "prc": "CN",
    "peoples republic of china": "CN", "china mainland": "CN", "mainland china": "CN", "hong kong": "HK", "macau": "MO",
    "macao": "MO", "taiwan": "TW", "taiwan province of china": "TW", "viet nam": "VN", "vietnam": "VN", "iran": "IR",
    "iran islamic republic of": "IR", "burma": "MM", "myanmar": "MM", "ivory coast": "CI", "cote d ivoire": "CI",
    "cape verde": "CV", "swaziland": "SZ", "macedonia": "MK", "turkey": "TR", "turkiye": "TR", "brasil": "BR",
    "deutschland": "DE", "republic of ireland": "IE", "eire": "IE", "moldova": "MD", "republic of moldova": "MD",
    "tanzania": "TZ", "bolivia": "BO", "venezuela": "VE", "syria": "SY", "laos": "LA", "brunei": "BN",
    "palestine": "PS", "vatican": "VA", "holy see": "VA", "east timor": "TL", "congo": "CG", "dr congo": "CD",
    "democratic republic of the congo": "CD", "congo kinshasa": "CD", "congo brazzaville": "CG", "the bahamas": "BS",
    "the gambia": "GM", "the philippines": "PH", "channel islands": "JE",
}  # fmt: skip

FORMAL = re.compile(r"^(?:the )?(?:republic|kingdom|state|commonwealth|federation) of (?:the )?|^the ")


@lru_cache(maxsize=1)
def _english() -> dict[str, str]:
    found = {fold(name): code for code, name in territories().items()}
    return {**found, **ALIASES}


@lru_cache(maxsize=1)
def _every_language() -> dict[str, str]:
    """Names of all languages; one that means two countries in two languages means none here."""
    known = territories()
    found: dict[str, str] = {}
    twice: set[str] = set()
    for identifier in locale_identifiers():
        if "_" in identifier:
            continue  # variants of a country or script repeat the language's names
        for code, name in babel.Locale(identifier).territories.items():
            if code in known:
                key = fold(name)
                if found.setdefault(key, code) != code:
                    twice.add(key)
    return {key: code for key, code in found.items() if key not in twice and key}


@lru_cache(maxsize=20_000)
def country_code(name: str) -> str | None:
    """This function will return the code of a country named in any language, or given as a code; None if unknown."""
    text = name.strip()
    if len(text) == 2 and text.upper() in territories():
        return text.upper()
    key = fold(text)
    plain = FORMAL.sub("", key)
    return _english().get(key) or _every_language().get(key) or _english().get(plain)
