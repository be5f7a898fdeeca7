"""Answers of the interviews, and single traits taken into a draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.domain.icp import MAX_WEIGHT
from accounts.domain.trait_rules import between_criterion, merged_rule, trait_criterion
from accounts.domain.workshop import QUESTIONS, Pick
from accounts.models import Account, IcpAnswer, IcpProfile, IcpVersion
from accounts.selectors.icp import criterion_rows, draft_version, published_version
from accounts.services.icp import criterion_save, icp_draft_create
from common.errors import AbsError, ConflictError
from users.services.audit import Actor, audit_append

MOST_TEXT = 5_000
MOST_NAMED = 30
LONGEST_NAME = 100
HIGHEST = 10**15


class AnswerInvalidError(AbsError):
    """An answer says nothing, or names what the question does not ask for; ``fields`` says where."""

    code = "icp_answer_invalid"


class TraitInvalidError(AbsError):
    """No criterion can be made of the trait."""

    code = "icp_trait_invalid"


class TraitTakenError(ConflictError):
    """The fact is read already, by a rule that cannot take another value; it has to be edited by hand.

    ``number`` is the draft's, None where there is none yet; ``key`` the criterion's.
    """

    code = "icp_trait_taken"

    def __init__(self, message: str, *, number: int | None, key: str) -> None:
        super().__init__(message)
        self.number, self.key = number, key


@transaction.atomic
def icp_answer_record(
    *,
    profile: IcpProfile,
    question: str,
    text: str,
    picks: Mapping[str, Any],
    actor: Actor,
    now: datetime,
    account: Account | None = None,
) -> IcpAnswer:
    """This function will add an answer to a question of the interviews; older answers stay.

    ``picks``: names by ``Pick``, of employees two ends, of a number one. ``account``: the customer who said so.
    Side effect: one audit row.

    :raises AnswerInvalidError: naming each fault.
    """
    faults: dict[str, str] = {}
    if question not in QUESTIONS:
        raise AnswerInvalidError(_("There is no such question."), fields={"question": _("There is no such question.")})
    named = {name: value for name, value in picks.items() if value not in (None, "", [], ())}
    if not text.strip() and not named:
        faults["text"] = _("Say something, or name something.")
    if len(text) > MOST_TEXT:
        faults["text"] = _("At most %(limit)s characters.") % {"limit": MOST_TEXT}
    for name, value in named.items():
        if name not in QUESTIONS[question].picks or not _is_pick(name, value):
            faults[name] = _("This cannot be named here.")
    if faults:
        raise AnswerInvalidError(" ".join(faults.values()), fields=faults)
    answer: IcpAnswer = IcpAnswer.objects.create(
        profile=profile,
        question=question,
        text=text.strip(),
        picks=named,
        account=account,
        answered_by_id=actor.user_id,
        answered_by_label=actor.label[:254],
        answered_at=now,
    )
    audit_append(
        actor=actor,
        action="icp_answer.record",
        object_type="icp_profile",
        object_id=profile.key,
        detail={"question": question, "named": sorted(named)},
    )
    return answer


def _is_pick(name: str, value: object) -> bool:
    if name == Pick.NUMBER:
        return _is_whole(value)
    if not isinstance(value, list) or not 1 <= len(value) <= MOST_NAMED:
        return False
    if name == Pick.EMPLOYEES:
        return len(value) == 2 and all(_is_whole(end) for end in value) and value[0] <= value[1]
    return all(isinstance(one, str) and 1 <= len(one.strip()) <= LONGEST_NAME and "\x00" not in one for one in value)


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= HIGHEST


@dataclass(frozen=True, slots=True)
class TraitGiven:
    """A trait to be taken into a draft: values of a fact, or ``between`` two numbers of it.

    ``against``: it speaks against a company. ``is_list``: the fact is a field of one's own that holds lists.
    """

    fact: str
    values: tuple[str, ...] = ()
    label: str = ""
    weight: int = 20
    against: bool = False
    is_list: bool = False
    between: tuple[int, int] | None = None


@transaction.atomic
def trait_add(*, profile: IcpProfile, given: TraitGiven, actor: Actor, now: datetime) -> IcpVersion:
    """This function will take a trait into the newest draft, opening one from the published version where none is.

    Where a criterion of the draft reads the fact by a list of values, the values join it and its weight stays.

    :raises TraitInvalidError: when no criterion can be made of it.
    :raises TraitTakenError: when a criterion reads the fact by a rule that takes no values.
    :raises IcpInvalidError: when the draft cannot take another criterion.
    """
    criterion = _criterion(given)
    draft = draft_version(profile)
    shown = draft or published_version(profile)
    rows = criterion_rows(shown.pk) if shown else []
    alike = [row for row in rows if row["fact"] == given.fact and row["rule"]["kind"] != "knock_out"]
    merged = [(row, rule) for row in alike if (rule := merged_rule(row["rule"], criterion["rule"])) is not None]
    if alike and not merged and not given.against and criterion["rule"]["kind"] != "has":
        text = _("“%(label)s” reads this already; change it there.") % {"label": alike[0]["label"]}
        raise TraitTakenError(text, number=draft.number if draft else None, key=alike[0]["key"])
    draft = draft or icp_draft_create(profile=profile, number=None, actor=actor, now=now)
    for row, rule in merged[:1]:
        criterion_save(version=draft, criterion={**row, "rule": rule}, replaces=row["key"], actor=actor)
        return draft
    made = {**criterion, "key": key_unlike(criterion["key"], rows)}
    criterion_save(version=draft, criterion=made, replaces=None, actor=actor)
    return draft


def key_unlike(base: str, rows: Sequence[Mapping[str, Any]]) -> str:
    """This function will give a criterion a key that no other of its draft has."""
    taken = {row["key"] for row in rows}
    return next(key for key in [base, *(f"{base}_{n}" for n in range(2, 100))] if key not in taken)


def _criterion(given: TraitGiven) -> dict[str, Any]:
    weight = min(max(given.weight, 1), MAX_WEIGHT)
    label = given.label.strip()[:120] or given.fact
    try:
        if given.between is not None:
            made = between_criterion(given.fact, *given.between, weight=weight)
        else:
            made = trait_criterion(
                given.fact, given.values, weight=weight, against=given.against, is_list=given.is_list
            )
    except ValueError as error:
        raise TraitInvalidError(_("No criterion can be made of this.")) from error
    return {**made, "label": label}
