"""Records coming in from elsewhere: files, their mapping, and what was wrong with them."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from tenancy.models import PublicIdField, TenantModel, same_tenant_fk


class ImportKind(models.TextChoices):
    """What a file holds."""

    ACCOUNTS = "accounts", _("Accounts")
    CONTACTS = "contacts", _("Contacts")
    DEALS = "deals", _("Deals")
    SIGNALS = "signals", _("Signals")
    SPEND = "spend", _("Spend")
    TOUCHES = "touches", _("Touches")


class Import(TenantModel):
    """One file on its way in: uploaded, mapped, loading, then done or refused."""

    class Status(models.TextChoices):
        UPLOADED = "uploaded", _("Uploaded")  # waits for its mapping to be confirmed
        QUEUED = "queued", _("Queued")  # also while it is loaded; the job tells how far
        DONE = "done", _("Done")
        REFUSED = "refused", _("Refused")  # nothing was stored; the errors say why
        CANCELLED = "cancelled", _("Cancelled")

    public_id = PublicIdField()
    kind = models.CharField(max_length=8, choices=ImportKind)
    source = models.CharField(max_length=40, default="file")
    file_name = models.CharField(max_length=255)
    file_size = models.BigIntegerField()
    file_digest = models.CharField(max_length=64)  # hex SHA-256
    format = models.CharField(max_length=6, blank=True, default="")  # csv | xlsx | ndjson
    header = models.JSONField(default=list)  # of the file that was loaded or refused row by row
    mapping = models.JSONField(default=dict)
    skip_invalid = models.BooleanField(default=False)
    status = models.CharField(max_length=9, choices=Status, default=Status.UPLOADED)
    job_public_id = models.UUIDField(null=True)
    rows_total = models.BigIntegerField(null=True)
    rows_created = models.BigIntegerField(default=0)
    rows_updated = models.BigIntegerField(default=0)
    rows_unchanged = models.BigIntegerField(default=0)
    rows_rejected = models.BigIntegerField(default=0)
    rows_waiting = models.BigIntegerField(default=0)  # held back until a person says which account they are
    rows_left_out = models.BigIntegerField(default=0)  # sound, but a later row or a newer record says the same
    refusal = models.JSONField(
        null=True
    )  # {"code", "detail", "params", "line", "column"} of a file that could not be read
    created_by = models.ForeignKey("users.User", models.SET_NULL, null=True, related_name="+", db_index=False)
    created_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "import"
        constraints = [models.UniqueConstraint(fields=["tenant", "public_id"], name="import_public_id")]
        indexes = [models.Index(fields=["tenant", "-created_at", "-id"], name="import_newest")]


class ImportChunk(TenantModel):
    """A piece of an uploaded file, in PostgreSQL so that any worker can read it. Gone when the import has ended."""

    imported = same_tenant_fk("crm.Import", related_name="chunks")
    position = models.IntegerField()
    data = models.BinaryField()

    class Meta:
        db_table = "import_chunk"
        constraints = [models.UniqueConstraint(fields=["tenant", "imported", "position"], name="import_chunk_once")]


class ImportIssue(TenantModel):
    """One thing wrong with one row of a file."""

    imported = same_tenant_fk("crm.Import", related_name="issues")
    line = models.BigIntegerField(null=True)
    column = models.CharField(max_length=200, blank=True, default="")
    code = models.CharField(max_length=40)
    params = models.JSONField(default=dict)  # for the blanks of the code's sentence, which each reader's language has
    is_note = models.BooleanField(default=False)  # told, but no fault of the row
    raw = models.JSONField(null=True)  # the row as it stood in the file

    class Meta:
        db_table = "import_issue"


class WaitingRow(TenantModel):
    """A company of a file that several accounts fit: read, but not loaded until a person says which one it is.

    Writers: ``import_write``, ``crm.services.matching``. A company waits once, with what was last said of it.
    """

    public_id = PublicIdField()
    imported = same_tenant_fk("crm.Import", related_name="waiting")
    line = models.BigIntegerField()
    source = models.CharField(max_length=40)
    identity = models.CharField(max_length=600)  # crm.domain.waiting: its key, else name, domain and country
    name = models.CharField(max_length=300)
    values = models.JSONField()  # field → value as the upsert takes it, so that it is loaded as it was read
    created_at = models.DateTimeField()

    class Meta:
        db_table = "import_waiting"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "public_id"], name="import_waiting_public_id"),
            models.UniqueConstraint(fields=["tenant", "source", "identity"], name="import_waiting_once"),
        ]
        indexes = [models.Index(fields=["tenant", "name", "id"], name="import_waiting_by_name")]


class FieldMap(TenantModel):
    """A mapping worth keeping: offered again when a file with the same headers comes."""

    kind = models.CharField(max_length=8, choices=ImportKind)
    source = models.CharField(max_length=40)
    header_digest = models.CharField(max_length=64)
    mapping = models.JSONField()
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "field_map"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "kind", "source", "header_digest"], name="field_map_once")
        ]
