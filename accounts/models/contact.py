"""The people in a company."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from tenancy.models import PublicIdField, TenantModel, same_tenant_fk


class Contact(TenantModel):
    """A person at an account: an entry point. Persona and buying role are ``personas``' to say.

    Writer: ``contact_upsert``.
    """

    class Status(models.TextChoices):
        ACTIVE = "active", _("Active")
        LEFT = "left", _("Left")

    public_id = PublicIdField()
    source = models.CharField(max_length=40, default="manual")
    external_id = models.CharField(max_length=200)
    account = same_tenant_fk("accounts.Account", null=True, related_name="contacts")
    account_ref = models.CharField(max_length=300, blank=True, default="")  # as given, when no account matched
    first_name = models.CharField(max_length=120, blank=True, default="")
    last_name = models.CharField(max_length=120, blank=True, default="")
    name_key = models.CharField(max_length=250, db_collation="C", blank=True, default="")  # normalised "first last"
    email = models.EmailField(blank=True, default="")
    email_key = models.CharField(max_length=254, db_collation="C", blank=True, default="")  # lower case
    phone = models.CharField(max_length=60, blank=True, default="")
    title = models.CharField(max_length=300, blank=True, default="")
    department = models.CharField(max_length=60, null=True)  # noqa: DJ001 - null: unknown
    seniority = models.CharField(max_length=60, null=True)  # noqa: DJ001
    language = models.CharField(max_length=10, null=True)  # noqa: DJ001
    status = models.CharField(max_length=6, choices=Status, default=Status.ACTIVE)
    custom = models.JSONField(default=dict)
    version = models.IntegerField(default=1)
    updated_at_source = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "contact"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "public_id"], name="contact_public_id"),
            models.UniqueConstraint(fields=["tenant", "source", "external_id"], name="contact_external_id"),
        ]
        indexes = [
            models.Index(fields=["tenant", "name_key", "id"], name="contact_by_name"),
            models.Index(fields=["tenant", "email_key"], name="contact_by_email"),
            models.Index(fields=["tenant", "updated_at", "public_id"], name="contact_by_update"),
        ]
