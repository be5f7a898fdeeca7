"""The sweep looks across tenants through three functions that tell ids and nothing else.

They belong to abs_search, which nobody can log in as, and run with a pinned search_path; only abs_app may call them.
"""

from django.db import migrations

FORWARDS = """
grant update (rung_at) on outbox_job to abs_search;

create function outbox_due_messages(late interval) returns table (tenant_id bigint, consumer text)
language sql volatile security definer set search_path = pg_catalog as $$
  select m.tenant_id, m.consumer::text from public.outbox_message m
   where m.dead_at is null and m.available_at < clock_timestamp() - late
   group by m.tenant_id, m.consumer
$$;

create function outbox_due_jobs(late interval, again interval, most integer)
returns table (tenant_id bigint, job_id bigint, kind text)
language sql volatile security definer set search_path = pg_catalog as $$
  with due as (
    select j.id from public.outbox_job j
     where j.state in ('queued', 'running') and j.available_at < clock_timestamp() - late
       and (j.rung_at is null or j.rung_at < clock_timestamp() - again)
     order by j.available_at limit most for update skip locked)
  update public.outbox_job j set rung_at = clock_timestamp() from due where j.id = due.id
  returning j.tenant_id, j.id, j.kind::text
$$;

create function outbox_overdue_seconds() returns double precision
language sql volatile security definer set search_path = pg_catalog as $$
  select coalesce(extract(epoch from clock_timestamp() - least(
    (select min(m.available_at) from public.outbox_message m where m.dead_at is null),
    (select min(j.available_at) from public.outbox_job j where j.state in ('queued', 'running'))
  )), 0)::double precision
$$;

alter function outbox_due_messages(interval) owner to abs_search;
alter function outbox_due_jobs(interval, interval, integer) owner to abs_search;
alter function outbox_overdue_seconds() owner to abs_search;
revoke all on function outbox_due_messages(interval) from public;
revoke all on function outbox_due_jobs(interval, interval, integer) from public;
revoke all on function outbox_overdue_seconds() from public;
grant execute on function outbox_due_messages(interval) to abs_app;
grant execute on function outbox_due_jobs(interval, interval, integer) to abs_app;
grant execute on function outbox_overdue_seconds() to abs_app;
"""

BACKWARDS = """
drop function outbox_overdue_seconds();
drop function outbox_due_jobs(interval, interval, integer);
drop function outbox_due_messages(interval);
revoke update (rung_at) on outbox_job from abs_search;
"""


class Migration(migrations.Migration):
    dependencies = [("outbox", "0001_initial")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
