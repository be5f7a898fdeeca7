"""Reads of companies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import F, QuerySet
from django.utils.module_loading import import_string

from accounts.domain.identity import name_key
from accounts.models import Account
from tenancy.context import required_tenant_id


def account_list(*, filters: dict[str, Any] | None = None) -> QuerySet[Account]:
    """This function will return the workspace's companies, narrowed by equality of fields.

    Each carries its parent's key as ``parent_key``. ``name`` is compared in its normalised form.
    """
    rows: QuerySet[Account] = Account.objects.annotate(parent_key=F("parent__external_id"))
    wanted = {key: value for key, value in (filters or {}).items() if value not in (None, "")}
    if "name" in wanted:
        wanted["name_key"] = name_key(wanted.pop("name"))
    if "parent_external_id" in wanted:
        wanted["parent__external_id"] = wanted.pop("parent_external_id")
    return rows.filter(**wanted)


# One statement by hand, because every REST answer about companies comes by here: the ORM took most of its time
_STANDINGS = """
    select k.id, f.score_milli, f.potential_milli, e.value, x.value, w.value
      from unnest(%(keys)s::bigint[]) as k (id)
      left join icp_profile i on i.tenant_id = %(tenant)s and i.subject = 'account' and i.is_primary
      left join fit_score f on f.tenant_id = %(tenant)s and f.profile_id = i.id and f.account_id = k.id
      left join account_measure e
             on e.tenant_id = %(tenant)s and e.account_id = k.id and e.key = 'engagement_points'
      left join account_measure x
             on x.tenant_id = %(tenant)s and x.account_id = k.id and x.key = 'expected_ltv'
      left join account_measure w on w.tenant_id = %(tenant)s and w.account_id = k.id and w.key = 'win_score'
"""
_STANDING = ("fit_milli", "potential_milli", "engagement_points", "expected_ltv_cents", "win_score_milli")


def account_standings(account_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """This function will return what was worked out about companies: fit, measures and what higher rooms add, by id.

    Higher rooms are named in ``settings.ACCOUNT_EXTRAS``: functions from ids to values by id.
    """
    if not account_ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_STANDINGS, {"tenant": required_tenant_id(), "keys": list(account_ids)})
        found = {key: dict(zip(_STANDING, values, strict=True)) for key, *values in cursor.fetchall()}
    for path in settings.ACCOUNT_EXTRAS:
        for account_id, more in import_string(path)(account_ids).items():
            found[account_id].update(more)
    return found
