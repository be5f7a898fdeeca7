from __future__ import annotations

import csv
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.domain.icp_facts import Subject
from accounts.models import Account, Deal
from accounts.services.learning import LearnOrder, icp_learn, profile_for_learning
from tests.accounts.icp_examples import ACTOR, CRITERIA, NOW, new_account, profile_with
from tests.accounts.learning_examples import deals_to_learn_from, no_black_box

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_black_box")]
__all__ = ["no_black_box"]

AMOUNT: dict[str, Any] = {
    "key": "amount", "label": "Amount", "group": "value", "fact": "deal.amount", "weight": 10,
    "rule": {"kind": "range", "points": [[0, 0], [10_000, 1000]]},
}  # fmt: skip
PLAN: dict[str, Any] = {
    "key": "plan", "label": "Plan", "group": "value", "fact": "deal.custom.Plan", "weight": 10,
    "rule": {"kind": "one_of", "shares": {"gold": 1000}},
}  # fmt: skip


def scored(folder: Path, text: str, *options: str, mapping: Any = None) -> tuple[list[dict[str, str]], str]:
    given, made, errors = folder / "in.csv", folder / "out.csv", StringIO()
    given.write_text(text, encoding="utf-8")
    if mapping is not None:
        (folder / "map.json").write_text(json.dumps(mapping), encoding="utf-8")
        options = (*options, "--mapping", str(folder / "map.json"))
    call_command(
        "icp_score_file", "--tenant", "acme", *options, str(given), str(made), stdout=StringIO(), stderr=errors
    )
    with made.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file)), errors.getvalue()


def test_rows_keep_their_cells_and_order_and_get_four_more(as_acme: Any, tmp_path: Path) -> None:
    profile_with([AMOUNT, PLAN], subject=Subject.DEAL, name="Win")

    rows, _ = scored(tmp_path, "amount,Plan,Colour\n50.00,gold,red\n,silver,blue\n", "--profile", "win")

    assert rows == [
        {"amount": "50.00", "Plan": "gold", "Colour": "red", "score": "75.000", "potential": "75.000",
         "win_probability": "", "excluded": ""},
        {"amount": "", "Plan": "silver", "Colour": "blue", "score": "0.000", "potential": "50.000",
         "win_probability": "", "excluded": ""},
    ]  # fmt: skip
    assert Deal.objects.count() == 0


def test_a_mapping_of_an_import_works_without_the_outcome_s_column(as_acme: Any, tmp_path: Path) -> None:
    profile_with([AMOUNT, PLAN], subject=Subject.DEAL, name="Win")
    mapping = {
        "external_id": "id",
        "fields": {"amount": {"column": "Value"}, "status": {"column": "Outcome", "values": {"W": "won"}}},
        "custom": ["Plan", "Region"],
    }

    rows, warned = scored(tmp_path, "id,Value,Plan\n7,100,gold\n7,oops,gold\n", "--profile", "win:1", mapping=mapping)

    assert [row["score"] for row in rows] == ["100.000", "50.000"]
    assert "no column Region" in warned
    assert "1 values could not be read" in warned
    assert "Outcome" not in warned


def test_the_facts_of_a_known_account_count(as_acme: Any, tmp_path: Path) -> None:
    new_account(domain="acme.test", industry="software", employees=500)
    profile_with(CRITERIA, subject=Subject.DEAL, name="Win")

    rows, _ = scored(tmp_path, "account_domain\nacme.test\nother.test\n", "--profile", "win")

    assert [(row["score"], row["potential"]) for row in rows] == [("100.000", "100.000"), ("0.000", "100.000")]


def test_accounts_are_scored_too_and_the_excluded_name_their_knock_out(as_acme: Any, tmp_path: Path) -> None:
    profile_with(CRITERIA)

    rows, _ = scored(
        tmp_path, "name,industry,employees\nA,retail,300\nB,gambling,500\n", "--profile", "best", "--subject", "account"
    )

    assert [(row["score"], row["excluded"]) for row in rows] == [("56.000", ""), ("40.000", "gambling")]
    assert Account.objects.count() == 0


def test_a_learned_version_gives_chances(as_acme: Any, tmp_path: Path) -> None:
    deals_to_learn_from()
    profile = profile_for_learning(name="win", subject=Subject.DEAL, actor=ACTOR, now=NOW)
    icp_learn(profile=profile, order=LearnOrder(Subject.DEAL), actor=ACTOR, now=NOW)

    rows, _ = scored(tmp_path, "amount,Origin\n90,referral\n10,cold\n", "--profile", "win")

    good, bad = (float(row["win_probability"]) for row in rows)
    assert 0 < bad < good < 1
    assert Deal.objects.count() == 120


def test_scores_of_a_draft_that_learned_nothing_come_with_a_warning(as_acme: Any, tmp_path: Path) -> None:
    deals_to_learn_from(12)
    profile = profile_for_learning(name="win", subject=Subject.DEAL, actor=ACTOR, now=NOW)
    icp_learn(profile=profile, order=LearnOrder(Subject.DEAL), actor=ACTOR, now=NOW)

    _, warned = scored(tmp_path, "amount,Origin\n90,referral\n", "--profile", "win")

    assert "say nothing about who will buy: the draft was learned from too few closed deals" in warned


def test_what_no_column_says_of_a_fact_the_profile_reads_is_told(as_acme: Any, tmp_path: Path) -> None:
    profile_with([AMOUNT, PLAN, *CRITERIA], subject=Subject.DEAL, name="Win")

    rows, warned = scored(tmp_path, "Deal Cost,Plan\n100,gold\n", "--profile", "win")

    assert rows[0]["potential"] != rows[0]["score"]
    assert "deal.amount, industry, employees; no column says it" in warned
    assert "deal.custom.Plan" not in warned

    _, warned = scored(tmp_path, "amount,Plan,account_name\n100,gold,Acme\n", "--profile", "win")
    assert warned == ""


def test_of_an_account_s_facts_those_of_the_file_are_asked_for(as_acme: Any, tmp_path: Path) -> None:
    profile_with(CRITERIA)
    _, warned = scored(tmp_path, "name,employees\nA,300\n", "--profile", "best", "--subject", "account")
    assert "the profile also reads industry; no column says it" in warned


def test_values_that_cannot_be_read_are_told_with_their_places(as_acme: Any, tmp_path: Path) -> None:
    profile_with([AMOUNT], subject=Subject.DEAL, name="Win")

    rows, warned = scored(tmp_path, "amount\n1\n" + "oops\n" * 7, "--profile", "win")

    assert [row["score"] for row in rows[1:]] == ["0.000"] * 7
    assert "7 values could not be read" in warned
    assert "line 3, column amount" in warned
    assert "line 7" in warned
    assert "line 8" not in warned


def test_mistakes_are_told_in_one_line(as_acme: Any, tmp_path: Path) -> None:
    profile_with(CRITERIA)
    with pytest.raises(CommandError, match="scores another subject"):
        scored(tmp_path, "name\nA\n", "--profile", "best")
    with pytest.raises(CommandError, match="There is no such profile"):
        scored(tmp_path, "name\nA\n", "--profile", "nobody")
    with pytest.raises(CommandError, match="there is no folder"):
        call_command("icp_score_file", "--tenant", "acme", "--profile", "best", __file__, "/no/such/out.csv")
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("icp_score_file", "--tenant", "acme", "--profile", "best", __file__, str(tmp_path))
