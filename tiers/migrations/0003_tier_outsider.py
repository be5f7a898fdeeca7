"""The accounts that stand in no tier, kept by the statements that write accounts and stays.

Who is nowhere has no row to be found by: without this table a list of the few takes comparing every account with every
stay. An account is outside from its birth, until a stay opens, and again from the end of a stay that leads nowhere;
triggers see all of that, as they do for the flows. They fire once a statement, however many rows it wrote.

What they wrote of before is looked up by account, whatever the statistics say: PostgreSQL keeps the plan of a trigger
for as long as the connection lives, and one made for a single account would compare a million with each other, or one
made for a million read all of them for one.
"""

import tenancy.models
import tenancy.operations
from django.db import migrations, models

FUNCTION = """
create function {name}() returns trigger language plpgsql
   set search_path = public, pg_temp set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
begin
  {body}
  return null;
end $$;
"""
# an account that is being deleted takes its stays with it, and is no longer there when they go
OUTSIDE = """
  insert into tier_outsider (tenant_id, account_id)
  select s.tenant_id, s.account_id from {stays} s
   where {ended}
     and exists (select from account a where a.tenant_id = s.tenant_id and a.id = s.account_id)
     and not exists (select from tier_assignment o
                      where o.tenant_id = s.tenant_id and o.account_id = s.account_id and o.left_at is null)
  on conflict do nothing;
"""
INSIDE = """
  delete from tier_outsider o using new_stays s
   where o.tenant_id = s.tenant_id and o.account_id = s.account_id and s.left_at is null;
"""
BODIES = {
    "tier_outsider_born": (
        "insert into tier_outsider (tenant_id, account_id) select tenant_id, id from new_accounts order by id;"
    ),
    "tier_outsider_gone": (
        "delete from tier_outsider o using old_accounts a where o.tenant_id = a.tenant_id and o.account_id = a.id;"
    ),
    "tier_outsider_added": INSIDE,
    # who goes on to another tier is not outside in between
    "tier_outsider_changed": OUTSIDE.format(stays="new_stays", ended="s.left_at is not null and s.went_to_id is null")
    + INSIDE,
    "tier_outsider_taken": OUTSIDE.format(stays="old_stays", ended="s.left_at is null"),
}
TRIGGERS = """
create trigger tier_outsider_born after insert on account
  referencing new table as new_accounts for each statement execute function tier_outsider_born();
create trigger tier_outsider_gone after delete on account
  referencing old table as old_accounts for each statement execute function tier_outsider_gone();
create trigger tier_outsider_added after insert on tier_assignment
  referencing new table as new_stays for each statement execute function tier_outsider_added();
create trigger tier_outsider_changed after update on tier_assignment
  referencing new table as new_stays for each statement execute function tier_outsider_changed();
create trigger tier_outsider_taken after delete on tier_assignment
  referencing old table as old_stays for each statement execute function tier_outsider_taken();
insert into tier_outsider (tenant_id, account_id)
select tenant_id, id from account except select tenant_id, account_id from tier_assignment where left_at is null;
"""
FORWARDS = "".join(FUNCTION.format(name=name, body=body) for name, body in BODIES.items()) + TRIGGERS
BACKWARDS = "".join(
    f"drop trigger {name} on {'account' if name.endswith(('born', 'gone')) else 'tier_assignment'};"
    f"drop function {name}();"
    for name in BODIES
)


class Migration(migrations.Migration):
    dependencies = [("tiers", "0002_tier_flow"), ("accounts", "0002_account_search")]
    operations = [
        migrations.CreateModel(
            name="TierOutsider",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("account_id", models.BigIntegerField()),
                (
                    "tenant",
                    models.ForeignKey(
                        db_constraint=False,
                        db_default=tenancy.models.CurrentTenant(),
                        db_index=False,
                        editable=False,
                        on_delete=models.DO_NOTHING,
                        related_name="+",
                        to="tenancy.tenant",
                    ),
                ),
            ],
            options={
                "db_table": "tier_outsider",
                "constraints": [
                    models.UniqueConstraint(fields=["tenant", "account_id"], name="tier_outsider_once"),
                ],
            },
        ),
        tenancy.operations.TenantTable("TierOutsider"),
        migrations.RunSQL(FORWARDS, BACKWARDS),
    ]
