"""Every wire named in the settings ends somewhere."""

from __future__ import annotations

import ast

from django.apps import apps
from django.conf import settings
from django.core.management import get_commands
from django.utils.module_loading import import_string

from tests.architecture.source import modules

COMMANDS = {"tenant_create", "api_key_create", "import_file", "recompute", "load_demo", "sweep"}


def test_every_outbox_route_ends_at_a_registered_consumer():
    from outbox import registry

    named = {consumer for consumers in settings.OUTBOX_ROUTES.values() for consumer in consumers}
    assert named - set(registry.CONSUMERS) == set()


def test_every_registered_consumer_is_reached_by_a_route():
    from outbox import registry

    named = {consumer for consumers in settings.OUTBOX_ROUTES.values() for consumer in consumers}
    assert {name for name in registry.CONSUMERS if not name.startswith("tests.")} - named == set()


def test_every_topic_says_whose_ids_its_keys_are():
    assert set(settings.OUTBOX_KEYS) == set(settings.OUTBOX_ROUTES)
    for topic, label in settings.OUTBOX_KEYS.items():
        assert label is None or apps.get_model(label), topic


def test_no_consumer_takes_the_keys_of_one_model_for_those_of_another():
    from outbox import registry

    for topic, consumers in settings.OUTBOX_ROUTES.items():
        for name in consumers:
            taken = registry.CONSUMERS[name].keys
            assert taken in (None, settings.OUTBOX_KEYS[topic]), f"{topic} announces to {name}, which takes {taken}"


def test_only_known_topics_are_announced():
    named = {
        keyword.value.value
        for module in modules().values()
        for call in ast.walk(module)
        if isinstance(call, ast.Call)
        for keyword in call.keywords
        if keyword.arg == "topic" and isinstance(keyword.value, ast.Constant)
    }
    assert named == set(settings.OUTBOX_ROUTES)


def test_every_starter_of_a_workspace_exists():
    for path in settings.WORKSPACE_STARTERS:
        assert callable(import_string(path)), path


def test_the_nightly_purge_forgets_in_every_room_that_is_named(as_acme):
    from outbox.services import job_enqueue, outbox_drain

    job = job_enqueue(kind="outbox.purge", payload={})
    outbox_drain()
    job.refresh_from_db()
    assert job.result == {"jobs": 0, "answers": 0, "slots": 0, "notifications": 0}


def test_the_commands_of_the_contract_exist():
    assert COMMANDS - set(get_commands()) == set()
