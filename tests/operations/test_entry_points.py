from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tools.locations import ROOT, StackError
from tools.run import Surroundings


def test_the_command_of_the_integration_server_is_the_one_people_use() -> None:
    script = ROOT / ".ci/run"
    assert os.access(script, os.X_OK)
    assert script.read_text().splitlines()[-1] == "exec make test"


def test_every_target_the_readme_names_exists() -> None:
    targets = set(re.findall(r"^([a-z ]+):$", (ROOT / "Makefile").read_text(), re.M))
    known = {name for names in targets for name in names.split()}
    named = set(
        re.findall(r"`make ([a-z]+)", (ROOT / "README.md").read_text() + (ROOT / "CONTRIBUTING.md").read_text())
    )
    assert named
    assert named <= known


def test_an_unknown_command_is_refused_with_the_list_of_those_there_are() -> None:
    done = subprocess.run(["python3", "tools/dev.py", "fly"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "usage:" in done.stderr


def test_a_command_without_a_database_says_so_in_one_line(tmp_path: Path) -> None:
    nowhere = f"postgres://abs_app:x@/abs?host={tmp_path}&port=5432"
    done = subprocess.run(
        [sys.executable, "manage.py", "recompute", "--tenant", "acme"], cwd=ROOT, capture_output=True, text=True,
        check=False, env={**os.environ, "ABS_HOME": str(tmp_path), "DATABASE_URL": nowhere},
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.startswith("the database does not answer; `make run` or `make up` starts the local one.")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("environ", "complaint"),
    [
        ({"PORT": "http"}, "PORT must be a number"),
        ({"PORT": "70000"}, "PORT must be a number"),
        ({"DATABASE_URL": "postgres://abs_app:x@db/abs"}, "needs DATABASE_OWNER_URL"),
    ],
)
def test_an_environment_that_cannot_be_meant_is_refused_in_one_line(environ: dict[str, str], complaint: str) -> None:
    with pytest.raises(StackError, match=complaint):
        Surroundings.read(environ)


def test_addresses_from_outside_replace_the_local_servers() -> None:
    urls = {"DATABASE_URL": "postgres://abs_app:x@db/abs", "DATABASE_OWNER_URL": "postgres://abs_owner:x@db/abs"}
    here = Surroundings.read({**urls, "REDIS_URL": "redis://cache/0"})
    assert (here.database_outside, here.redis_outside) == (True, True)
    stack = here.stack()
    assert (stack.postgres, stack.valkey) == (None, None)
    assert here.environ["DATABASE_URL"] == "postgres://abs_app:x@db/abs"


def test_every_variable_the_product_reads_is_described() -> None:
    manual = (ROOT / "docs/operations.md").read_text()
    sources = [*ROOT.glob("abs_platform/*.py"), *ROOT.glob("tools/*.py"), *ROOT.glob("*.yml")]
    pattern = r"""["'{]((?:ABS_[A-Z_]+|PORT|DATABASE_[A-Z_]*URL|REDIS_URL|WEB_CONCURRENCY|WORKER_CONCURRENCY))["':}]"""
    read = {name for path in sources for name in re.findall(pattern, path.read_text())}
    internal = {"ABS_DATABASE_ROLE"}
    assert sorted(name for name in read - internal if f"`{name}`" not in manual) == []
