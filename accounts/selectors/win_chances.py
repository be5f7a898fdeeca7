"""What the win scores of deals mean: the chance of winning, where the profile's version was learned and examined."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from accounts.models import DealScore, IcpVersion
from accounts.selectors.learning import Chances, chances_of
from accounts.selectors.scores import win_scores


@dataclass(frozen=True, slots=True)
class WinStanding:
    """A deal's win score, and its chance of winning where scores of this version are known to mean one."""

    score_milli: int
    excluded_by: str | None
    chances: Chances | None

    @property
    def chance(self) -> float | None:
        """The chance of winning at this score, from 0 to 1; None for an excluded deal or a version made by hand."""
        return None if self.chances is None else self.chances.of(self.score_milli)


def win_standings(deal_ids: Sequence[int]) -> dict[int, WinStanding]:
    """This function will return how deals stand, by deal, under the profile whose win scores are shown."""
    scores = win_scores(deal_ids)
    chances = win_chances(scores.values())
    return {
        deal_id: WinStanding(score.score_milli, score.excluded_by, chances.get(deal_id))
        for deal_id, score in scores.items()
    }


def win_chances(scores: Iterable[DealScore]) -> dict[int, Chances]:
    """This function will return what these scores mean, by deal; without those excluded or scored by hand-made rules.

    A query for the versions and one or two for each of them; while a profile is scored anew there are two.
    """
    counted = [score for score in scores if score.excluded_by is None]
    versions = IcpVersion.objects.in_bulk({score.version_id for score in counted}) if counted else {}
    found = {pk: chances_of(version) for pk, version in versions.items()}
    return {score.deal_id: meant for score in counted if (meant := found.get(score.version_id)) is not None}
