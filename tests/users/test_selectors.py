"""Memberships decide, and end, at once."""

from __future__ import annotations

from tests.factories import UserFactory, member
from users.models import Membership
from users.selectors import member_list, members_by_email, membership_find, membership_list


def test_a_membership_is_found_by_user_and_slug(acme, globex):
    user = member(acme, "rep")
    found = membership_find(user=user, slug="acme")
    assert found is not None and (found.tenant, found.role) == (acme, "rep")
    assert membership_find(user=user, slug="globex") is None


def test_a_disabled_user_has_no_membership(acme):
    user = member(acme, "rep")
    user.is_active = False
    user.save()
    assert membership_find(user=user, slug="acme") is None


def test_memberships_are_listed_by_workspace_name(acme, globex):
    user = UserFactory.create()
    for tenant in (globex, acme):
        Membership.objects.create(user=user, tenant=tenant, role="rep")
    assert [membership.tenant.slug for membership in membership_list(user_id=user.pk)] == ["acme", "globex"]


def test_members_are_those_of_the_one_workspace(acme, globex):
    ann = member(acme, "rep", "ann@acme.test")
    member(globex, "rep", "bob@globex.test")
    assert [membership.user for membership in member_list(tenant_id=acme.pk)] == [ann]
    assert members_by_email(tenant_id=acme.pk) == {"ann@acme.test": ann.pk}
