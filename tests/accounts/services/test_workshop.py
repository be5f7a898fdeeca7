"""Answers are kept one beside the other; a trait goes into the draft with one call."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import IcpAnswer
from accounts.selectors.icp import criterion_rows, published_version
from accounts.services.workshop import (
    AnswerInvalidError,
    TraitGiven,
    TraitInvalidError,
    TraitTakenError,
    icp_answer_record,
    key_unlike,
    trait_add,
)
from tests.accounts.icp_examples import ACTOR, NOW, draft_with, profile_with
from tests.factories import AccountFactory
from users.models import AuditEntry

pytestmark = pytest.mark.django_db


def record(profile: Any, question: str = "easiest_to_sell", text: str = "Small ones", **picks: Any) -> IcpAnswer:
    return icp_answer_record(profile=profile, question=question, text=text, picks=picks, actor=ACTOR, now=NOW)


def rules(version: Any) -> dict[str, dict[str, Any]]:
    return {row["key"]: row["rule"] for row in criterion_rows(version.pk)}


def test_a_newer_answer_stands_beside_the_older_one_with_who_and_when(as_acme):
    profile = profile_with()

    record(profile, text=" Small ones ", industry=["Software"], country=[])
    record(profile, text="Large ones")

    first, second = IcpAnswer.objects.order_by("pk")
    assert (first.text, first.picks, first.answered_by_label) == ("Small ones", {"industry": ["Software"]}, ACTOR.label)
    assert (second.text, second.answered_at) == ("Large ones", NOW)
    assert AuditEntry.objects.filter(action="icp_answer.record").count() == 2


def test_a_customers_answer_names_the_customer(as_acme):
    profile, account = profile_with(), AccountFactory()

    answer = icp_answer_record(
        profile=profile, question="why_then", text="A new CFO", picks={"signal": ["hiring"]}, actor=ACTOR, now=NOW,
        account=account,
    )  # fmt: skip

    assert answer.account_id == account.pk


@pytest.mark.parametrize(
    ("question", "text", "picks", "field"),
    [
        ("nothing", "x", {}, "question"),
        ("easiest_to_sell", "  ", {}, "text"),
        ("easiest_to_sell", "x" * 5001, {}, "text"),
        ("easiest_to_sell", "x", {"signal": ["hiring"]}, "signal"),
        ("easiest_to_sell", "x", {"industry": "Software"}, "industry"),
        ("easiest_to_sell", "x", {"industry": ["x" * 101]}, "industry"),
        ("easiest_to_sell", "x", {"industry": ["a\x00"]}, "industry"),
        ("easiest_to_sell", "x", {"employees": [500, 50]}, "employees"),
        ("easiest_to_sell", "x", {"employees": [5]}, "employees"),
        ("cycle", "x", {"number": -1}, "number"),
        ("cycle", "x", {"number": True}, "number"),
    ],
)
def test_an_answer_that_says_nothing_or_names_what_was_not_asked_is_refused(as_acme, question, text, picks, field):
    with pytest.raises(AnswerInvalidError) as refusal:
        record(profile_with(), question, text, **picks)

    assert list(refusal.value.fields) == [field]
    assert not IcpAnswer.objects.exists()


def test_a_trait_opens_a_draft_from_the_published_version_and_joins_what_reads_the_fact(as_acme):
    profile = profile_with()

    draft = trait_add(profile=profile, given=TraitGiven("industry", ("Banking",)), actor=ACTOR, now=NOW)

    assert draft.number == 2
    assert rules(draft)["industry"]["shares"] == {"software": 1000, "retail": 600, "Banking": 1000}
    published = published_version(profile)
    assert published is not None and "Banking" not in rules(published)["industry"]["shares"]


def test_a_trait_nobody_reads_yet_becomes_a_criterion_of_its_own(as_acme):
    profile = profile_with()

    given = TraitGiven("technologies", ("Kafka",), label="Uses Kafka", weight=40)
    draft = trait_add(profile=profile, given=given, actor=ACTOR, now=NOW)
    again = trait_add(profile=profile, given=TraitGiven("technologies", ("Oracle",)), actor=ACTOR, now=NOW)
    trait_add(profile=profile, given=TraitGiven("technologies", ("SAP",), against=True), actor=ACTOR, now=NOW)

    assert draft.pk == again.pk
    assert rules(draft)["technologies"] == {
        "kind": "has", "mode": "any", "values": ["Kafka", "Oracle"], "share": 1000, "other": 0,
    }  # fmt: skip
    assert (rules(draft)["technologies_2"]["share"], rules(draft)["technologies_2"]["other"]) == (0, 1000)
    row = next(row for row in criterion_rows(draft.pk) if row["key"] == "technologies")
    assert (row["label"], row["weight"], row["group"]) == ("Uses Kafka", 40, "technographic")


def test_a_line_of_numbers_takes_no_values_and_says_where_it_is_edited(as_acme):
    profile = profile_with()

    with pytest.raises(TraitTakenError) as refusal:
        trait_add(profile=profile, given=TraitGiven("employees", between=(50, 500)), actor=ACTOR, now=NOW)

    assert refusal.value.key == "size"


def test_a_signal_fades_and_a_number_lies_between(as_acme):
    profile = profile_with()
    draft = draft_with(profile, [])

    trait_add(profile=profile, given=TraitGiven("signal.funding", ("",)), actor=ACTOR, now=NOW)
    trait_add(profile=profile, given=TraitGiven("employees", between=(50, 500)), actor=ACTOR, now=NOW)

    assert rules(draft)["signal_funding"] == {"kind": "recency", "decay": "linear", "days": 90}
    assert rules(draft)["employees"]["points"] == [[25, 0], [50, 1000], [500, 1000], [1000, 0]]


def test_what_is_no_fact_is_refused(as_acme):
    with pytest.raises(TraitInvalidError):
        trait_add(profile=profile_with(), given=TraitGiven("nothing", ("x",)), actor=ACTOR, now=NOW)


def test_keys_differ():
    assert key_unlike("a", [{"key": "a"}, {"key": "a_2"}]) == "a_3"
    assert key_unlike("b", [{"key": "a"}]) == "b"
