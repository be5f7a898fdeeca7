"""PostgreSQL itself is asked whether every tenant table is locked, and whether the serving role could open one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from tenancy.context import tenant_context
from tenancy.models import TenantModel

pytestmark = pytest.mark.django_db

TENANT_TABLES = sorted(model._meta.db_table for model in apps.get_models() if issubclass(model, TenantModel))

# Outside row-level security, and why.
GLOBAL_TABLES = {
    "tenant": "it is what the policies are about",
    "user": "a person may belong to several workspaces",
    "membership": "read to find the tenant",
    "api_key": "read by digest to find the tenant",
    "invitation": "read by digest before the invited person is a member",
    "outbox_worker": "a worker's heartbeat belongs to the installation",
    "outbox_slot": "a turn of the clock belongs to the installation",
    "account_emailaddress": "django-allauth: belongs to the user",
    "account_emailconfirmation": "django-allauth: belongs to the user",
    "auth_group": "Django's own, unused",
    "auth_group_permissions": "Django's own, unused",
    "auth_permission": "Django's own, unused",
    "user_groups": "Django's own, unused",
    "user_user_permissions": "Django's own, unused",
    "django_content_type": "Django's own",
    "django_migrations": "Django's own",
    "django_session": "read before the tenant is known",
}

# Rows of logs, whose ids are numbers: nothing checks that their tenant exists but the policy.
LOGS = {"deal_score_change", "fact_change", "fit_score_change", "outbox_message", "tier_outsider"}

POLICY = "(tenant_id = ( SELECT app_tenant() AS app_tenant))"

# SECURITY DEFINER functions: each filters by the tenant or tells ids alone.
DEFINER_FUNCTIONS = {
    "account_search": "abs_search",
    "outbox_due_messages": "abs_search",
    "outbox_due_jobs": "abs_search",
    "outbox_overdue_seconds": "abs_search",
    "statistics_refresh": "abs_owner",  # takes and tells nothing; only an owner may ANALYZE
}


def rows(sql: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def test_every_table_is_a_tenants_or_on_the_list_with_a_reason():
    tables = {row[0] for row in rows("select tablename from pg_tables where schemaname = 'public'")}
    assert tables == set(TENANT_TABLES) | set(GLOBAL_TABLES)


def test_every_table_with_a_tenant_column_is_a_tenant_model_or_on_the_list():
    found = rows(
        "select table_name from information_schema.columns where column_name = 'tenant_id' and table_schema = 'public'"
    )
    assert {row[0] for row in found} - set(TENANT_TABLES) == {"membership", "api_key", "invitation"}


@pytest.mark.parametrize("table", TENANT_TABLES)
def test_a_tenant_table_forces_exactly_the_one_policy(table: str):
    with connection.cursor() as cursor:
        cursor.execute("select relrowsecurity, relforcerowsecurity from pg_class where relname = %s", [table])
        assert cursor.fetchone() == (True, True)
        cursor.execute(
            "select polcmd, polpermissive, pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid), "
            "polroles "
            "from pg_policy where polrelid = %s::regclass",
            [f'"{table}"'],
        )
        assert cursor.fetchall() == [("*", True, POLICY, POLICY, [0])]


@pytest.mark.parametrize("table", TENANT_TABLES)
def test_a_tenant_table_is_analysed_by_what_one_workspace_adds_however_large_it_is(table: str):
    found = rows(f"select unnest(reloptions) from pg_class where relname = '{table}' and relkind = 'r'")
    assert {("autovacuum_analyze_threshold=5000",), ("autovacuum_analyze_scale_factor=0",)} <= set(found)


def test_keys_between_tenant_tables_carry_the_tenant():
    leaving_out = rows("""
        select conname from pg_constraint k
         where contype = 'f'
           and exists (select 1 from pg_attribute a where a.attrelid = k.confrelid and a.attname = 'tenant_id')
           and not exists (select 1 from pg_attribute a
                            where a.attrelid = k.conrelid and a.attname = 'tenant_id' and a.attnum = any (k.conkey))
    """)
    assert leaving_out == []


def test_every_same_tenant_key_has_its_constraint_in_the_database():
    from tenancy.models import SameTenantKey

    wanted = {
        (model._meta.db_table, field.column)
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, SameTenantKey)
    }
    found = rows("""
        select k.conrelid::regclass::text, a.attname from pg_constraint k
          join pg_attribute a on a.attrelid = k.conrelid and a.attnum = any (k.conkey) and a.attname <> 'tenant_id'
         where k.contype = 'f' and array_length(k.conkey, 1) = 2 and k.convalidated
    """)
    assert wanted - {(str(table).strip('"'), column) for table, column in found} == set()


def test_only_tables_that_a_key_points_at_carry_the_unique_index_that_serves_it():
    pointed_at = rows("select distinct confrelid::regclass::text from pg_constraint where conname like '%_same_tenant'")
    unique = rows("""
        select conrelid::regclass::text from pg_constraint k join pg_class c on c.oid = k.conrelid
         where contype = 'u' and conname = c.relname || '_tenant_id_id'
    """)
    assert sorted(unique) == sorted(pointed_at)


def test_every_row_names_an_existing_tenant_itself_or_by_keys_that_are_never_null():
    """One key says it; a second would cost a query per row written, as would a key of a log's rows."""
    keys = rows("""
        select k.conrelid::regclass::text, k.confrelid::regclass::text
          from pg_constraint k join pg_attribute a on a.attrelid = k.conrelid and a.attnum = any (k.conkey)
         where k.contype = 'f' and k.conrelid <> k.confrelid
           and exists (select 1 from pg_attribute t
                        where t.attrelid = k.conrelid and t.attname = 'tenant_id' and t.attnum = any (k.conkey))
         group by k.oid, 1, 2 having bool_and(a.attnotnull)
    """)
    leads = {"tenant"}
    while found := {str(table) for table, to in keys if to in leads} - leads:
        leads |= found
    assert set(TENANT_TABLES) - leads == LOGS
    named = {table for table, to in keys if to == "tenant"}
    assert {table for table, to in keys if to != "tenant"} & named == set()


