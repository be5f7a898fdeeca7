"""Memberships decide, and end, at once."""

from __future__ import annotations

from tests.factories import UserFactory, member
from users.models import Membership
from users.selectors import member_list, members_by_email, membership_list, memberships_of


def test_a_users_memberships_know_user_and_workspace_in_one_query(acme, globex, django_assert_num_queries):
    user = member(acme, "rep")
    member(globex, "admin")
    with django_assert_num_queries(1):
        found = [(membership.user, membership.tenant, membership.role) for membership in memberships_of(user)]
    assert found == [(user, acme, "rep")]


def test_a_disabled_user_has_no_membership(acme):
    user = member(acme, "rep")
    user.is_active = False
    assert memberships_of(user) == []


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
