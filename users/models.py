"""People, the workspaces they belong to, and what they did there.

User, Membership, ApiKey and Invitation are outside row-level security, because they are looked up before a tenant is
known; only ``users`` and ``tenancy`` read them. SavedView, Notification and AuditEntry are the tenant's own rows.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from tenancy.models import PublicIdField, Tenant, TenantModel


class UserManager(BaseUserManager["User"]):
    """Makes users; the e-mail address is the login."""

    def get_by_natural_key(self, username: str | None) -> User:
        """Return the user with this address, whatever its letters' case."""
        return self.get(email=(username or "").lower())

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Store a user with a hashed password; without one the account can only be entered by a reset link."""
        user = self.model(email=email.lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """One person, who may belong to several workspaces. Never a company: that is an Account."""

    class Theme(models.TextChoices):
        AUTO = "auto", _("Auto")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    public_id = PublicIdField(unique=True)
    email = models.EmailField(unique=True)  # stored in lower case
    name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=10, blank=True)  # BCP 47; blank: the workspace's
    theme = models.CharField(max_length=5, choices=Theme, default=Theme.AUTO)
    shortcuts = models.BooleanField(default=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    date_joined = models.DateTimeField(db_default=Now())

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        db_table = "user"

    def get_full_name(self) -> str:
        """Return the name to show: the given one, else the address."""
        return self.name or self.email


class Role(models.TextChoices):
    """What a member may do; the table is ``users.permissions``."""

    READ_ONLY = "read_only", _("Read only")
    REP = "rep", _("Rep")
    MARKETER = "marketer", _("Marketer")
    MANAGER = "manager", _("Manager")
    ADMIN = "admin", _("Admin")


class Membership(models.Model):
    """A user in a workspace, with one role. Written by ``membership_*`` services."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    tenant = models.ForeignKey(Tenant, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=9, choices=Role, default=Role.REP)
    list_columns = models.JSONField(default=dict, blank=True)  # list name -> column keys shown, in order
    muted_kinds = models.JSONField(default=list, blank=True)  # kinds of notification the member does not want
    unread = models.IntegerField(default=0, db_default=0)  # notifications: no page counts them
    last_seen_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "membership"
        constraints = [models.UniqueConstraint(fields=["tenant", "user"], name="membership_once")]


class ApiKey(models.Model):
    """A machine's way in. Only the SHA-256 of the key is kept; the key is shown once."""

    public_id = PublicIdField(unique=True)
    tenant = models.ForeignKey(Tenant, models.CASCADE, related_name="api_keys")
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)  # hex SHA-256
    tail = models.CharField(max_length=6)  # the last characters, to tell keys apart on the page
    scopes = models.JSONField(default=list)  # ["accounts:read", …] or ["*"]
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "api_key"


class Invitation(models.Model):
    """An address asked into a workspace. The link's token is kept only as SHA-256, works once and for seven days."""

    public_id = PublicIdField(unique=True)
    tenant = models.ForeignKey(Tenant, models.CASCADE, related_name="invitations")
    email = models.EmailField()
    role = models.CharField(max_length=9, choices=Role)
    digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "invitation"


class SavedView(TenantModel):
    """A list's filters, sort and columns under a name; private to its maker or shared with the team."""

    public_id = PublicIdField()
    list_name = models.CharField(max_length=40)  # "accounts", "contacts", …
    name = models.CharField(max_length=80)
    query = models.TextField(blank=True)  # the query string, without the leading "?"
    columns = models.JSONField(default=list)
    owner = models.ForeignKey(User, models.CASCADE, related_name="+")
    is_shared = models.BooleanField(default=False)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "saved_view"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "public_id"], name="saved_view_public_id"),
            models.UniqueConstraint(fields=["tenant", "owner", "list_name", "name"], name="saved_view_name_once"),
        ]


class Notification(TenantModel):
    """Something a member should know, shown in the inbox. Written by ``notifications_*`` services.

    The words are made when it is read (``users.notices``), so that they come in the reader's language.
    """

    public_id = PublicIdField()
    user = models.ForeignKey(User, models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=40)  # "<room>.<what happened>", registered in the room's notices.py
    values = models.JSONField(default=dict)  # what the kind's words are filled in with
    about = models.CharField(max_length=64, blank=True, default="")  # public id of what the link leads to
    dedupe_key = models.CharField(max_length=120, blank=True, default="")  # blank: told as often as it happens
    created_at = models.DateTimeField(db_default=Now())
    read_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "notification"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "public_id"], name="notification_public_id"),
            models.UniqueConstraint(
                fields=["tenant", "user", "dedupe_key"],
                condition=~models.Q(dedupe_key=""),
                name="notification_told_once",
            ),
        ]
        indexes = [models.Index(fields=["tenant", "user", "-created_at", "-id"], name="notification_inbox")]


class AuditEntry(TenantModel):
    """Who did what, from where. Append-only: the app's role may neither change nor delete a row."""

    at = models.DateTimeField(db_default=Now())
    actor_kind = models.CharField(max_length=8)  # user | api_key | command | task
    actor_id = models.CharField(max_length=64, blank=True)
    actor_label = models.CharField(max_length=254)
    action = models.CharField(max_length=60)  # "<entity>.<verb>"
    object_type = models.CharField(max_length=40, blank=True)
    object_id = models.CharField(max_length=64, blank=True)
    detail = models.JSONField(default=dict)
    ip = models.GenericIPAddressField(null=True)
    request_id = models.CharField(max_length=64, blank=True)

    class Meta:
        db_table = "audit_entry"
        indexes = [models.Index(fields=["tenant", "-at", "-id"], name="audit_entry_newest")]
