"""A workspace begins complete, or not at all."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tenancy.models import Tenant
from users.models import AuditEntry, Membership, Role, User
from users.services import Actor, membership_set, tenant_create
from users.services.workspaces import WorkspaceExistsError, WorkspaceInvalidError, workspace_faults, workspace_zone

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
COMMAND = Actor.of_command("test")


def create(**changes: Any) -> Tenant:
    values: dict[str, Any] = {
        "slug": "initech",
        "name": "Initech",
        "owner_email": "Ann@Initech.test",
        "password": "staple battery horse",
        "now": NOON,
        "actor": COMMAND,
    }
    return tenant_create(**(values | changes))


def test_the_owner_is_its_admin_and_signs_in_by_lower_case_address(db):
    tenant = create()
    membership = Membership.objects.select_related("user").get(tenant=tenant)
    assert (membership.user.email, membership.role) == ("ann@initech.test", Role.ADMIN)
    assert membership.user.check_password("staple battery horse")


def test_it_starts_with_a_published_icp_three_tiers_six_personas_and_five_stages(db):
    from accounts.models import Criterion, IcpVersion
    from content.models import BuyerStage
    from personas.models import CommitteeTemplateSeat, Persona
    from tenancy.context import tenant_context
    from tiers.models import Tier

    with tenant_context(create().pk):
        published = IcpVersion.objects.get(status="published")
        assert list(Criterion.objects.filter(version=published).order_by("position").values_list("key", flat=True)) == [
            "industry",
            "employees",
            "revenue",
            "country",
        ]
        assert list(Tier.objects.order_by("position").values_list("name", flat=True)) == ["Tier 1", "Tier 2", "Tier 3"]
        assert Persona.objects.count() == 6
        assert CommitteeTemplateSeat.objects.count() == 6
        assert list(BuyerStage.objects.order_by("position").values_list("key", flat=True)) == [
            "awareness",
            "interest",
            "decision",
            "purchase",
            "loyalty",
        ]
        assert AuditEntry.objects.filter(action="workspace.create").count() == 1


def test_a_taken_slug_is_refused_and_changes_nothing(db):
    create()
    with pytest.raises(WorkspaceExistsError):
        create(owner_email="bob@initech.test")
    assert User.objects.count() == 1


def test_each_fault_is_named_by_its_field(db):
    with pytest.raises(WorkspaceInvalidError) as refused:
        create(
            slug="No Slug",
            currency="EURO",
            time_zone="Mars/Base",
            language="xx-yy-zz",
            owner_email="nobody",
            password="x",
        )
    assert sorted(refused.value.fields) == ["currency", "language", "owner", "password", "slug", "timezone"]
    assert Tenant.objects.count() == 0


def test_a_known_user_joins_with_the_password_they_have(db):
    create()
    second = create(slug="globex", password="")
    user = User.objects.get()
    assert user.memberships.count() == 2
    assert user.check_password("staple battery horse")
    assert workspace_zone(second).key == "UTC"


def test_a_role_is_changed_in_place(as_acme):
    user = User.objects.create_user("bob@acme.test")
    membership_set(tenant=as_acme, user=user, role=Role.REP, actor=COMMAND)
    membership_set(tenant=as_acme, user=user, role=Role.MANAGER, actor=COMMAND)
    assert Membership.objects.get().role == Role.MANAGER
    user.refresh_from_db()
    told = AuditEntry.objects.filter(action="membership.set").values_list("object_id", flat=True)
    assert [*told] == [str(user.public_id)] * 2


def test_valid_settings_have_no_fault():
    assert workspace_faults(slug="acme-2", currency="HUF", time_zone="Europe/Budapest", language="hu") == {}
