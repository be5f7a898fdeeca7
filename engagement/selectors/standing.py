"""What engagement is judged by besides events: the rules in force, the account's fit and its tier."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import FitScore
from accounts.selectors.icp import primary_profile
from engagement.domain.mqa import Fit
from engagement.domain.rules import EngagementRules
from engagement.domain.rules_parse import rules_parse
from engagement.models import EngagementRuleSet
from tiers.models import TierAssignment


@dataclass(frozen=True)
class RulesInForce:
    """The newest version of the rules and its number."""

    number: int
    rules: EngagementRules


@dataclass(frozen=True)
class Setting:
    """Fit and tier of an account; blank tier: in none."""

    fit: Fit
    tier: str = ""


NOWHERE = Setting(Fit(None))


def rules_in_force() -> RulesInForce | None:
    """This function will return the rules that count now; None where the workspace has none."""
    row = rule_set_newest()
    return RulesInForce(row.number, rules_parse(row.rules)) if row else None


def rule_set_newest() -> EngagementRuleSet | None:
    """This function will return the newest version of the rules as it is stored."""
    newest: EngagementRuleSet | None = EngagementRuleSet.objects.order_by("-number").first()
    return newest


def settings_of(account_ids: Iterable[int]) -> dict[int, Setting]:
    """This function will return fit under the primary profile and tier of accounts, in three queries.

    Fit is the primary profile's even where another profile ranks the tiers: that one may read engagement itself.
    """
    ids = list(account_ids)
    tiers = dict(TierAssignment.objects.filter(account_id__in=ids, left_at=None).values_list("account_id", "tier__key"))
    profile = primary_profile()
    scores = FitScore.objects.filter(profile_id=profile.pk, account_id__in=ids) if profile else FitScore.objects.none()
    fits = {
        pk: Fit(score, excluded is not None)
        for pk, score, excluded in scores.values_list("account_id", "score_milli", "excluded_by")
    }
    return {pk: Setting(fits.get(pk, NOWHERE.fit), tiers.get(pk, "")) for pk in ids}
