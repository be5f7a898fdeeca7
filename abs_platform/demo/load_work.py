"""The demo's work on accounts: stances on the committees, sessions, and a few decisions by hand on the tiers."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from random import Random

from abs_platform.demo.load_content import objections_by_text
from abs_platform.demo.selling import DemoSession
from abs_platform.demo.world import World
from accounts.models import Account, Contact, Deal, FitScore
from engagement.models import SessionStep
from engagement.services.sessions import SessionDetails, StepGiven, session_plan
from engagement.services.sessions_log import ObjectionGiven, SessionResult, StepShown, session_log
from engagement.services.standing import engagement_refresh_range
from personas.models import CommitteeSeat
from personas.services.committee import SeatFacts, seat_set
from tiers.models import Tier
from tiers.services.by_hand import pin_set, veto_set
from users.models import User
from users.services import Actor

ACTOR = Actor.of_command("load_demo")
WEEKS_COUNTED = 26
CONCERNS = (
    "Worries about one more tool for the team",
    "Wants proof on a comparable company",
    "Budget is fixed until the new year",
    "Asks how data is kept apart",
)


def committees_load(*, seed: int, now: datetime) -> int:
    """This function will note stance, influence and relationship for people of accounts with deals; return how many."""
    rng = Random(f"{seed}-committee")  # noqa: S311 - a demo has no secrets
    working = Deal.objects.filter(account__isnull=False).values("account_id")
    seats = CommitteeSeat.objects.filter(deal__isnull=True, account_id__in=working).order_by("account_id", "contact_id")
    count = 0
    for seat in seats:
        if rng.random() < 0.35:  # of most people one does not know it yet
            continue
        stance = rng.choices(("champion", "supporter", "neutral", "sceptic", "blocker"), (2, 4, 5, 2, 1))[0]
        against = stance in ("sceptic", "blocker")
        facts = SeatFacts(
            influence=rng.choice(("low", "medium", "medium", "high")),
            stance=stance,
            relationship=rng.choice(("none", "brief", "regular", "trusted")),
            concern=rng.choice(CONCERNS) if against else "",
            next_action="Answer the concern in person" if against else "",
        )
        noted = now - timedelta(days=rng.randint(1, 140), minutes=rng.randint(0, 600))
        seat_set(account_id=seat.account_id, contact_id=seat.contact_id, facts=facts, actor=ACTOR, now=noted)
        count += 1
    return count


def sessions_load(world: World, *, stages: dict[str, int], now: datetime) -> int:
    """This function will plan the demo's sessions and log those that were held; ``stages``: asset ids by title."""
    accounts = {account.external_id: account for account in Account.objects.all()}
    people = dict(Contact.objects.values_list("external_id", "pk"))
    deals = dict(Deal.objects.values_list("external_id", "pk"))
    users = dict(User.objects.values_list("email", "pk"))
    objections = objections_by_text()
    for session in world.sessions:
        starts = datetime.combine(session.day, time(session.hour), tzinfo=UTC)
        leader = Actor("user", "", session.led_by, users.get(session.led_by))
        details = SessionDetails(
            session.title,
            starts,
            session.minutes,
            deal_id=deals[session.deal],
            products=tuple(session.products),
            contact_ids=tuple(people[key] for key in session.people),
            steps=tuple(StepGiven(title, stages[title]) for title, _ in session.steps),
        )
        stored = session_plan(account=accounts[session.account], details=details, actor=leader)
        if session.outcome is not None and starts < now:
            result = _result(session, list(SessionStep.objects.filter(session=stored).order_by("position")), objections)
            session_log(session=stored, result=result, now=now, actor=leader)
    return len(world.sessions)


def _result(session: DemoSession, steps: list[SessionStep], objections: dict[str, int]) -> SessionResult:
    return SessionResult(
        outcome=session.outcome or "no_change",
        steps=tuple(
            StepShown(step.pk, is_shown=True, reaction=reaction)
            for step, (_, reaction) in zip(steps, session.steps, strict=True)
        ),
        objections=tuple(
            ObjectionGiven(text, objections[text], is_resolved=resolved) for text, resolved in session.objections
        ),
        duration_minutes=session.minutes,
        next_step=session.next_step,
        next_step_on=session.next_step_on,
    )


def engagement_load(*, now: datetime) -> None:
    """This function will count engagement week by week through the last half year, so that there are past spells."""
    end = Account.objects.order_by("-pk").values_list("pk", flat=True)[0] + 1
    for weeks in range(WEEKS_COUNTED, 0, -1):
        engagement_refresh_range(lower=0, upper=end, now=now - timedelta(weeks=weeks))


def tiers_load(*, now: datetime) -> None:
    """This function will veto two of the best accounts and pin a middling one, with the reasons a team would give."""
    best = list(FitScore.objects.order_by("-score_milli", "account_id").values_list("account_id", flat=True)[:60])
    if len(best) < 60:
        return
    until = (now + timedelta(days=120)).date()
    veto_set(
        account_ids=[best[3]], reason="Under the parent's contract until spring", expires_on=until, actor=ACTOR, now=now
    )
    veto_set(
        account_ids=[best[17]], reason="Buys from a sister company of ours", expires_on=until, actor=ACTOR, now=now
    )
    first = Tier.objects.order_by("position").first()
    if first is not None:
        reason = "Their new board asked us for a workshop"
        pin_set(account_ids=[best[58]], tier_id=first.pk, reason=reason, actor=ACTOR, now=now)