def test_the_serving_role_can_delete_no_tenant(db: None):
    assert rows("select has_table_privilege('tenant', 'DELETE')") == [(False,)]


def test_every_same_tenant_key_is_served_by_one_index_and_by_no_two_of_which_one_is_idle():
    from tenancy.models import SameTenantKey

    leading = rows("""
        select i.indrelid::regclass::text, a.attname, count(*),
               count(*) filter (where cardinality(i.indkey::int2[]) = 2)
          from pg_index i join pg_attribute t on t.attrelid = i.indrelid and t.attname = 'tenant_id'
          join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[1]
         where i.indkey[0] = t.attnum and i.indpred is null and i.indnkeyatts >= 2 group by 1, 2
    """)
    found = {
        (str(table).strip('"'), str(column)): (int(str(every)), int(str(narrow)))
        for table, column, every, narrow in leading
    }
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if isinstance(field, SameTenantKey):
                every, narrow = found.get((model._meta.db_table, field.column), (0, 0))
                assert every >= 1, (model, field.name)
                assert narrow == 0 or every == 1, (model, field.name)


def test_unique_indexes_of_tenant_tables_begin_with_the_tenant():
    found = rows("""
        select i.indexrelid::regclass::text from pg_index i
          join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
          join pg_attribute t on t.attrelid = c.oid and t.attname = 'tenant_id'
         where n.nspname = 'public' and i.indisunique and not i.indisprimary and i.indkey[0] <> t.attnum
           and c.relname not in ('membership', 'api_key', 'invitation')
    """)
    assert found == []


def test_the_serving_role_can_bypass_nothing():
    assert rows("select current_user::text") == [("abs_app",)]
    assert rows(
        "select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles where rolname = current_user"
    ) == [(False, False, False, False)]
    assert rows("select count(*) from pg_class where relowner = current_user::regrole and relpersistence <> 't'") == [
        (0,)
    ]
    assert rows("select count(*) from pg_proc where proowner = current_user::regrole") == [(0,)]
    assert rows("select roleid::regrole::text from pg_auth_members where member = current_user::regrole") == []
    assert rows("select has_schema_privilege('public', 'CREATE')") == [(False,)]
    truncatable = (
        "select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace "
        "where n.nspname = 'public' and c.relkind = 'r' and has_table_privilege(c.oid, 'TRUNCATE')"
    )
    assert rows(truncatable) == []


def test_definer_functions_are_few_pinned_and_not_for_everybody():
    found = rows("""
        select p.proname, p.proowner::regrole::text, p.proconfig::text,
               has_function_privilege('abs_backup', p.oid, 'EXECUTE')
          from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = 'public' and p.prosecdef
    """)
    assert {str(name) for name, *_ in found} == set(DEFINER_FUNCTIONS)
    for name, owner, config, everybody in found:
        assert owner == DEFINER_FUNCTIONS[str(name)], name
        assert "search_path=" in str(config), name
        assert everybody is False, name


def test_views_run_as_their_caller_and_nothing_is_materialised():
    assert rows("select matviewname from pg_matviews where schemaname = 'public'") == []
    unsafe = rows("""
        select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where c.relkind = 'v' and n.nspname = 'public'
           and not coalesce('security_invoker=true' = any (c.reloptions), false)
    """)
    assert unsafe == []


def test_the_audit_log_can_only_grow(as_acme):
    for statement in ("update audit_entry set action = 'x'", "delete from audit_entry", "truncate audit_entry"):
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


@pytest.mark.parametrize("table", TENANT_TABLES)
def test_a_row_of_another_tenant_is_refused_by_the_policy(table: str, acme, globex):
    with (
        tenant_context(acme.pk),
        pytest.raises(DatabaseError, match="row-level security"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f'insert into "{table}" (tenant_id) values (%s)', [globex.pk])


@pytest.fixture
def no_tenant_bound(db: None) -> Callable[[str], None]:
    def execute(statement: str) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)

    return execute


@pytest.mark.parametrize("table", TENANT_TABLES)
def test_without_a_tenant_an_insert_is_an_error(table: str, no_tenant_bound: Callable[[str], None]):
    with pytest.raises(DatabaseError, match=r"app\.tenant_id is not set"):
        no_tenant_bound(f'insert into "{table}" (tenant_id) values (1)')
