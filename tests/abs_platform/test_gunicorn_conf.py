from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from django.urls import clear_url_caches, get_resolver

from abs_platform import gunicorn_conf


@pytest.fixture(autouse=True)
def thawed() -> Iterator[None]:
    yield
    gc.unfreeze()


def test_a_new_worker_knows_every_view_before_its_first_request() -> None:
    clear_url_caches()

    gunicorn_conf.post_worker_init(object())

    assert "url_patterns" in vars(get_resolver())


def test_what_a_new_worker_has_loaded_is_left_out_when_garbage_is_collected() -> None:
    gunicorn_conf.post_worker_init(object())

    assert gc.get_freeze_count() > 10 * len(gc.get_objects())
