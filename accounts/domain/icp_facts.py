"""The facts about an account that a rule may read: a closed catalogue and four open families.

A fact has a key as it is written in a criterion (``employees``, ``custom.Plan``, ``signal.funding``), a kind, which
decides the rules that may read it, and a unit. Values are plain Python: ``int``, ``str``, ``bool``, a tuple of strings,
and ``None``.
"""

from __future__ import annotations

import string
from dataclasses import dataclass
from enum import StrEnum


class FactKind(StrEnum):
    """What a fact is made of, and so which rules can read it."""

    INT = "int"  # None: unknown
    TEXT = "text"  # None: unknown
    BOOL = "bool"  # None: unknown
    SET = "set"  # None: unknown; an empty set is known
    DAYS = "days"  # whole days since the newest past event; None: there never was one, which is known


FactValue = int | str | bool | tuple[str, ...] | None


def gettext_noop(text: str) -> str:
    """This function will mark a label for translation and return it unchanged; faces translate it."""
    return text


@dataclass(frozen=True)
class FactSpec:
    """One entry of the catalogue. ``scale`` stored units make one unit that people read (100 cents make 1.00)."""

    key: str
    label: str
    kind: FactKind
    unit: str = ""
    scale: int = 1
    family: str = "account"


@dataclass(frozen=True, order=True)
class FactRead:
    """One reading of a fact: the key, and the kind a rule wants (a custom field is read as the rule needs it)."""

    key: str
    kind: FactKind


_ACCOUNT_FACTS = (
    FactSpec("industry", gettext_noop("Industry"), FactKind.TEXT),
    FactSpec("sub_industry", gettext_noop("Sub-industry"), FactKind.TEXT),
    FactSpec("country", gettext_noop("Country"), FactKind.TEXT),
    FactSpec("region", gettext_noop("Region"), FactKind.TEXT),
    FactSpec("city", gettext_noop("City"), FactKind.TEXT),
    FactSpec("company_type", gettext_noop("Company type"), FactKind.TEXT),
    FactSpec("financial_performance", gettext_noop("Financial performance"), FactKind.TEXT),
    FactSpec("lifecycle", gettext_noop("Lifecycle"), FactKind.TEXT),
    FactSpec("employees", gettext_noop("Employees"), FactKind.INT, gettext_noop("people")),
    FactSpec("annual_revenue", gettext_noop("Annual revenue"), FactKind.INT, "money", 100),
    FactSpec("offices", gettext_noop("Offices"), FactKind.INT, gettext_noop("offices")),
    FactSpec("founded_year", gettext_noop("Founded"), FactKind.INT, gettext_noop("year")),
    FactSpec("growth_pct", gettext_noop("Growth"), FactKind.INT, "%", 100),
    FactSpec("projected_growth_pct", gettext_noop("Projected growth"), FactKind.INT, "%", 100),
    FactSpec("market_share_pct", gettext_noop("Market share"), FactKind.INT, "%", 100),
    FactSpec("technologies", gettext_noop("Technologies"), FactKind.SET),
)

CATALOGUE: dict[str, FactSpec] = {spec.key: spec for spec in _ACCOUNT_FACTS}

CUSTOM, SIGNAL, SIGNAL_COUNT, RATING, MEASURE = "custom", "signal", "signal_count", "rating", "measure"

# family -> kinds it can be read as, unit, stored units per readable unit
_FAMILIES: dict[str, tuple[tuple[FactKind, ...], str, int]] = {
    CUSTOM: ((FactKind.TEXT, FactKind.INT, FactKind.BOOL, FactKind.SET), "", 1000),
    SIGNAL: ((FactKind.DAYS,), gettext_noop("days ago"), 1),
    SIGNAL_COUNT: ((FactKind.INT,), gettext_noop("events"), 1),
    RATING: ((FactKind.INT,), gettext_noop("of 5"), 1000),
    MEASURE: ((FactKind.INT,), "", 1),
}

MAX_NAME = 100


def fact_split(key: str) -> tuple[str, str]:
    """This function will split a fact key into its family and the name inside it."""
    family, dot, name = key.partition(".")
    return (family, name) if dot else ("account", key)


def fact_kinds(key: str) -> tuple[FactKind, ...]:
    """This function will name the kinds a fact can be read as, the most natural first; empty for an unknown key."""
    spec = CATALOGUE.get(key)
    if spec is not None:
        return (spec.kind,)
    family, name = fact_split(key)
    if family not in _FAMILIES or not name or len(name) > MAX_NAME or "\x00" in name:
        return ()
    return _FAMILIES[family][0]


def fact_spec(read: FactRead) -> FactSpec:
    """This function will describe a fact as read.

    :raises KeyError: when no such fact exists or it cannot be read as that kind.
    """
    if read.kind not in fact_kinds(read.key):
        raise KeyError(read)
    if read.key in CATALOGUE:
        return CATALOGUE[read.key]
    family, name = fact_split(read.key)
    _, unit, scale = _FAMILIES[family]
    return FactSpec(read.key, name, read.kind, unit, scale if read.kind is FactKind.INT else 1, family)


def fact_is_unknown(kind: FactKind, value: FactValue) -> bool:
    """This function will tell whether a value is unknown; a signal that never came is known."""
    return value is None and kind is not FactKind.DAYS


_FOLD = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


def fold(text: str) -> str:
    """This function will lower ASCII letters only, exactly as PostgreSQL's ``lower(… COLLATE "C")`` does."""
    return text.translate(_FOLD)


def spellings(value: str) -> frozenset[str]:
    """This function will list the folded spellings of a value a fact is compared with.

    Letters outside ASCII are not folded by the database, so the usual capitalisations are listed instead.
    """
    forms = (value, value.lower(), value.upper(), value.capitalize(), value.title())
    return frozenset(fold(form) for form in forms)
