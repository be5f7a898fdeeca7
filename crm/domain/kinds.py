"""What files can hold, and the fields of each kind."""

from __future__ import annotations

from accounts.domain.facts import ACCOUNT, CONTACT, DEAL, SIGNAL, Facts
from engagement.domain.facts import TOUCH
from metrics.domain.facts import SPEND

FACTS: dict[str, Facts] = {
    "accounts": ACCOUNT,
    "contacts": CONTACT,
    "deals": DEAL,
    "signals": SIGNAL,
    "spend": SPEND,
    "touches": TOUCH,
}


def facts_of(kind: str) -> Facts:
    """This function will return the fields of a kind of file."""
    return FACTS[kind]
