"""Rows held back while a file is loaded, because several accounts fit them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from accounts.models import Account
from crm.domain.waiting import KEYED, row_identity
from crm.models import Import, WaitingRow

BATCH = 1_000


def waiting_write(row: Import, found: Sequence[tuple[int, dict[str, Any]]], *, now: datetime) -> None:
    """This function will keep the held back rows of an import; a company that waits already gets the newer values.

    One whose key has become known meanwhile waits no longer: the file has said the same of it, or something newer.
    """
    rows = [
        WaitingRow(
            imported=row, line=line, source=row.source, identity=row_identity(values), name=values["name"],
            values=values, created_at=now,
        )
        for line, values in found
    ]  # fmt: skip
    WaitingRow.objects.bulk_create(
        rows,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["tenant", "source", "identity"],
        update_fields=["imported", "line", "name", "values", "created_at"],
    )
    _known_remove(row.source)


def _known_remove(source: str) -> None:
    keyed = WaitingRow.objects.filter(source=source, identity__gte=KEYED, identity__lt=KEYED[:-1] + "!")
    keys = {identity[len(KEYED) :]: pk for identity, pk in keyed.values_list("identity", "pk")}
    wanted = list(keys)
    for start in range(0, len(wanted), BATCH):
        known = Account.objects.filter(source=source, external_id__in=wanted[start : start + BATCH])
        gone = [keys[key] for key in known.values_list("external_id", flat=True)]
        if gone:
            WaitingRow.objects.filter(pk__in=gone).delete()
