"""The tenant reaches PostgreSQL, and nothing works without it."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.models import Account
from tenancy.context import TenantError, current_tenant_id, tenant_context
from tests.factories import AccountFactory


def test_a_row_belongs_to_the_tenant_that_wrote_it(as_acme):
    account = AccountFactory()
    account.refresh_from_db()
    assert account.tenant_id == as_acme.pk


def test_another_tenant_sees_nothing_of_it(acme, globex):
    with tenant_context(acme.pk):
        AccountFactory()
    with tenant_context(globex.pk):
        assert Account.objects.count() == 0
        assert Account._base_manager.count() == 0  # no filter of ours: the policy alone


def test_a_forgotten_tenant_is_an_error_in_python(acme):
    with pytest.raises(TenantError):
        Account.objects.count()


def test_a_forgotten_tenant_is_an_error_in_postgresql(acme):
    with tenant_context(acme.pk):
        AccountFactory()  # PostgreSQL asks the policy row by row: of an empty table there is nothing to ask
    with pytest.raises(DatabaseError, match=r"app\.tenant_id is not set"), transaction.atomic():
        Account._base_manager.count()


def test_a_switch_to_another_tenant_is_refused(acme, globex):
    with tenant_context(acme.pk), pytest.raises(TenantError), tenant_context(globex.pk):
        pass
    assert current_tenant_id() is None


def test_a_row_cannot_be_written_for_another_tenant(acme, globex):
    with tenant_context(acme.pk), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        AccountFactory(tenant_id=globex.pk)


def test_a_row_cannot_point_at_another_tenants_row(acme, globex):
    with tenant_context(globex.pk):
        theirs = AccountFactory()
    with tenant_context(acme.pk):
        mine = AccountFactory()
        with pytest.raises(DatabaseError, match="account_parent_id_same_tenant"), transaction.atomic():
            Account.objects.filter(pk=mine.pk).update(parent_id=theirs.pk)
            with connection.cursor() as cursor:
                cursor.execute("set constraints all immediate")


def test_the_setting_is_gone_after_the_block(acme):
    with tenant_context(acme.pk):
        AccountFactory()
    with connection.cursor() as cursor:
        cursor.execute("select current_setting('app.tenant_id')")
        assert cursor.fetchone() == ("",)
