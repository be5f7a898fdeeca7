from __future__ import annotations

from django.urls import clear_url_caches, get_resolver

from abs_platform import gunicorn_conf


def test_a_new_worker_knows_every_view_before_its_first_request() -> None:
    clear_url_caches()

    gunicorn_conf.post_worker_init(object())

    assert "url_patterns" in vars(get_resolver())
