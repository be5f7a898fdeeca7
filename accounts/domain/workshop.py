"""The questions of the interviews, the six inputs of a profile, and how each of them stands.

The questions and the inputs are those of the customers' own sources: docs/fit.md#the-workshop.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from accounts.domain.icp_facts import gettext_noop

USUAL_MONTHS = 12  # after which an input is old where the profile names no rhythm of its own


class Department(StrEnum):
    """Who is asked: five departments of ours, and the customers themselves."""

    SALES = "sales"
    CUSTOMER_SUCCESS = "customer_success"
    MARKETING = "marketing"
    FINANCE = "finance"
    SALES_OPS = "sales_ops"
    CUSTOMERS = "customers"


OURS = tuple(one for one in Department if one is not Department.CUSTOMERS)

DEPARTMENTS: dict[Department, str] = {
    Department.SALES: gettext_noop("Sales"),
    Department.CUSTOMER_SUCCESS: gettext_noop("Customer success"),
    Department.MARKETING: gettext_noop("Marketing"),
    Department.FINANCE: gettext_noop("Finance"),
    Department.SALES_OPS: gettext_noop("Sales operations"),
    Department.CUSTOMERS: gettext_noop("Customers"),
}


class Pick(StrEnum):
    """What can be named in an answer besides its text; all but the number can become a criterion."""

    INDUSTRY = "industry"
    COUNTRY = "country"
    EMPLOYEES = "employees"  # from, to
    TECHNOLOGIES = "technologies"
    SIGNAL = "signal"  # kinds of events
    NUMBER = "number"


@dataclass(frozen=True)
class Question:
    """One question to one department. ``unit`` says what the number is: ``money``, ``%`` or ``days``."""

    key: str
    department: Department
    text: str
    picks: tuple[Pick, ...] = (Pick.INDUSTRY, Pick.COUNTRY, Pick.EMPLOYEES)
    unit: str = ""


def _asked(*questions: Question) -> dict[str, Question]:
    return {question.key: question for question in questions}


QUESTIONS: dict[str, Question] = _asked(
    Question("easiest_to_sell", Department.SALES, gettext_noop("Which customers are easiest to sell to?")),
    Question("least_support", Department.CUSTOMER_SUCCESS, gettext_noop("Which customers need the least support?")),
    Question(
        "most_success", Department.CUSTOMER_SUCCESS, gettext_noop("Which customers have the most success with us?")
    ),
    Question("pain_points", Department.MARKETING, gettext_noop("Which pain points do our best customers tell us of?")),
    Question(
        "popular_offer",
        Department.MARKETING,
        gettext_noop("Which offer is the most popular, and with whom?"),
        (Pick.INDUSTRY, Pick.TECHNOLOGIES, Pick.SIGNAL),
    ),
    Question("most_revenue", Department.FINANCE, gettext_noop("Which customers bring the most revenue?")),
    Question(
        "revenue_needed",
        Department.FINANCE,
        gettext_noop("How much monthly or yearly recurring revenue do we need?"),
        (Pick.NUMBER,),
        "money",
    ),
    Question(
        "marketing_budget", Department.FINANCE, gettext_noop("What is the marketing budget?"), (Pick.NUMBER,), "money"
    ),
    Question(
        "conversion",
        Department.SALES_OPS,
        gettext_noop("Which companies convert best, and at what rate?"),
        (Pick.INDUSTRY, Pick.COUNTRY, Pick.EMPLOYEES, Pick.NUMBER),
        "%",
    ),
    Question(
        "cycle",
        Department.SALES_OPS,
        gettext_noop("Where is the sales cycle shortest, and how long is it?"),
        (Pick.INDUSTRY, Pick.COUNTRY, Pick.EMPLOYEES, Pick.NUMBER),
        "days",
    ),
    Question(
        "close_rate",
        Department.SALES_OPS,
        gettext_noop("Where is the close rate highest, and how high is it?"),
        (Pick.INDUSTRY, Pick.COUNTRY, Pick.EMPLOYEES, Pick.NUMBER),
        "%",
    ),
    Question(
        "first_interest",
        Department.CUSTOMERS,
        gettext_noop("What first interested you?"),
        (Pick.SIGNAL, Pick.TECHNOLOGIES),
    ),
    Question(
        "why_then",
        Department.CUSTOMERS,
        gettext_noop("Why then, not sooner or later?"),
        (Pick.SIGNAL, Pick.TECHNOLOGIES),
    ),
)


def questions_of(department: Department) -> tuple[Question, ...]:
    """This function will list the questions to a department, in order."""
    return tuple(question for question in QUESTIONS.values() if question.department is department)


class Input(StrEnum):
    """The six sources a profile is made from."""

    INTERVIEWS = "interviews"
    FIRMOGRAPHICS = "firmographics"
    INTERNAL = "internal"
    TECHNOLOGY = "technology"
    BEHAVIOUR = "behaviour"
    PREDICTION = "prediction"


class State(StrEnum):
    """How an input stands."""

    DONE = "done"
    MISSING = "missing"
    OLD = "old"


# the groups of criteria in which an input shows
GROUPS_OF: dict[Input, frozenset[str]] = {
    Input.FIRMOGRAPHICS: frozenset({"firmographic"}),
    Input.INTERNAL: frozenset({"internal", "value", "team_input"}),
    Input.TECHNOLOGY: frozenset({"technographic"}),
    Input.BEHAVIOUR: frozenset({"behaviour"}),
}


@dataclass(frozen=True)
class Worked:
    """What is known of the work on a profile: days of the newest answers, report and review, and what scores.

    ``answered``: question → day of the newest answer. ``groups``: group of criteria → day its version was made.
    """

    answered: Mapping[str, date]
    groups: Mapping[str, date]
    reported_on: date | None = None
    reviewed_on: date | None = None
    months: int | None = None


@dataclass(frozen=True)
class Standing:
    """How one input stands; ``open_to`` names the departments that still owe an answer, of the interviews alone."""

    input: Input
    state: State
    worked_on: date | None = None
    open_to: tuple[Department, ...] = ()


def months_earlier(day: date, months: int) -> date:
    """This function will go back whole months; where that month is too short, to its last day."""
    return months_later(day, -months)


def months_later(day: date, months: int) -> date:
    """This function will go forward whole months; where that month is too short, to its last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError(day)


