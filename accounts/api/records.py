"""What the resources of records have in common: how a row is shown, and how records are narrowed and stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import QuerySet

from accounts.api.shapes import SOURCE, FactsOut, merging, outcomes
from accounts.domain.facts import Facts
from accounts.domain.facts_out import instant_out, value_out, writers
from accounts.services.upsert import RecordResult, records_upsert
from common.api.batch import Outcome
from common.api.query import ListQuery
from common.api.resource import Record, ResourceView
from users.services import Actor


class RecordOut(FactsOut):
    """A record with its key, its facts, its account and its version. ``of`` says which facts."""

    of: ClassVar[Facts]
    columns: ClassVar[list[Any]]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.columns = writers(cls.of)

    def linked(self, row: Any) -> dict[str, Any]:
        """Return what the row says of other records beside its account."""
        return {}

    def row(self, row: Any, shared: Any) -> dict[str, Any]:
        """Return one row as a plain object."""
        values = row.__dict__
        return {
            "id": str(row.public_id),
            "source": row.source,
            **{name: value_out(kind, values[column]) for name, column, kind in self.columns},
            "account_external_id": row.account.external_id if row.account else None,  # it may go while we write
            **self.linked(row),
            "version": row.version,
            "created_at": instant_out(row.created_at),
            "updated_at": instant_out(row.updated_at),
        }


def equalities(query: type[ListQuery]) -> tuple[str, ...]:
    """This function will name the parameters of a list that ask for equality with a field."""
    return tuple(name for name in query.base_fields if name not in ListQuery.base_fields)


class RecordApi(ResourceView):
    """Records of a kind that ``records_upsert`` stores, merged into what is there."""

    default_sort: ClassVar[str] = "id"
    kind: ClassVar[str]  # as records_upsert knows it
    elsewhere: ClassVar[Mapping[str, str]] = {"account_external_id": "account__external_id"}  # parameter -> column

    def filtered(self, rows: QuerySet[Any], given: Mapping[str, Any]) -> QuerySet[Any]:
        """Narrow by equality."""
        wanted = {name: given[name] for name in equalities(self.query) if given[name]}
        return rows.filter(**{self.elsewhere.get(name, name): value for name, value in wanted.items()})

    @property
    def actor(self) -> Actor:
        """Who acts: the request's key."""
        return Actor.of_request(self.request._request)

    def store(self, records: Sequence[Record], **how: Any) -> list[RecordResult]:
        """Hand the records to their service."""
        return records_upsert(self.kind, records=records, **how)

    def upsert(self, records: Sequence[Record], *, now: datetime) -> Sequence[Outcome]:
        """Merge each record into its row, or create it."""
        return outcomes(self.store(records, source=SOURCE, now=now, actor=self.actor, options=merging(self.request)))
