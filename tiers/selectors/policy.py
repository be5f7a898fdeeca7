"""The workspace's policy and its tiers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from accounts.domain.icp_facts import Subject
from accounts.models import IcpProfile, IcpVersion
from accounts.selectors.icp import primary_profile_id
from common.errors import NotFoundError
from tenancy.context import required_tenant_id
from tenancy.models import Tenant
from tiers.domain.capacity import team_hours
from tiers.domain.policy import Policy, TierRule
from tiers.models import Tier, TierPolicy


@dataclass(frozen=True)
class PolicyInUse:
    """The policy with its tiers in order, best first."""

    row: TierPolicy
    tiers: tuple[Tier, ...]

    @property
    def rules(self) -> Policy:
        """The same as values, for the domain."""
        row = self.row
        hours = team_hours(
            said=row.team_hours_per_week_hundredths,
            per_person=row.hours_per_person_hundredths,
            sdrs=row.sdr_count,
            aes=row.ae_count,
        )
        return Policy(tuple(tier_rule(tier) for tier in self.tiers), hours, row.sdr_count, row.ae_count)

    def position(self, tier_id: int | None) -> int | None:
        """Return where a tier stands, 0 for the best; None for no tier and for a retired one."""
        return next((index for index, tier in enumerate(self.tiers) if tier.pk == tier_id), None)

    def size(self, tier: Tier) -> int:
        """Return how many accounts the tier has, as last written down."""
        return int(self.row.sizes.get(str(tier.pk), 0))


class NoPolicyError(NotFoundError):
    """The workspace has no tier policy."""

    code = "no_policy"


def tier_rule(tier: Tier) -> TierRule:
    """This function will return a tier's numbers as the value the rules work with."""
    return TierRule(
        key=tier.key,
        promote_milli=tier.promote_milli,
        stay_milli=tier.stay_milli,
        capacity=tier.capacity,
        minimum=tier.minimum,
        dwell_days=tier.dwell_days,
        hours_hundredths=tier.hours_per_week_hundredths or 0,
    )


def policy_current(*, lock: bool = False) -> PolicyInUse:
    """This function will return the policy and its tiers in two queries.

    With ``lock`` the policy's row is held to the end of the transaction: accounts change tiers one transaction at a
    time.

    :raises NoPolicyError: when the workspace has none.
    """
    policies = TierPolicy.objects.select_for_update() if lock else TierPolicy.objects
    row = policies.first()
    if row is None:
        raise NoPolicyError("This workspace has no tier policy yet.")
    return PolicyInUse(row, tuple(Tier.objects.filter(policy=row, position__isnull=False).order_by("position")))


def tier_list() -> tuple[Tier, ...]:
    """This function will return the tiers in use, best first, in one query; none where there is no policy."""
    return tuple(Tier.objects.filter(position__isnull=False).order_by("position"))  # a workspace has one policy


def ranking_profile_id(policy: PolicyInUse) -> int | None:
    """This function will return the profile whose scores rank accounts: the policy's, else the primary one.

    None where there is neither.
    """
    chosen: int | None = policy.row.profile_id
    if chosen is not None:
        return chosen
    return primary_profile_id()


def ranking_version(policy: PolicyInUse) -> IcpVersion | None:
    """This function will return the published version, with its profile, whose scores rank accounts."""
    published = IcpVersion.objects.filter(
        profile_id=ranking_profile_id(policy), status=IcpVersion.Status.PUBLISHED
    ).select_related("profile")
    version: IcpVersion | None = published.first()
    return version


def ranking_profiles() -> list[IcpProfile]:
    """This function will return the profiles that can rank accounts: those of accounts that are published, by name."""
    published = IcpVersion.objects.filter(status=IcpVersion.Status.PUBLISHED).values("profile_id")
    return list(IcpProfile.objects.filter(subject=Subject.ACCOUNT, pk__in=published).order_by("name", "pk"))


def workspace_day(now: datetime) -> date:
    """This function will return the day it is in the workspace's time zone; vetoes end with it."""
    name = Tenant.objects.values_list("timezone", flat=True).get(pk=required_tenant_id())
    return now.astimezone(ZoneInfo(name)).date()
