"""One set-based upsert for one record, a batch of a thousand or a file of a million.

``records_upsert("accounts", records=…)`` takes JSON values; files stage their typed rows on the ``Upsert`` classes.
"""

from __future__ import annotations

from accounts.services.upsert.account import AccountUpsert
from accounts.services.upsert.contact import ContactUpsert
from accounts.services.upsert.contract import ContractUpsert
from accounts.services.upsert.deal import DealUpsert
from accounts.services.upsert.records import (
    UPSERTS,
    BatchRefused,
    Options,
    RecordResult,
    records_upsert,
)
from accounts.services.upsert.run import Outcome, RowFault, Upsert
from accounts.services.upsert.signal import SignalUpsert

__all__ = [
    "UPSERTS",
    "AccountUpsert",
    "BatchRefused",
    "ContactUpsert",
    "ContractUpsert",
    "DealUpsert",
    "Options",
    "Outcome",
    "RecordResult",
    "RowFault",
    "SignalUpsert",
    "Upsert",
    "records_upsert",
]
