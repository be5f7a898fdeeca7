"""Which upsert takes which kind of file. The one list of what can be imported."""

from __future__ import annotations

from accounts.services.upsert import AccountUpsert, ContactUpsert, DealUpsert, SignalUpsert, Upsert
from crm.models import ImportKind
from engagement.services.touches import TouchUpsert
from metrics.services.spend import SpendUpsert

UPSERTS: dict[str, type[Upsert]] = {
    ImportKind.ACCOUNTS: AccountUpsert,
    ImportKind.CONTACTS: ContactUpsert,
    ImportKind.DEALS: DealUpsert,
    ImportKind.SIGNALS: SignalUpsert,
    ImportKind.SPEND: SpendUpsert,
    ImportKind.TOUCHES: TouchUpsert,
}
