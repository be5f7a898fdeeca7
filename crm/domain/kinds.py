"""What files can hold, and the fields of each kind."""

from __future__ import annotations

from accounts.domain.facts import ACCOUNT, DEAL, SIGNAL, Facts
from engagement.domain.facts import TOUCH
from metrics.domain.facts import SPEND
from personas.domain.facts import PERSON

FACTS: dict[str, Facts] = {
    "accounts": ACCOUNT,
    "contacts": PERSON,
    "deals": DEAL,
    "signals": SIGNAL,
    "spend": SPEND,
    "touches": TOUCH,
}


def facts_of(kind: str) -> Facts:
    """This function will return the fields of a kind of file."""
    return FACTS[kind]
