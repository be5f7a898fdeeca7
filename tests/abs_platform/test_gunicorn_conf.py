"""How the web process begins."""

from __future__ import annotations

import gc

from abs_platform import gunicorn_conf


def test_what_a_worker_has_loaded_is_not_looked_through_again() -> None:
    gunicorn_conf.post_worker_init(None)
    try:
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()
