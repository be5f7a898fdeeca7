"""How far a new workspace has come."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import Account, IcpVersion
from content.models import Asset
from personas.models import CommitteeSeat
from tiers.models import TierPolicy
from users.selectors import invitation_list, member_list


@dataclass(frozen=True)
class Step:
    """One step of the first run; ``view`` is the page to do it on."""

    key: str
    view: str
    is_done: bool


def first_run(*, tenant_id: int) -> list[Step]:
    """This function will return the steps of setting a workspace up, in order, each with whether it is done.

    A starter that nobody has touched does not count as done. Seven queries, of one row each.
    """
    invited = member_list(tenant_id=tenant_id).count() > 1 or invitation_list(tenant_id=tenant_id).exists()
    return [
        Step("company", "users:workspace", True),  # a workspace is made with its name, currency and zone
        Step("import", "crm:imports", Account.objects.exists()),
        Step("icp", "icp:profiles", IcpVersion.objects.filter(number__gt=1).exists()),
        Step("tiers", "tiers:policy", TierPolicy.objects.filter(version__gt=1).exists()),
        Step("personas", "personas:list", CommitteeSeat.objects.exists()),
        Step("content", "content:list", Asset.objects.exists()),
        Step("invite", "users:members", invited),
    ]
