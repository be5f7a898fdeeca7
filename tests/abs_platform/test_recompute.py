from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Account, FitScore
from outbox.models import Job
from tests.accounts.icp_examples import new_account, profile_with

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def alone(settings: Any) -> None:
    """Nobody listens to moved fits: what tiers do with them is theirs to test."""
    settings.OUTBOX_ROUTES = {**settings.OUTBOX_ROUTES, "fit.changed": ()}


def recompute(*options: str) -> str:
    out = StringIO()
    call_command("recompute", *options, stdout=out, stderr=StringIO())
    return out.getvalue()


def test_waiting_returns_when_every_account_is_scored(as_acme: Any) -> None:
    account = new_account(employees=500)
    profile_with()
    recompute("--tenant", "acme", "--wait")
    Account.objects.filter(pk=account.pk).update(employees=100)

    told = json.loads(recompute("--tenant", "acme", "--wait", "--json"))

    assert (told["state"], told["changed"], told["moved"]) == ("done", 1, 1)
    assert FitScore.objects.get(account=account).score_milli == 60_000


def test_without_waiting_the_work_is_queued(as_acme: Any) -> None:
    new_account()
    profile_with()

    told = recompute("--tenant", "acme")

    job = Job.objects.filter(kind="accounts.rescore", parent=None).latest("id")
    assert told == f"job {job.public_id} is queued\n"
    assert FitScore.objects.count() == 0


def test_an_unknown_workspace_is_refused_in_one_line(db: None) -> None:
    with pytest.raises(CommandError, match="there is no workspace 'nobody'"):
        recompute("--tenant", "nobody")
