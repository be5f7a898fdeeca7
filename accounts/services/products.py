"""The products we sell, gathered from the deals that name them."""

from __future__ import annotations

from django.db import connection, transaction

from tenancy.context import required_tenant_id

# Set-based because a file may bring a million deals; what exists stays as it is.
COLLECT = """
insert into product (tenant_id, name, is_active)
select distinct d.tenant_id, named.name, true from deal d cross join lateral unnest(d.products) as named (name)
 where d.tenant_id = %(tenant)s and d.products is not null and named.name <> ''
   and not exists (select 1 from product p where p.tenant_id = d.tenant_id and p.name = named.name)
on conflict do nothing
"""


@transaction.atomic
def products_collect() -> int:
    """This function will add every product that a deal names and the workspace does not know yet; return how many."""
    with connection.cursor() as cursor:
        cursor.execute(COLLECT, {"tenant": required_tenant_id()})
        return int(cursor.rowcount)
