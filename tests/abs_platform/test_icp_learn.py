from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import IcpProfile
from tests.accounts.learning_examples import deals_to_learn_from, no_black_box

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_black_box")]
__all__ = ["no_black_box"]


def learn(*options: str) -> str:
    out = StringIO()
    call_command("icp_learn", "--tenant", "acme", *options, stdout=out, stderr=StringIO())
    return out.getvalue()


def test_json_is_one_object_with_the_promised_keys(as_acme: Any) -> None:
    deals_to_learn_from()

    told = json.loads(learn("--profile", "win", "--subject", "deal", "--exclude", "Colour", "--json"))

    assert (told["profile"], told["version"], told["decision"]) == ("win", 1, "usable")
    promised = {
        "n", "won", "split", "auc", "auc_low", "auc_high", "lift_top_decile", "calibration", "black_box_auc",
        "leaky_fields", "seconds",
    }  # fmt: skip
    assert promised <= set(told)
    assert (told["n"], told["split"]) == (120, "time")
    assert {"score_from", "score_to", "n", "won", "win_rate", "win_rate_low", "win_rate_high"} <= set(
        told["calibration"][0]
    )
    assert IcpProfile.objects.get().subject == "deal"


def test_sentences_say_the_same(as_acme: Any) -> None:
    deals_to_learn_from(30)
    assert learn("--profile", "win").startswith("win version 1: too_little_data; 30 closed deals")


def test_deals_without_dates_are_examined_in_folds(as_acme: Any) -> None:
    deals_to_learn_from(dated=False)
    assert json.loads(learn("--profile", "win", "--json"))["split"] == "cv"


def test_mistakes_are_told_in_one_line(as_acme: Any) -> None:
    with pytest.raises(CommandError, match="no workspace 'nowhere'"):
        call_command("icp_learn", "--tenant", "nowhere", "--profile", "win")
    with pytest.raises(CommandError, match="There is no field “Colr”"):
        learn("--profile", "win", "--exclude", "Colr")
    with pytest.raises(CommandError, match="is no day; write it as 2017-01-31"):
        learn("--profile", "win", "--until", "01.01.2017")
    assert IcpProfile.objects.count() == 0