def standings(worked: Worked, *, today: date) -> tuple[Standing, ...]:
    """This function will say of each input whether it is done, missing, or older than the rhythm of reviews.

    A review confirms what criteria came of; answers and predictions must be given anew.
    """
    oldest = months_earlier(today, worked.months or USUAL_MONTHS)
    return (
        _interviews(worked.answered, oldest),
        *(_criteria(one, groups, worked, oldest) for one, groups in GROUPS_OF.items()),
        _aged(Input.PREDICTION, worked.reported_on, oldest),
    )


def _interviews(answered: Mapping[str, date], oldest: date) -> Standing:
    newest = {
        department: max((answered[q.key] for q in questions_of(department) if q.key in answered), default=None)
        for department in OURS
    }
    silent = tuple(department for department, day in newest.items() if day is None)
    days = [day for day in newest.values() if day is not None]
    last = max(days, default=None)
    if silent:
        return Standing(Input.INTERVIEWS, State.MISSING, last, silent)
    aged = tuple(department for department, day in newest.items() if day is not None and day < oldest)
    return Standing(Input.INTERVIEWS, State.OLD if aged else State.DONE, last, aged)


def _criteria(one: Input, groups: Collection[str], worked: Worked, oldest: date) -> Standing:
    days = [day for group, day in worked.groups.items() if group in groups]
    if days and worked.reviewed_on is not None:
        days.append(worked.reviewed_on)
    return _aged(one, max(days, default=None), oldest)


def _aged(one: Input, day: date | None, oldest: date) -> Standing:
    if day is None:
        return Standing(one, State.MISSING)
    return Standing(one, State.OLD if day < oldest else State.DONE, day)
