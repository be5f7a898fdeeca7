from __future__ import annotations

from uuid import UUID

import pytest

from common.errors import NotFoundError
from dashboard.services.jobs import AnnouncementNotDeadError, announcement_again, job_stop
from users.services import Actor

ACTOR = Actor.of_command("test")


def test_a_job_that_is_not_there_cannot_be_stopped(as_acme):
    with pytest.raises(NotFoundError):
        job_stop(public_id=UUID(int=1), actor=ACTOR)


def test_an_announcement_that_is_not_dead_cannot_be_tried_again(as_acme):
    with pytest.raises(AnnouncementNotDeadError):
        announcement_again(message_id=1, actor=ACTOR)
