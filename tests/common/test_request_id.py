"""One id a request: where an operator finds it again."""

from __future__ import annotations

import logging
import logging.config

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from common.request_id import request_id


@pytest.fixture
def in_request():
    token = request_id.set("a-request-of-mine")
    yield "a-request-of-mine"
    request_id.reset(token)


def line_of(record: logging.LogRecord) -> str:
    """The line the configured handler would write."""
    found = logging.config.DictConfigurator(settings.LOGGING)  # type: ignore[attr-defined]
    for one in found.config["handlers"]["stderr"]["filters"]:
        found.configure_filter(found.config["filters"][one]).filter(record)
    formatted: str = found.configure_formatter(found.config["formatters"]["line"]).format(record)
    return formatted


def test_a_log_line_names_its_request(in_request):
    record = logging.makeLogRecord({"name": "accounts", "levelname": "ERROR", "msg": "it broke"})

    assert line_of(record).endswith("ERROR accounts a-request-of-mine it broke")


def test_a_log_line_outside_a_request_says_so():
    record = logging.makeLogRecord({"name": "outbox", "levelname": "INFO", "msg": "one job"})

    assert line_of(record).endswith("INFO outbox - one job")


def test_the_page_of_an_error_on_our_side_names_the_request(in_request):
    assert "<code><bdi>a-request-of-mine</bdi></code>" in render_to_string("500.html")


def test_the_page_of_an_error_on_our_side_runs_as_its_language_does():
    with translation.override("fa"):
        page = render_to_string("500.html")

    assert '<html lang="fa" dir="rtl">' in page
    assert "<code>" not in page
