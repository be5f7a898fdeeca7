"""The flows between tiers, kept by the statement that writes the stays.

A stay says when it began and where from, and when it ended and where to; ``tier_flow`` holds the sums of both, an
instant and pair of tiers a row. Stays are written by runs, by hand and by decisions, and they go with their account,
which a room below this one deletes: triggers see all of that. They fire once a statement, however many rows it wrote.
What an update leaves as it was cancels out.
"""

from django.db import migrations

FORWARDS = """
create function tier_flow_add() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  insert into tier_flow (tenant_id, tier_id, other_id, at, came, went)
  select tenant_id, tier_id, came_from_id, entered_at, count(*), 0 from new_stays group by 1, 2, 3, 4
   union all
  select tenant_id, tier_id, went_to_id, left_at, 0, count(*) from new_stays where left_at is not null
   group by 1, 2, 3, 4;
  return null;
end $$;
create function tier_flow_take() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  insert into tier_flow (tenant_id, tier_id, other_id, at, came, went)
  select tenant_id, tier_id, came_from_id, entered_at, -count(*), 0 from old_stays group by 1, 2, 3, 4
   union all
  select tenant_id, tier_id, went_to_id, left_at, 0, -count(*) from old_stays where left_at is not null
   group by 1, 2, 3, 4;
  return null;
end $$;
create function tier_flow_change() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  insert into tier_flow (tenant_id, tier_id, other_id, at, came, went)
  select tenant_id, tier_id, other_id, at, sum(came), sum(went)
    from (select tenant_id, tier_id, came_from_id as other_id, entered_at as at, 1 as came, 0 as went from new_stays
           union all
          select tenant_id, tier_id, came_from_id, entered_at, -1, 0 from old_stays
           union all
          select tenant_id, tier_id, went_to_id, left_at, 0, 1 from new_stays where left_at is not null
           union all
          select tenant_id, tier_id, went_to_id, left_at, 0, -1 from old_stays where left_at is not null) told
   group by 1, 2, 3, 4 having sum(came) <> 0 or sum(went) <> 0;
  return null;
end $$;
create trigger tier_flow_added after insert on tier_assignment referencing new table as new_stays
  for each statement execute function tier_flow_add();
create trigger tier_flow_taken after delete on tier_assignment referencing old table as old_stays
  for each statement execute function tier_flow_take();
create trigger tier_flow_changed after update on tier_assignment
  referencing old table as old_stays new table as new_stays
  for each statement execute function tier_flow_change();
"""

BACKWARDS = """
drop trigger tier_flow_added on tier_assignment;
drop trigger tier_flow_taken on tier_assignment;
drop trigger tier_flow_changed on tier_assignment;
drop function tier_flow_add();
drop function tier_flow_take();
drop function tier_flow_change();
"""


class Migration(migrations.Migration):
    dependencies = [("tiers", "0001_initial")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
