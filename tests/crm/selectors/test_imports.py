"""Reads of imports."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from crm.models import FieldMap, Import, ImportIssue
from crm.selectors.imports import (
    ImportNotFoundError,
    import_chunks,
    import_get,
    import_issues,
    import_list,
    import_watch,
    mapping_known,
)

pytestmark = pytest.mark.django_db


def test_imports_are_listed_newest_first_and_found_by_their_id(as_acme: Any) -> None:
    first = Import.objects.create(kind="accounts", file_name="a", file_size=1, file_digest="")
    second = Import.objects.create(kind="deals", file_name="b", file_size=1, file_digest="", status="done")
    assert [row.pk for row in import_list()] == [second.pk, first.pk]
    assert [row.pk for row in import_list(kind="deals", status="done")] == [second.pk]
    first.refresh_from_db()
    assert import_get(public_id=first.public_id).pk == first.pk
    assert (import_watch(public_id=first.public_id), list(import_chunks(import_id=first.pk))) == ((first, None), [])
    ImportIssue.objects.create(imported=first, line=9, code="x")
    ImportIssue.objects.create(imported=first, line=3, code="x")
    assert [issue.line for issue in import_issues(first)] == [3, 9]
    with pytest.raises(ImportNotFoundError):
        import_get(public_id=uuid4())


def test_a_known_mapping_is_offered_again_first_that_of_the_same_source(as_acme: Any) -> None:
    FieldMap.objects.create(kind="deals", source="crm", header_digest="d", mapping={"fields": {"name": "a"}})
    FieldMap.objects.create(kind="deals", source="web", header_digest="d", mapping={"fields": {"name": "b"}})
    assert mapping_known(kind="deals", source="crm", digest="d") == {"fields": {"name": "a"}}
    assert mapping_known(kind="deals", source="new", digest="d") is not None
    assert mapping_known(kind="deals", source="crm", digest="other") is None
