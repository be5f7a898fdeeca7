"""How the workspace counts, and what a month is meant to bring."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from metrics.models import MetricSettings, Target
from metrics.services.account_values import account_values_request
from metrics.services.snapshot_job import snapshots_request
from users.services import Actor, audit_append


@transaction.atomic
def starter_metric_settings_create(*, now: datetime) -> None:
    """This function will give a new workspace its settings: no margin, for nobody has said one; every stage counts."""
    MetricSettings.objects.get_or_create()


@transaction.atomic
def metric_settings_update(
    *,
    default_margin_bp: int | None,
    qualified_stages: Sequence[str] | None,
    low_n: int,
    lifetime_cap_months: int,
    monthly_discount_bp: int,
    actor: Actor,
) -> MetricSettings:
    """This function will set how the workspace counts; percentages are basis points, None: no margin, every stage.

    Side effects: one audit row; the snapshots are worked out anew, with the margin also what customers were worth.
    """
    settings: MetricSettings
    settings, _ = MetricSettings.objects.select_for_update().get_or_create()
    given = {
        "default_margin_bp": default_margin_bp,
        "qualified_stages": None if qualified_stages is None else list(qualified_stages),
        "low_n": low_n,
        "lifetime_cap_months": lifetime_cap_months,
        "monthly_discount_bp": monthly_discount_bp,
    }
    changed = {name: value for name, value in given.items() if getattr(settings, name) != value}
    if not changed:
        return settings
    for name, value in changed.items():
        setattr(settings, name, value)
    settings.save(update_fields=[*changed])
    audit_append(actor=actor, action="metric_settings.update", object_type="metric_settings", detail=changed)
    snapshots_request()
    if "default_margin_bp" in changed:
        account_values_request()
    return settings


@transaction.atomic
def target_set(*, month: date, amount_cents: int | None, actor: Actor) -> None:
    """This function will set the won value a month is meant to bring; None takes the target away.

    Side effects: one audit row; the snapshots are worked out anew.
    """
    first = month.replace(day=1)
    if amount_cents is None:
        Target.objects.filter(month=first).delete()
    else:
        Target.objects.update_or_create(month=first, defaults={"amount_cents": amount_cents})
    detail = {"month": first.isoformat(), "amount_cents": amount_cents}
    audit_append(actor=actor, action="target.set", object_type="target", detail=detail)
    snapshots_request()
