"""The re-rated series: what past facts would have scored under the rules of today. It never touches the history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import connection

from accounts.domain.icp import VersionSpec
from accounts.domain.icp_facts import RATING, SIGNAL, SIGNAL_COUNT, Subject, fact_split
from accounts.models import FactChange, IcpProfile, Signal
from accounts.selectors.icp import ProfileNotFoundError, published_version, version_spec
from accounts.selectors.ratings import opinions_over_time
from accounts.selectors.score_objects import ScoredObject
from accounts.selectors.scores import score_changes
from accounts.selectors.scores_facts import Scope
from accounts.selectors.scores_sql import scores_select
from tenancy.context import required_tenant_id

MOST = 200  # moments rated while somebody waits: less than a second
MOST_READ = 5_000


@dataclass(frozen=True)
class Rated:
    """A score under today's rules, with the facts of a moment."""

    at: datetime
    score_milli: int
    potential_milli: int


@dataclass(frozen=True)
class Rerating:
    """The series under today's rules, of the version ``number``; of ``moments`` an even choice may have been rated."""

    number: int
    rows: tuple[Rated, ...]
    moments: int

    @property
    def thinned(self) -> bool:
        """Whether there were too many moments to rate them all."""
        return self.moments > MOST


def rerating_of(scored: ScoredObject, profile: IcpProfile, *, since: datetime, until: datetime) -> Rerating:
    """This function will rate the past of an account or deal under the rules of today.

    Both ends are always rated, and of too many moments an even choice.

    :raises ProfileNotFoundError: when nothing was ever published.
    """
    number, spec = todays_rules(profile)
    moments = rerate_moments(scored, profile, spec, since=since, until=until)
    last = len(moments) - 1
    chosen = moments if last < MOST else [moments[place * last // (MOST - 1)] for place in range(MOST)]
    return Rerating(number, tuple(rerated(scored, spec, chosen)), len(moments))


def rerate_moments(
    scored: ScoredObject, profile: IcpProfile, spec: VersionSpec, *, since: datetime, until: datetime
) -> list[datetime]:
    """This function will list the moments at which facts may have changed, both ends included, oldest first.

    What history scored, changed fields, events and opinions where the rules read them, and a moment a day where ages
    count.
    """
    account = scored.account.pk if scored.account else 0
    span = {"at__gt": since, "at__lt": until}
    changes = FactChange.objects.filter(object_kind=Subject.ACCOUNT, object_id=account, **span)
    found = {since, until, *score_changes(profile, scored.pk).filter(**span).values_list("at", flat=True)[:MOST_READ]}
    found |= set(changes.order_by("-at").values_list("at", flat=True)[:MOST_READ])
    if scored.is_deal:
        own = FactChange.objects.filter(object_kind=Subject.DEAL, object_id=scored.pk, **span)
        found |= set(own.order_by("-at").values_list("at", flat=True)[:MOST_READ])
    families = {fact_split(read.key)[0] for read in spec.reads}
    if families & {SIGNAL, SIGNAL_COUNT}:
        events = Signal.objects.filter(account_id=account, occurred_at__gt=since, occurred_at__lt=until)
        found |= set(events.order_by("-occurred_at").values_list("occurred_at", flat=True)[:MOST_READ])
    if RATING in families:
        found |= {opinion.at for opinion in opinions_over_time(account)}
    if spec.decays:
        days = min((until - since).days, MOST_READ)
        found |= {until - timedelta(days=day) for day in range(1, days + 1)}
    return sorted(at for at in found if since <= at <= until)


def todays_rules(profile: IcpProfile) -> tuple[int, VersionSpec]:
    """This function will return the number and the rules of the version that scores now.

    :raises ProfileNotFoundError: when nothing was ever published.
    """
    version = published_version(profile)
    if version is None:
        raise ProfileNotFoundError("No version of this profile is published.")
    return version.number, version_spec(version.pk)


def rerated(scored: ScoredObject, spec: VersionSpec, moments: Sequence[datetime]) -> list[Rated]:
    """This function will rate an account or deal under some rules at each moment: one statement each.

    Facts are those known then, where their changes were kept: fields of the account and the deal, events by their date,
    opinions by theirs. What the platform works out is taken as it is now. Equal neighbours are left out.
    """
    scope = Scope(required_tenant_id(), keys=(scored.pk,), subject=scored.subject)
    found: list[Rated] = []
    for at in moments:
        select = scores_select(spec, replace(scope, as_of=at), now=at)
        with connection.cursor() as cursor:
            cursor.execute(select.text, select.params)
            row = cursor.fetchone()
        if row is not None and (not found or (found[-1].score_milli, found[-1].potential_milli) != (row[1], row[2])):
            found.append(Rated(at, row[1], row[2]))
    return found
