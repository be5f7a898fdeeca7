"""The tenant table, and the function by which every policy knows the tenant."""

import django.db.models.functions.datetime
from django.db import migrations, models

# STABLE lets `(select app_tenant())` become an initplan: once a statement, not once a row. It raises when nothing is
# bound: a policy that answered "no rows" would let ADD FOREIGN KEY validate against nothing.
APP_TENANT = """
create function app_tenant() returns bigint language plpgsql stable parallel safe as $$
declare v text := current_setting('app.tenant_id', true);
begin
  if v is null or v = '' then
    raise exception 'app.tenant_id is not set' using errcode = '42501';
  end if;
  return v::bigint;
end $$;
grant execute on function app_tenant() to abs_app, abs_search, abs_backup;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies: list = []
    operations = [
        migrations.RunSQL("create extension if not exists pg_trgm", migrations.RunSQL.noop),
        migrations.RunSQL("create extension if not exists btree_gin", migrations.RunSQL.noop),
        migrations.RunSQL(APP_TENANT, "drop function app_tenant()"),
        migrations.CreateModel(
            name="Tenant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(unique=True)),
                ("name", models.CharField(max_length=200)),
                ("currency", models.CharField(default="EUR", max_length=3)),
                ("timezone", models.CharField(default="UTC", max_length=64)),
                ("language", models.CharField(default="en", max_length=10)),
                ("features", models.JSONField(blank=True, default=dict)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={"db_table": "tenant"},
        ),
    ]
