"""A company changed by hand, through the same upsert as files and clients."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.domain.problems import fill
from accounts.models import Account
from accounts.services.upsert import Options, records_upsert
from common.errors import AbsError, ConflictError, NotFoundError
from users.services import Actor


class AccountInvalidError(AbsError):
    """An account's fields are not usable; ``fields`` names each fault."""

    code = "account_invalid"


class StaleAccountError(ConflictError):
    """Somebody, or the CRM, changed the account meanwhile."""

    code = "stale_version"


@transaction.atomic
def account_edit(
    *,
    account_id: int,
    record: Mapping[str, Any],
    actor: Actor,
    now: datetime,
    version: int | None = None,
    is_correction: bool = False,
) -> Account:
    """This function will merge ``record`` (fields named as in the REST interface) into an account.

    The account keeps its source, for the next import to find it; the history of its facts names who changed them.
    ``is_correction``: what changes had been wrong all along; history and score say so.

    Locks the account's row. Side effects: those of the upsert, ``account.changed`` if a fact changed.

    :raises NotFoundError: when there is no such account.
    :raises StaleAccountError: when ``version`` is given and the account has moved on.
    :raises AccountInvalidError: naming each unusable field.
    """
    account: Account | None = Account.objects.select_for_update().filter(pk=account_id).first()
    if account is None:
        raise NotFoundError(_("There is no such account."))
    if version is not None and account.version != version:
        raise StaleAccountError(_("The account was changed meanwhile. Look at both before saving."))
    (result,) = records_upsert(
        "accounts",
        records=[{**record, "correction": is_correction}],
        source=account.source,
        now=now,
        actor=actor,
        options=Options(target=account.pk, said_by=actor.short_label),
    )
    if result.status == "error":
        fields = {p.column or "": fill(_(p.template), p.params) for p in result.problems}
        raise AccountInvalidError(" ".join(fields.values()), fields=fields)
    account.refresh_from_db()
    return account
