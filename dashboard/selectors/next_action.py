"""The one thing worth doing next at an account, by rules a person can read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from content.selectors.recommendations import AccountRecommendations
from engagement.selectors.next_steps import NextStep
from personas.selectors.committee import CommitteeView, Person

SILENT_DAYS = 30


@dataclass(frozen=True, slots=True)
class NextAction:
    """What to do and why. ``code`` chooses the words; the other fields fill them; ids lead to the right page."""

    code: str
    name: str = ""
    other: str = ""
    due_on: date | None = None
    contact: UUID | None = None
    asset: UUID | None = None
    amount: int | None = None


def _name(person: Person) -> str:
    contact = person.contact
    return f"{contact.first_name} {contact.last_name}".strip() or contact.email


def next_action(
    *,
    steps: Sequence[NextStep],
    committee: CommitteeView,
    recommendations: AccountRecommendations,
    best_fact: tuple[str, int] | None,
    last_touch_at: datetime | None,
    now: datetime,
    today: date,
) -> NextAction | None:
    """This function will return the most pressing action, or ``None`` when all is well.

    In this order: an agreed step that is due; a blocker nobody plans to answer; a long silence; the heaviest empty
    chair; a single thread; something to show; the fact that would tell most about the fit.
    """
    due = next((step for step in steps if step.due_on <= today), None)
    if due is not None:
        return NextAction("step_due", name=due.text, due_on=due.due_on)
    blocker = next((person for person in committee.blockers if not person.seat.next_action), None)
    if blocker is not None:
        return NextAction("blocker", _name(blocker), blocker.seat.concern, contact=blocker.contact.public_id)
    if last_touch_at is not None and last_touch_at < now - timedelta(days=SILENT_DAYS):
        return NextAction("silence", amount=(now - last_touch_at).days)
    return _committee_action(committee) or _content_action(recommendations) or _fact_action(best_fact)


def _committee_action(committee: CommitteeView) -> NextAction | None:
    for chair in committee.gaps:
        if chair.suggestions:
            contact = chair.suggestions[0]
            name = f"{contact.first_name} {contact.last_name}".strip() or contact.email
            return NextAction("seat", name, chair.persona.name, contact=contact.public_id)
    if committee.gaps:
        return NextAction("gap", committee.gaps[0].persona.name, committee.gaps[0].role_label)
    if committee.committee.is_single_threaded:
        return NextAction("single_thread")
    return None


def _content_action(recommendations: AccountRecommendations) -> NextAction | None:
    for group in recommendations.personas:
        if group.people and group.suggestions:
            best = group.suggestions[0]
            return NextAction("show", _name(group.people[0]), best.asset.title, asset=best.asset.public_id)
    return None


def _fact_action(best_fact: tuple[str, int] | None) -> NextAction | None:
    return NextAction("fact", best_fact[0], amount=best_fact[1]) if best_fact else None
