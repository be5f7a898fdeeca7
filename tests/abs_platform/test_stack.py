"""The environment wins over the local stack, and each client hears its addresses in its own words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from abs_platform.stack import endpoints, secret_key

NAMES = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "ABS_BROKER_URL", "ABS_DATABASE_ROLE", "ABS_SECRET_KEY")
LOCAL = {
    "database_url": "postgres://app@/abs?host=/run/x",
    "database_owner_url": "postgres://owner@/abs?host=/run/x",
    "redis_url": "unix:///run/x/valkey.sock?db=0",
    "broker_url": "redis+socket:///run/x/valkey.sock?virtual_host=1",
}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "stack.json").write_text(json.dumps(LOCAL))
    return tmp_path


def test_the_local_stack_is_found_by_its_folder(home: Path):
    assert endpoints(home) == {key: LOCAL[key] for key in ("database_url", "redis_url", "broker_url")}


def test_the_owner_is_another_address(home: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ABS_DATABASE_ROLE", "owner")
    assert endpoints(home)["database_url"] == LOCAL["database_owner_url"]


def test_the_environment_wins(home: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://elsewhere/abs")
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere:6379/3")
    assert endpoints(home) == {
        "database_url": "postgres://elsewhere/abs",
        "redis_url": "redis://elsewhere:6379/3",
        "broker_url": "redis://elsewhere:6379/3",
    }


@pytest.mark.parametrize(
    ("given", "broker"),
    [
        ("unix:///run/v.sock?db=4", "redis+socket:///run/v.sock?virtual_host=4"),
        ("unix:///run/v.sock", "redis+socket:///run/v.sock?virtual_host=0"),
        ("rediss://host:6380/1", "rediss://host:6380/1"),
    ],
)
def test_a_socket_is_told_to_the_broker_in_its_own_words(
    home: Path, monkeypatch: pytest.MonkeyPatch, given: str, broker: str
):
    monkeypatch.setenv("REDIS_URL", given)
    assert endpoints(home)["broker_url"] == broker


def test_a_secret_is_made_once_and_kept_private(home: Path, monkeypatch: pytest.MonkeyPatch):
    first = secret_key(home)
    assert (secret_key(home), len(first)) == (first, 96)
    assert (home / "secret_key").stat().st_mode & 0o777 == 0o600
    monkeypatch.setenv("ABS_SECRET_KEY", "given")
    assert secret_key(home) == "given"
