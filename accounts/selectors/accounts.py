"""Reads of companies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from accounts.domain.identity import name_key
from accounts.models import Account, AccountMeasure, FitScore
from accounts.selectors.icp import primary_profile

MEASURES = ("engagement_points", "priority")


def account_list(*, filters: dict[str, Any] | None = None) -> QuerySet[Account]:
    """This function will return the workspace's companies with their parents, narrowed by equality of fields.

    ``name`` is compared in its normalised form.
    """
    rows: QuerySet[Account] = Account.objects.select_related("parent")
    wanted = {key: value for key, value in (filters or {}).items() if value not in (None, "")}
    if "name" in wanted:
        wanted["name_key"] = name_key(wanted.pop("name"))
    if "parent_external_id" in wanted:
        wanted["parent__external_id"] = wanted.pop("parent_external_id")
    return rows.filter(**wanted)


def account_standings(account_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """This function will return what was worked out about companies: fit, measures and what higher rooms add, by id.

    Higher rooms are named in ``settings.ACCOUNT_EXTRAS``: functions from ids to values by id.
    """
    found: dict[int, dict[str, Any]] = {key: {} for key in account_ids}
    if not account_ids:
        return found
    profile = primary_profile()
    if profile is not None:
        scores = FitScore.objects.filter(profile_id=profile.pk, account_id__in=account_ids)
        for account_id, score, potential in scores.values_list("account_id", "score_milli", "potential_milli"):
            found[account_id].update(fit_milli=score, potential_milli=potential)
    measures = AccountMeasure.objects.filter(account_id__in=account_ids, key__in=MEASURES)
    for account_id, key, value in measures.values_list("account_id", "key", "value"):
        found[account_id][key] = value
    for path in settings.ACCOUNT_EXTRAS:
        for account_id, values in import_string(path)(account_ids).items():
            found[account_id].update(values)
    return found
