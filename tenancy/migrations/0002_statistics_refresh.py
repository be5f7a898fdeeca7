"""A way for the serving role to have the planner's statistics renewed after it filled tables.

Until autovacuum comes by, PostgreSQL plans for the tables as they were. Only an owner may ANALYZE; this function does
nothing else, takes no argument and tells nothing.
"""

from django.db import migrations

FUNCTION = """
create function statistics_refresh() returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare filled text;
begin
  for filled in
    select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
     where n.nspname = 'public' and c.relkind = 'r' order by c.relname
  loop
    execute format('analyze public.%I', filled);
  end loop;
end $$;
revoke execute on function statistics_refresh() from public;
grant execute on function statistics_refresh() to abs_app;
"""


class Migration(migrations.Migration):
    dependencies = [("tenancy", "0001_initial")]
    operations = [migrations.RunSQL(FUNCTION, "drop function statistics_refresh()")]
