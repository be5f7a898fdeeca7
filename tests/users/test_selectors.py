"""Memberships decide, and end, at once."""

from __future__ import annotations

from tenancy.models import Tenant
from tests.factories import UserFactory, member
from users.models import Membership
from users.selectors import OFFERED, member_list, members_by_email, membership_list, memberships_of


def test_a_users_memberships_know_user_and_workspace_in_one_query(acme, globex, django_assert_num_queries):
    user = member(acme, "rep")
    member(globex, "admin")
    with django_assert_num_queries(1):
        found = [(membership.user, membership.tenant, membership.role) for membership in memberships_of(user)]
    assert found == [(user, acme, "rep")]


def test_of_very_many_workspaces_the_first_are_offered_and_the_one_that_is_open(db):
    user = UserFactory.create()
    for number in range(OFFERED + 5):
        Membership.objects.create(user=user, tenant=Tenant.objects.create(slug=f"w-{number:02}", name=f"W {number:02}"))

    first = [one.tenant.slug for one in memberships_of(user)]
    last = [one.tenant.slug for one in memberships_of(user, slug="w-16")]

    assert first == [f"w-{number:02}" for number in range(OFFERED)]
    assert last == [*first[:-1], "w-16"]


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
