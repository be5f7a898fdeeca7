"""What fields are called on pages."""

from __future__ import annotations

from crm.domain.kinds import FACTS, facts_of
from crm.labels import FIELDS


def test_every_field_of_every_kind_has_a_name_that_can_be_translated() -> None:
    assert {name for kind in FACTS for name in facts_of(kind).by_name} - set(FIELDS) == set()
