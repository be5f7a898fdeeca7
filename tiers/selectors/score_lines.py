"""Where the tiers draw their lines across the scores of the profile that ranks accounts."""

from __future__ import annotations

from accounts.selectors.score_lines import ScoreLine, score_lines_from
from tiers.selectors.policy import NoPolicyError, policy_current, ranking_profile_id


@score_lines_from
def tier_lines(profile_id: int) -> list[ScoreLine]:
    """This function will return the lines of the tiers that have any; none for a profile that does not rank."""
    try:
        policy = policy_current()
    except NoPolicyError:
        return []
    if ranking_profile_id(policy) != profile_id:
        return []
    return [ScoreLine(tier.name, tier.promote_milli, tier.stay_milli) for tier in policy.tiers if tier.promote_milli]
