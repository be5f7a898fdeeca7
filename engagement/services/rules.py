"""Versions of the engagement rules: what a new workspace starts with, publishing, and what a change would do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.domain.icp import Problem, SpecError
from accounts.models import Account
from accounts.services.icp_problems import TEXTS
from common.errors import AbsError, ConflictError
from engagement.domain.mqa import judge
from engagement.domain.points import engagement
from engagement.domain.rules import EngagementRules
from engagement.domain.rules_parse import rules_format, rules_parse
from engagement.domain.rules_starter import STARTER_RULES
from engagement.models import EngagementRuleSet, EngagementScore, QualifiedSpell
from engagement.selectors.events import Among, events_read, own_domains
from engagement.selectors.standing import settings_of
from engagement.services.standing import engagement_refresh_enqueue
from tiers.models import Tier
from users.services import Actor, audit_append

MOST_PREVIEWED = 2_000  # of the most engaged accounts
MOST_NAMED = 10
OWN_TEXTS = {
    "bad_domain": gettext_lazy("“%(value)s” is not a mail domain such as agency.com."),
    "unknown_tier": gettext_lazy("There is no tier “%(value)s”."),
}


class RulesInvalidError(AbsError):
    """The rules cannot be used as they are; ``fields`` says why, place by place."""

    code = "engagement_rules_invalid"


class RulesChangedError(ConflictError):
    """Somebody else published rules since these were opened."""

    code = "engagement_rules_changed"


@dataclass(frozen=True)
class Preview:
    """What rules would do to the most engaged accounts: how many qualify, and who joins and leaves, ten by name."""

    looked_at: int
    qualified_now: int
    qualified_then: int
    joining_count: int
    leaving_count: int
    joining: tuple[str, ...]
    leaving: tuple[str, ...]


@transaction.atomic
def starter_engagement_rules_create(*, now: datetime) -> None:
    """This function will give a new workspace its first rules of engagement."""
    EngagementRuleSet.objects.create(number=1, rules=rules_format(STARTER_RULES), created_at=now)


def rules_read(given: object) -> EngagementRules:
    """This function will read rules and check that the tiers they name exist.

    :raises RulesInvalidError: with every fault in words, by path.
    """
    try:
        rules = rules_parse(given)
    except SpecError as error:
        raise _invalid(error.problems) from error
    tiers = set(Tier.objects.filter(position__isnull=False).values_list("key", flat=True))
    named = [("tier_percent", key) for key in rules.tier_percent]
    named += [("qualification.by_tier", key) for key in rules.qualification.by_tier]
    problems = [Problem(f"{path}.{key}", "unknown_tier", {"value": key}) for path, key in named if key not in tiers]
    if problems:
        raise _invalid(problems)
    return rules


@transaction.atomic
def engagement_rules_publish(
    *, given: object, note: str = "", number: int | None = None, actor: Actor, now: datetime
) -> EngagementRuleSet:
    """This function will make rules count from now on, as a new version, and have every account looked at again.

    ``number`` is the version the editor saw, None to overwrite. The same rules again make no new version. Spells name
    the version they began and ended under, so earlier versions stay. Side effects: one audit row, a range job.

    :raises RulesInvalidError: when they cannot be used.
    :raises RulesChangedError: when version ``number`` is no longer the newest.
    """
    rules = rules_read(given)
    newest = EngagementRuleSet.objects.select_for_update().order_by("-number").first()
    if number is not None and newest is not None and newest.number != number:
        raise RulesChangedError(
            _("Somebody else has changed the rules since you opened them. Look at them again first.")
        )
    body = rules_format(rules)
    if newest is not None and newest.rules == body:
        return newest
    row: EngagementRuleSet = EngagementRuleSet.objects.create(
        number=newest.number + 1 if newest else 1,
        rules=body,
        note=note,
        created_by_id=actor.user_id,
        created_at=now,
    )
    detail = {"number": row.number, "note": note}
    audit_append(
        actor=actor,
        action="engagement.publish",
        object_type="engagement_rules",
        object_id=str(row.number),
        detail=detail,
    )
    engagement_refresh_enqueue(created_by_id=actor.user_id)
    return row


def engagement_preview(*, given: object, now: datetime) -> Preview:
    """This function will tell who would be qualified under these rules, among the 2,000 most engaged accounts.

    Writes nothing. Six queries, however many accounts.

    :raises RulesInvalidError: when they cannot be used.
    """
    rules = rules_read(given)
    most = EngagementScore.objects.order_by("-points_milli", "account_id").values_list("account_id", flat=True)
    ids = tuple(most[:MOST_PREVIEWED])
    ours = own_domains() | rules.excluded_domains
    events = events_read(Among(keys=ids), since=now - timedelta(days=rules.window_days), now=now, ours=ours)
    settings = settings_of(ids)
    open_spells = QualifiedSpell.objects.filter(account_id__in=ids, left_at=None)
    before = set(open_spells.values_list("account_id", flat=True))
    after = set()
    for pk in ids:
        setting = settings[pk]
        standing = engagement(rules, events.get(pk, ()), tier=setting.tier, now=now)
        verdict = judge(
            rules.qualification, standing, fit=setting.fit, tier=setting.tier, was_qualified=pk in before, now=now
        )
        if verdict.is_qualified:
            after.add(pk)
    joining, leaving = after - before, before - after
    return Preview(
        looked_at=len(ids),
        qualified_now=len(before),
        qualified_then=len(after),
        joining_count=len(joining),
        leaving_count=len(leaving),
        joining=_names(joining),
        leaving=_names(leaving),
    )


def _names(ids: Iterable[int]) -> tuple[str, ...]:
    found = Account.objects.filter(pk__in=ids).order_by("name_key", "pk").values_list("name", flat=True)
    return tuple(found[:MOST_NAMED])


def _invalid(problems: Iterable[Problem]) -> RulesInvalidError:
    fields: dict[str, str] = {}
    for problem in problems:
        text = OWN_TEXTS.get(problem.code) or TEXTS[problem.code]
        fields.setdefault(problem.path, str(text) % problem.params)
    return RulesInvalidError(_("The rules cannot be used like this: see the marked fields."), fields=fields)
