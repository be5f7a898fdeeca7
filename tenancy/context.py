"""Which tenant the running code works for, and how PostgreSQL is told.

The tenant lives in a ContextVar; the database backend (``tenancy.backend``) binds it by a transaction-local setting at
the start of every outermost transaction. Row-level security reads that setting through ``app_tenant()``, which raises
when nothing is bound: a forgotten tenant is an error, never an empty answer and never somebody else's rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, TypeVar

from django.db import connection, transaction

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

T = TypeVar("T")

IN_TRANSACTION = 2  # psycopg2.extensions.TRANSACTION_STATUS_INTRANS: open and not failed

_tenant: ContextVar[int | None] = ContextVar("tenant_id", default=None)


class TenantError(RuntimeError):
    """Work was asked for without a tenant, or for a second tenant inside the first: a bug, never a user's mistake."""


def current_tenant_id() -> int | None:
    """This function will return the id of the tenant bound to the running context, or None."""
    return _tenant.get()


def required_tenant_id() -> int:
    """This function will return the id of the bound tenant.

    :raises TenantError: when no tenant is bound.
    """
    tenant_id = _tenant.get()
    if tenant_id is None:
        raise TenantError("no tenant is bound: open tenancy.context.tenant_context() first")
    return tenant_id


def bind(wrapper: BaseDatabaseWrapper, tenant_id: int | None) -> None:
    """This function will tell PostgreSQL the tenant of the open transaction; None binds the empty setting.

    Side effect: one statement on the raw cursor, so that query counts and logs show the application's queries alone.
    """
    with wrapper.connection.cursor() as cursor:
        cursor.execute(
            "select set_config('app.tenant_id', %s, true)", ["" if tenant_id is None else str(int(tenant_id))]
        )


def _is_usable() -> bool:
    return (
        connection.in_atomic_block
        and not connection.needs_rollback
        and connection.connection is not None
        and connection.connection.get_transaction_status() == IN_TRANSACTION
    )


@contextmanager
def tenant_context(tenant_id: int) -> Iterator[None]:
    """This function will bind one tenant for the block, and unbind it afterwards.

    Inside an open transaction the database is told at once; otherwise the next transaction is told when it begins.

    :raises TenantError: when another tenant is already bound; one unit of work never spans two tenants.
    """
    outer = _tenant.get()
    if outer not in (None, tenant_id):
        raise TenantError(f"in tenant {outer}, refused switch to {tenant_id}")
    token = _tenant.set(tenant_id)
    try:
        if connection.in_atomic_block:
            bind(connection, tenant_id)
        yield
    finally:
        _tenant.reset(token)
        if _is_usable():
            bind(connection, outer)


@contextmanager
def tenant_atomic(tenant_id: int) -> Iterator[None]:
    """This function will open one transaction bound to one tenant for the block.

    :raises TenantError: when another tenant is already bound.
    """
    with tenant_context(tenant_id), transaction.atomic():
        yield


def tenant_stream(tenant_id: int, parts: Iterable[T]) -> Iterator[T]:
    """This function will yield ``parts`` inside a transaction of the tenant.

    A streamed response is read after the middleware's transaction has ended, so its body opens its own.
    """
    with tenant_atomic(tenant_id):
        yield from parts
