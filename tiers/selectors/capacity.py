"""How much of the team's time the tiers ask for: by tier and by owner."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count

from tiers.domain.capacity import aes_per_sdr, hours_needed, places_by_hours
from tiers.models import Tier, TierAssignment
from tiers.selectors.policy import PolicyInUse


@dataclass(frozen=True)
class TierLoad:
    """One tier's work. Hours are a week's, in hundredths; ``places`` is what the hours allow, None: not known."""

    tier: Tier
    accounts: int
    needed: int
    places: int | None


@dataclass
class OwnerLoad:
    """One person's work; ``name`` blank is nobody's. ``sizes`` are accounts in order of tiers, hours in hundredths."""

    owner_id: int | None
    name: str
    sizes: list[int]
    needed: int = 0

    @property
    def accounts(self) -> int:
        """How many accounts in all."""
        return sum(self.sizes)


@dataclass(frozen=True)
class Capacity:
    """The whole page. ``given`` None: nobody said how many hours the team has; ``ratio`` is AEs per SDR × 100."""

    tiers: tuple[TierLoad, ...]
    needed: int
    given: int | None
    ratio: int | None
    per_person: int | None
    owners: tuple[OwnerLoad, ...]


def capacity_of(policy: PolicyInUse) -> Capacity:
    """This function will compare the work of each tier and each owner with the hours there are, in two queries.

    Owners come with the most work first.
    """
    rules = policy.rules
    sizes = [policy.size(tier) for tier in policy.tiers]
    needed, places = hours_needed(rules, sizes), places_by_hours(rules)
    loads = tuple(TierLoad(*row) for row in zip(policy.tiers, sizes, needed, places, strict=True))
    return Capacity(
        tiers=loads,
        needed=sum(needed),
        given=rules.team_hours_hundredths,
        ratio=aes_per_sdr(rules.sdrs, rules.aes),
        per_person=policy.row.hours_per_person_hundredths,
        owners=owner_loads(policy),
    )


def owner_loads(policy: PolicyInUse) -> tuple[OwnerLoad, ...]:
    """This function will add up each owner's accounts and hours over the tiers in use.

    Nobody's are what is left of the tiers' sizes: mostly they are nearly all, and are not counted one by one.
    """
    place = {tier.pk: position for position, tier in enumerate(policy.tiers)}
    hours = [tier.hours_per_week_hundredths or 0 for tier in policy.tiers]
    stays = TierAssignment.objects.filter(left_at=None, tier__in=policy.tiers, account__owner_id__isnull=False)
    owner = ("account__owner_id", "account__owner__name", "account__owner__email")
    found: dict[int | None, OwnerLoad] = {}
    left = [policy.size(tier) for tier in policy.tiers]
    for owner_id, name, email, tier_id, accounts in (
        stays.values_list(*owner, "tier_id").annotate(Count("pk")).order_by()
    ):
        load = found.setdefault(owner_id, OwnerLoad(owner_id, name or email, [0] * len(policy.tiers)))
        load.sizes[place[tier_id]] += accounts
        left[place[tier_id]] -= accounts
    nobody = OwnerLoad(None, "", [max(0, accounts) for accounts in left])
    loads = [*found.values(), *([nobody] if nobody.accounts else [])]
    for load in loads:
        load.needed = sum(size * each for size, each in zip(load.sizes, hours, strict=True))
    return tuple(sorted(loads, key=lambda load: (-load.needed, load.name, load.owner_id or 0)))
