from __future__ import annotations

from pathlib import Path

import pytest
from django.db import DatabaseError

from abs_platform import beat, celery


@pytest.fixture
def scheduler(settings, tmp_path: Path) -> beat.SlotScheduler:
    settings.ABS_HOME = tmp_path / "home"
    return beat.SlotScheduler(app=celery.app)


@pytest.mark.django_db
def test_a_look_that_succeeds_is_told_to_the_health_check(scheduler: beat.SlotScheduler, tmp_path: Path) -> None:
    assert scheduler.tick() == beat.TICK_SECONDS
    assert (tmp_path / "home" / "beat.alive").exists()


def test_a_look_that_fails_is_not_and_the_next_one_follows(
    scheduler: beat.SlotScheduler, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_: object) -> int:
        raise DatabaseError("away")

    monkeypatch.setattr(beat, "periodic_fire", refuse)
    assert scheduler.tick() == beat.TICK_SECONDS
    assert not (tmp_path / "home" / "beat.alive").exists()
