"""Companies that several accounts fit: what makes two such rows one, and which accounts come into question."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from accounts.domain.identity import name_key, names_compatible

KEYED = "key "


def row_identity(values: Mapping[str, Any]) -> str:
    """This function will say what a row is known by within its source: its key, else name, domain and country."""
    if values.get("external_id"):
        return f"{KEYED}{values['external_id']}"
    return "name " + "\t".join([name_key(values["name"]), values.get("domain") or "", values.get("country") or ""])


def comes_into_question(values: Mapping[str, Any], *, key: str, domain: str, country: str | None) -> bool:
    """This function will tell whether an account of this name key, domain and country may be the row's company.

    The rule is that of the identity matching: one domain and names of which one begins the other; or one name, where
    neither domain nor country contradicts.
    """
    own_key, own_domain, own_country = name_key(values["name"]), values.get("domain") or "", values.get("country")
    if own_domain and own_domain == domain:
        return names_compatible(own_key, key)
    if own_key != key or (own_domain and domain):
        return False
    return not own_country or not country or own_country == country
