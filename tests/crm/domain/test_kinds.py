"""The kinds of file."""

from __future__ import annotations

from crm.domain.kinds import FACTS, facts_of
from crm.models import ImportKind
from crm.services.kinds import UPSERTS


def test_every_kind_has_its_fields_and_its_writer() -> None:
    assert set(FACTS) == set(ImportKind.values) == set(UPSERTS)
    assert all(UPSERTS[kind].spec.facts is facts_of(kind) for kind in FACTS)
