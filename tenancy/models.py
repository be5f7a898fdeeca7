"""The tenant, and what every row of a tenant has in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.db import models
from django.db.models.functions import Now

from tenancy.context import required_tenant_id

M = TypeVar("M", bound=models.Model)

if TYPE_CHECKING:
    UuidField = models.UUIDField[Any, Any]
else:
    UuidField = models.UUIDField


class CurrentTenant(models.Func):
    """The tenant of the running transaction, read by PostgreSQL itself."""

    template = "app_tenant()"
    output_field = models.BigIntegerField()
    allowed_default = True


class RandomUuid(models.Func):
    """A random identifier made by PostgreSQL, so that set-based inserts need no Python."""

    template = "gen_random_uuid()"
    output_field = models.UUIDField()
    allowed_default = True


class Tenant(models.Model):
    """One company's workspace. Outside row-level security: it is what the security is about.

    Written by ``users.services`` (creation, settings) alone.
    """

    slug = models.SlugField(max_length=50, unique=True)
    name = models.CharField(max_length=200)
    currency = models.CharField(max_length=3, default="EUR")  # ISO 4217; every metric is told in it
    timezone = models.CharField(max_length=64, default="UTC")  # IANA name; days and periods begin at its midnight
    language = models.CharField(max_length=10, default="en")  # BCP 47; formats numbers and dates
    features = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "tenant"


class PublicIdField(UuidField):
    """The identifier shown outside. Random, so that a number betrays nothing about other tenants."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("db_default", RandomUuid())
        kwargs.setdefault("editable", False)
        super().__init__(**kwargs)


class TenantQuerySet(models.QuerySet[M]):
    """Rows of one tenant."""


class TenantManager(models.Manager[M]):
    """Adds the tenant to every query: the second lock, and the planner's exact estimate."""

    def get_queryset(self) -> TenantQuerySet[M]:
        """Return this tenant's rows.

        :raises TenantError: when no tenant is bound.
        """
        return TenantQuerySet(self.model, using=self._db).filter(tenant_id=required_tenant_id())

    @classmethod
    def from_queryset(cls, queryset_class: type[Any], class_name: str | None = None) -> type[Self]:
        """Make a manager with the queryset's methods that keeps the tenant filter."""
        made = super().from_queryset(queryset_class, class_name)

        def get_queryset(self: Any) -> Any:
            return queryset_class(self.model, using=self._db).filter(tenant_id=required_tenant_id())

        made.get_queryset = get_queryset  # type: ignore[method-assign]
        return made


class TenantModel(models.Model):
    """A row that belongs to exactly one tenant and is invisible to every other.

    Django's own constraint is off: ``tenancy.operations.TenantTable`` writes it where no other key implies it.
    """

    tenant = models.ForeignKey(
        Tenant,
        models.PROTECT,
        related_name="+",
        editable=False,
        db_default=CurrentTenant(),
        db_constraint=False,
        db_index=False,
    )
    objects = TenantManager()

    class Meta:
        abstract = True


class TenantLog(TenantModel):
    """A row of a log that grows by a row for every object at once, so that its ids are numbers and no keys.

    Not even the tenant is checked, which would cost a query a row: the policy lets in the tenant of the transaction
    alone, and no workspace is ever deleted by the serving role.
    """

    tenant = models.ForeignKey(
        Tenant,
        models.DO_NOTHING,
        related_name="+",
        editable=False,
        db_default=CurrentTenant(),
        db_constraint=False,
        db_index=False,
    )

    class Meta:
        abstract = True


class SameTenantKey(models.ForeignKey[Any, Any]):
    """A key between two tenant rows.

    Django's own constraint is off: ``tenancy.operations.TenantTable`` writes ``FOREIGN KEY (tenant_id, x_id)`` instead,
    because a plain foreign key ignores row-level security and could point at another tenant's row.
    """

    def __init__(self, to: Any, on_delete: Any = models.CASCADE, **kwargs: Any) -> None:
        kwargs["db_constraint"] = False
        kwargs.setdefault("db_index", False)  # TenantTable writes the index that leads with the tenant
        super().__init__(to, on_delete, **kwargs)


def same_tenant_fk(to: str, *, on_delete: Any = models.CASCADE, null: bool = False, related_name: str = "+") -> Any:
    """This function will return a foreign key to a row of the same tenant; ``blank`` follows ``null``."""
    return SameTenantKey(to, on_delete, null=null, blank=null, related_name=related_name)
