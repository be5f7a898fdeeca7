"""Scored accounts and a small policy, in the workspace the test is bound to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from accounts.models import Account, FitScore, IcpProfile, IcpVersion
from tests.factories import AccountFactory
from tiers.models import Tier, TierAssignment, TierPolicy

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def primary_version() -> IcpVersion:
    """The published version of the primary profile, made once."""
    profile, _ = IcpProfile.objects.get_or_create(key="fit", defaults={"name": "Fit", "is_primary": True})
    version, _ = IcpVersion.objects.get_or_create(profile=profile, number=1, defaults={"status": "published"})
    return version


def policy(*tiers: dict[str, Any], **fields: Any) -> list[Tier]:
    """A policy with these tiers, best first: by default two places from 70 (60), two from 50 (40), and the rest."""
    row = TierPolicy.objects.create(name="Target accounts", **fields)
    wanted = tiers or (
        {"promote_milli": 70_000, "stay_milli": 60_000, "capacity": 2, "dwell_days": 30},
        {"promote_milli": 50_000, "stay_milli": 40_000, "capacity": 2},
        {"promote_milli": 0, "stay_milli": 0},
    )
    defaults = {"level": "one_to_one"}
    return [
        Tier.objects.create(
            policy=row, position=position, key=f"tier-{position}", name=f"Tier {position}", **defaults | tier
        )
        for position, tier in enumerate(wanted, start=1)
    ]


def scored(
    name: str, milli: int | None, *, potential: int | None = None, excluded_by: str | None = None, **fields: Any
) -> Any:
    """An account with this score under the primary profile; None leaves it unscored."""
    account: Any = AccountFactory(name=name, **fields)
    if milli is not None:
        score(account, milli, potential=potential, excluded_by=excluded_by)
    return account


def score(account: Account, milli: int, *, potential: int | None = None, excluded_by: str | None = None) -> None:
    """Give an account another score."""
    version = primary_version()
    FitScore.objects.update_or_create(
        profile=version.profile,
        account=account,
        defaults={
            "version_id": version.pk,
            "score_milli": milli,
            "potential_milli": potential if potential is not None else milli,
            "shares": [],
            "excluded_by": excluded_by,
            "scored_at": NOON,
        },
    )


def placed(account: Account, tier: Tier, *, days_ago: int = 365) -> TierAssignment:
    """An open stay of the account in the tier."""
    return TierAssignment.objects.create(
        account=account, tier=tier, entered_at=NOON - timedelta(days=days_ago), cause="entered"
    )


def standing(*tiers: Tier) -> dict[str, list[str]]:
    """The names of the accounts in each tier now, by tier key, in order of name."""
    found: dict[str, list[str]] = {tier.key: [] for tier in tiers}
    stays = TierAssignment.objects.filter(left_at=None).select_related("account", "tier").order_by("account__name")
    for stay in stays:
        found.setdefault(stay.tier.key, []).append(stay.account.name)
    return found
