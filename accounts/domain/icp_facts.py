"""The facts about an account or a deal that a rule may read: a closed catalogue and the open families.

A fact has a key as it is written in a criterion (``employees``, ``custom.Plan``, ``signal.funding``, ``deal.amount``),
a kind, which decides the rules that may read it, and a unit. Values are plain Python: ``int``, ``str``, ``bool``, a
tuple of strings, and ``None``. A profile of deals reads the facts of the deal and those of its account.
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


class Subject(StrEnum):
    """What a profile scores: companies (fit) or sales (win score)."""

    ACCOUNT = "account"
    DEAL = "deal"


FactValue = int | str | bool | tuple[str, ...] | None


def gettext_noop(text: str) -> str:
    """This function will mark a label for translation and return it unchanged; faces translate it."""
    return text


@dataclass(frozen=True)
class FactSpec:
    """One entry of the catalogue. ``scale`` stored units make one unit that people read (100 cents make 1.00).

    ``ages``: the number grows or shrinks by itself as days pass.
    """

    key: str
    label: str
    kind: FactKind
    unit: str = ""
    scale: int = 1
    family: str = "account"
    ages: bool = False


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

COUNTRY = "country"
CUSTOM, SIGNAL, SIGNAL_COUNT, RATING, MEASURE = "custom", "signal", "signal_count", "rating", "measure"
SCORE, EXCLUDED = "score", "excluded"  # the standing of the account under another profile, named by its key
DEAL, DEAL_CUSTOM = "deal", "deal.custom"


def _deal(name: str, label: str, kind: FactKind, unit: str = "", scale: int = 1, *, ages: bool = False) -> FactSpec:
    return FactSpec(f"{DEAL}.{name}", label, kind, unit, scale, DEAL, ages)


# Status, close date and lost reason are missing on purpose: they are the outcome, not what speaks for it.
# The three ages stand still once the deal is closed.
_DEAL_FACTS = (
    _deal("amount", gettext_noop("Deal amount"), FactKind.INT, "money", 100),
    _deal("currency", gettext_noop("Deal currency"), FactKind.TEXT),
    _deal("stage", gettext_noop("Deal stage"), FactKind.TEXT),
    _deal("type", gettext_noop("Deal type"), FactKind.TEXT),
    _deal("source", gettext_noop("Deal source"), FactKind.TEXT),
    _deal("owner", gettext_noop("Deal owner"), FactKind.TEXT),
    _deal("products", gettext_noop("Products in the deal"), FactKind.SET),
    _deal("term_months", gettext_noop("Term of the deal"), FactKind.INT, gettext_noop("months")),
    _deal("one_time_fees", gettext_noop("One-time fees"), FactKind.INT, "money", 100),
    _deal("gross_margin_pct", gettext_noop("Gross margin of the deal"), FactKind.INT, "%", 100),
    _deal("age_days", gettext_noop("Age of the deal"), FactKind.INT, gettext_noop("days"), ages=True),
    _deal("days_in_stage", gettext_noop("Days in the stage"), FactKind.INT, gettext_noop("days"), ages=True),
    _deal("days_to_close", gettext_noop("Days to the expected close"), FactKind.INT, gettext_noop("days"), ages=True),
)

CATALOGUE: dict[str, FactSpec] = {spec.key: spec for spec in (*_ACCOUNT_FACTS, *_DEAL_FACTS)}

# family -> kinds it can be read as, unit, stored units per readable unit
_FAMILIES: dict[str, tuple[tuple[FactKind, ...], str, int]] = {
    CUSTOM: ((FactKind.TEXT, FactKind.INT, FactKind.BOOL, FactKind.SET), "", 1000),
    DEAL_CUSTOM: ((FactKind.TEXT, FactKind.INT, FactKind.BOOL, FactKind.SET), "", 1000),
    SIGNAL: ((FactKind.DAYS,), gettext_noop("days ago"), 1),
    SIGNAL_COUNT: ((FactKind.INT,), gettext_noop("events"), 1),
    RATING: ((FactKind.INT,), gettext_noop("of 5"), 1000),
    MEASURE: ((FactKind.INT,), "", 1),
    SCORE: ((FactKind.INT,), gettext_noop("points"), 1000),
    EXCLUDED: ((FactKind.BOOL,), "", 1),
}

# what the platform itself works out: label, unit and scale; any other measure is a plain number named by its key
_OWN_MONEY = gettext_noop("in the workspace's currency")
_MEASURES: dict[str, tuple[str, str, int]] = {
    "engagement_points": (gettext_noop("Engagement points"), gettext_noop("points"), 1),
    "engaged_people": (gettext_noop("People engaged"), gettext_noop("people"), 1),
    "expected_ltv": (gettext_noop("Expected lifetime value"), _OWN_MONEY, 100),
    "ltv": (gettext_noop("Gross profit so far"), _OWN_MONEY, 100),
    "won_revenue": (gettext_noop("Won revenue so far"), _OWN_MONEY, 100),
    "win_score": (gettext_noop("Win score"), gettext_noop("points"), 1000),
}

MAX_NAME = 100


def fact_split(key: str) -> tuple[str, str]:
    """This function will split a fact key into its family and the name inside it."""
    if key.startswith(f"{DEAL_CUSTOM}."):
        return DEAL_CUSTOM, key.removeprefix(f"{DEAL_CUSTOM}.")
    family, dot, name = key.partition(".")
    return (family, name) if dot else ("account", key)


def fact_suits(key: str, subject: Subject) -> bool:
    """This function will tell whether a profile of this subject can read a fact: an account has no facts of a deal."""
    return subject is Subject.DEAL or fact_split(key)[0] not in (DEAL, DEAL_CUSTOM)


def fact_ages(key: str) -> bool:
    """This function will tell whether a fact changes by itself as days pass."""
    spec = CATALOGUE.get(key)
    return spec.ages if spec is not None else fact_split(key)[0] == SIGNAL


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
    if family == MEASURE and name in _MEASURES:
        label, unit, scale = _MEASURES[name]
        return FactSpec(read.key, label, read.kind, unit, scale, family)
    _, unit, scale = _FAMILIES[family]
    return FactSpec(read.key, name, read.kind, unit, scale if read.kind is FactKind.INT else 1, family)


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
