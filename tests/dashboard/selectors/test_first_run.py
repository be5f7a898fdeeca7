from __future__ import annotations

import pytest

from accounts.models import IcpVersion
from content.models import Asset
from dashboard.selectors.first_run import first_run
from personas.models import CommitteeSeat
from tests.factories import ContactFactory, member
from tests.tiers.factories import policy, primary_version, scored


def done(tenant) -> list[str]:
    return [step.key for step in first_run(tenant_id=tenant.pk) if step.is_done]


def test_a_new_workspace_has_everything_but_itself_to_do(as_acme):
    policy()
    primary_version()
    member(as_acme, "admin")

    assert done(as_acme) == ["company"]
    assert [step.key for step in first_run(tenant_id=as_acme.pk)] == [
        "company",
        "import",
        "icp",
        "tiers",
        "personas",
        "content",
        "invite",
    ]


@pytest.mark.parametrize("step", ["import", "icp", "tiers", "personas", "content", "invite"])
def test_each_step_is_done_by_its_own_deed(as_acme, step):
    policy(version=2 if step == "tiers" else 1)
    version = primary_version()
    if step == "import":
        scored("A", None)
    if step == "icp":
        IcpVersion.objects.create(profile=version.profile, number=2)
    if step == "personas":
        contact = ContactFactory()
        CommitteeSeat.objects.create(account=contact.account, contact=contact, buying_role="champion")
    if step == "content":
        Asset.objects.create(title="Deck", title_key="deck", kind="deck", effort="low")
    if step == "invite":
        member(as_acme, "admin"), member(as_acme, "rep")

    assert step in done(as_acme)
