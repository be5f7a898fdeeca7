"""Workers and schedulers that could see across workspaces do not start."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from abs_platform.celery import app

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.reliability
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "program", [["worker", "-c", "1", "--pool", "solo"], ["beat", "--pidfile="]], ids=["worker", "beat"]
)
def test_a_role_that_bypasses_row_level_security_is_refused(program):
    ended = subprocess.run(
        [sys.executable, "-m", "celery", "-A", "abs_platform", "-q", *program],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": os.environ["DATABASE_OWNER_URL"]},
        capture_output=True,
        text=True,
        timeout=300,
    )

    assert ended.returncode != 0
    assert "refusing to serve as database role" in ended.stderr


def test_a_killed_worker_loses_no_task_and_hoards_none():
    assert app.conf.task_acks_late and app.conf.task_reject_on_worker_lost
    assert app.conf.worker_prefetch_multiplier == 1
    assert app.conf.broker_transport_options["visibility_timeout"] == 600
