"""The start-up refusal: the product never serves as a role that could see across tenants."""

from __future__ import annotations

from django.db import connection

from common.errors import AbsError

# A temporary table is its session's own and holds no stored row: every process that took records in has one.
ROLE_SQL = """
select r.rolname, r.rolsuper, r.rolbypassrls,
       exists(select 1 from pg_class c where c.relowner = r.oid and c.relkind in ('r', 'p') and c.relpersistence <> 't')
  from pg_roles r where r.rolname = current_user
"""


class UnsafeRoleError(AbsError):
    """The database role could bypass row-level security."""

    code = "unsafe_database_role"


def assert_role() -> None:
    """This function will refuse to go on as a superuser, a table owner or a role that bypasses row-level security.

    :raises UnsafeRoleError: naming the role and what to do.
    """
    with connection.cursor() as cursor:
        cursor.execute(ROLE_SQL)
        row = cursor.fetchone()
    name, is_super, bypasses, owns = row
    if is_super or bypasses or owns:
        why = "is a superuser" if is_super else "bypasses row-level security" if bypasses else "owns tables"
        raise UnsafeRoleError(
            f"refusing to serve as database role {name!r}: it {why}. "
            "Point DATABASE_URL at abs_app (docs/operations.md)."
        )
