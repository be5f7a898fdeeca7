"""Which upsert takes which kind of file. The one list of what can be imported."""

from __future__ import annotations

from accounts.services.upsert import AccountUpsert, DealUpsert, SignalUpsert, Upsert
from crm.models import ImportKind
from engagement.services.touches import TouchUpsert
from metrics.services.spend import SpendUpsert
from personas.services.people import PersonUpsert

UPSERTS: dict[str, type[Upsert]] = {
    ImportKind.ACCOUNTS: AccountUpsert,
    ImportKind.CONTACTS: PersonUpsert,
    ImportKind.DEALS: DealUpsert,
    ImportKind.SIGNALS: SignalUpsert,
    ImportKind.SPEND: SpendUpsert,
    ImportKind.TOUCHES: TouchUpsert,
}
