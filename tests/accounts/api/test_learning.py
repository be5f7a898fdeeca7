from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from accounts.domain.icp_facts import Subject
from accounts.services.icp import icp_profile_create
from outbox.models import Job
from outbox.services import outbox_drain
from tests.accounts.icp_examples import ACTOR, NOW
from tests.accounts.learning_examples import deals_to_learn_from, no_black_box

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_black_box")]
__all__ = ["no_black_box"]

ROOT = "/api/v1/icp/profiles/win/learned-reports"


def test_learning_is_asked_for_and_its_report_read(as_acme: Any, api: Any) -> None:
    deals_to_learn_from()
    icp_profile_create(name="Win", subject=Subject.DEAL, actor=ACTOR, now=NOW)
    client = api("icp:read", "icp:write")

    asked = client.post(ROOT, {"until": "2024-04-01", "exclude": ["Colour"]}, content_type="application/json")

    assert asked.status_code == 202
    job = Job.objects.get(public_id=asked.json()["job_id"])
    assert job.payload["order"] == {
        "subject": "deal", "until": "2024-04-01", "include": [], "exclude": ["Colour"],
    }  # fmt: skip
    outbox_drain(now=NOW)
    (found,) = client.get(ROOT).json()["results"]
    assert (found["version"], found["is_discarded"], found["report"]["n"]) == (1, False, 91)
    assert client.get(f"{ROOT}/{found['id']}").json() == found
    assert client.get(f"{ROOT}/{uuid4()}").status_code == 404


def test_an_unknown_setting_is_refused(as_acme: Any, api: Any) -> None:
    icp_profile_create(name="Win", subject=Subject.DEAL, actor=ACTOR, now=NOW)
    answer = api("icp:write").post(ROOT, {"seed": 3}, content_type="application/json")
    assert (answer.status_code, Job.objects.count()) == (400, 0)


def test_learning_is_asked_for_with_the_profile_in_the_body_too(as_acme: Any, api: Any) -> None:
    icp_profile_create(name="Win", subject=Subject.DEAL, actor=ACTOR, now=NOW)
    client, body = api("icp:write"), {"profile": "win", "exclude": ["Colour"]}

    asked = client.post("/api/v1/icp/learn", body, content_type="application/json")

    assert asked.status_code == 202
    assert Job.objects.get(public_id=asked.json()["job_id"]).payload["order"]["exclude"] == ["Colour"]
    for wrong, status in (({"profile": "other"}, 404), ({}, 400)):
        assert client.post("/api/v1/icp/learn", wrong, content_type="application/json").status_code == status
