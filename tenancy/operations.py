"""The one migration operation that turns a table into a tenant's table.

After ``CreateModel`` of a tenant model write ``TenantTable("Account")``; for a same-tenant key added to an existing
table write ``TenantKey("Account", "parent")``. ``TenantTable`` emits everything the house asks of a tenant table: a
composite foreign key (and its index) for each same-tenant key, ``UNIQUE (tenant_id, id)`` on every table that such a
key points at (only there: it is one more index to write), the foreign key to the tenant where no other key leads there,
``ENABLE`` and ``FORCE`` row-level security, the one policy, and how often the planner looks at the table. When two
tables of one migration point at each other, or a key points at a table created later, put the ``TenantTable``
operations at the end of the migration.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from tenancy.models import SameTenantKey

# Where the host does not let the owner bypass row-level security, it and the two roles that read across tenants get a
# policy instead; abs_app never does. With BYPASSRLS there is no second policy.
_HOUSE_POLICY = """
do $$ begin
    if not (select rolbypassrls or rolsuper from pg_roles where rolname = current_user) then
        create policy house on "{table}" to abs_owner, abs_search, abs_backup using (true) with check (true);
    end if;
end $$
"""

# By the tenth of a table that PostgreSQL waits for otherwise, a workspace may grow for months beside large ones while
# one row is expected of it, and its lists are joined row by row.
_ANALYSED = "autovacuum_analyze_threshold = 5000, autovacuum_analyze_scale_factor = 0"

# before the first key that points at a table, never twice
_UNIQUE = """
do $$ begin
    if not exists (select from pg_constraint where conrelid = '"{table}"'::regclass and conname = '{name}') then
        alter table "{table}" add constraint "{name}" unique (tenant_id, id);
    end if;
end $$
"""

ON_DELETE: dict[Any, str] = {models.CASCADE: "cascade", models.PROTECT: "no action"}


def _is_indexed(model: type[models.Model], field: SameTenantKey) -> bool:
    """Whether an index or constraint of the model begins with the tenant and this key: it serves the key too."""
    meta = model._meta
    whole = [c.fields for c in meta.constraints if isinstance(c, models.UniqueConstraint) and c.condition is None]
    whole += [index.fields for index in meta.indexes if index.condition is None]
    return any(list(fields[:2]) == ["tenant", field.name] for fields in whole)


def _names_the_tenant(model: type[models.Model]) -> bool:
    """Whether the table needs a key to the tenant of its own.

    A key that is never null leads to a row whose tenant is known, and a log is not checked (``TenantLog``): each check
    is a query per row written.
    """
    fields = model._meta.local_fields
    is_led = any(isinstance(f, SameTenantKey) and not f.null and f.remote_field.model is not model for f in fields)
    is_log = any(
        isinstance(f, models.ForeignKey) and f.name == "tenant" and f.remote_field.on_delete is models.DO_NOTHING
        for f in fields
    )
    return not is_led and not is_log


def _key_sql(model: type[models.Model], field: SameTenantKey) -> list[str]:
    table, column = model._meta.db_table, field.column
    remote = field.remote_field.model._meta.db_table
    on_delete = field.remote_field.on_delete
    action = f'set null ("{column}")' if on_delete is models.SET_NULL else ON_DELETE[on_delete]
    name = f"{table}_{column}_same_tenant"[:63]
    key = (
        f'alter table "{table}" add constraint "{name}" foreign key (tenant_id, "{column}") '
        f'references "{remote}" (tenant_id, id) on delete {action} deferrable initially deferred'
    )
    statements = [_UNIQUE.format(table=remote, name=f"{remote}_tenant_id_id"), key]
    if not field.unique and not _is_indexed(model, field):
        index = f"{table}_{column}_idx"[:63]
        statements.append(f'create index "{index}" on "{table}" (tenant_id, "{column}")')
    return statements


class TenantTable(Operation):
    """Put a model's table behind row-level security and give it its composite keys."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, name: str) -> None:
        self.name = name

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Change nothing in the model state: all of it is the database's."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Emit the constraints, the policy and the force."""
        model = to_state.apps.get_model(app_label, self.name)
        table = model._meta.db_table
        if _names_the_tenant(model):
            schema_editor.execute(
                f'alter table "{table}" add constraint "{table}_tenant" foreign key (tenant_id) '
                "references tenant (id) deferrable initially deferred"
            )
        for field in model._meta.local_fields:
            if isinstance(field, SameTenantKey):
                for statement in _key_sql(model, field):
                    schema_editor.execute(statement)
        schema_editor.execute(f'alter table "{table}" enable row level security')
        schema_editor.execute(f'alter table "{table}" force row level security')
        schema_editor.execute(
            f'create policy tenant on "{table}" using (tenant_id = (select app_tenant())) '
            f"with check (tenant_id = (select app_tenant()))"
        )
        schema_editor.execute(_HOUSE_POLICY.format(table=table))
        schema_editor.execute(f'alter table "{table}" set ({_ANALYSED})')

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Take the policy and the composite keys away again."""
        model = from_state.apps.get_model(app_label, self.name)
        table = model._meta.db_table
        schema_editor.execute(
            f'alter table "{table}" reset (autovacuum_analyze_threshold, autovacuum_analyze_scale_factor)'
        )
        schema_editor.execute(f'drop policy tenant on "{table}"')
        schema_editor.execute(f'drop policy if exists house on "{table}"')
        schema_editor.execute(f'alter table "{table}" no force row level security')
        schema_editor.execute(f'alter table "{table}" disable row level security')
        for field in model._meta.local_fields:
            if isinstance(field, SameTenantKey):
                name = f"{table}_{field.column}_same_tenant"[:63]
                schema_editor.execute(f'alter table "{table}" drop constraint "{name}"')
                schema_editor.execute(f'drop index if exists "{table}_{field.column}_idx"'[:200])
        schema_editor.execute(f'alter table "{table}" drop constraint if exists "{table}_tenant"')
        schema_editor.execute(f'alter table "{table}" drop constraint if exists "{table}_tenant_id_id" cascade')

    def describe(self) -> str:
        """Say what the operation does."""
        return f"Put {self.name} behind row-level security"

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """Return how to write the operation down."""
        return (self.__class__.__qualname__, [self.name], {})


class TenantKey(Operation):
    """Write the composite key of a same-tenant foreign key that was added to an existing table."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, name: str, field: str) -> None:
        self.name = name
        self.field = field

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Change nothing in the model state."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Emit the key and its index."""
        model = to_state.apps.get_model(app_label, self.name)
        field = model._meta.get_field(self.field)
        if not isinstance(field, SameTenantKey):
            raise TypeError(f"{self.name}.{self.field} is not a same-tenant key")
        for statement in _key_sql(model, field):
            schema_editor.execute(statement)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Drop the key and its index."""
        model = from_state.apps.get_model(app_label, self.name)
        table, column = model._meta.db_table, model._meta.get_field(self.field).column
        schema_editor.execute(f'alter table "{table}" drop constraint "{table}_{column}_same_tenant"')
        schema_editor.execute(f'drop index if exists "{table}_{column}_idx"')

    def describe(self) -> str:
        """Say what the operation does."""
        return f"Key {self.name}.{self.field} within its tenant"

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """Return how to write the operation down."""
        return (self.__class__.__qualname__, [self.name, self.field], {})
