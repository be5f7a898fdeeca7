"""`make run`: everything the product needs, brought up in order, kept up until Ctrl-C, and taken down again."""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
import socket
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tools.environment import PYTHON, STAMP, environment_ensure, node_ensure
from tools.locations import ROOT, StackError, write_private
from tools.processes import call
from tools.servers import LocalStack
from tools.supervisor import Service, Stopped, Supervisor, stop_signals_raise
from tools.vendor_assets import assets_build, assets_current

DEMO_SLUG = "demo"
DEMO_LOGIN = "demo@abs.test"


@dataclass(frozen=True)
class Surroundings:
    """What the environment says about this instance."""

    home: Path
    port: int
    bind: str
    demo: bool
    database_outside: bool
    redis_outside: bool
    environ: dict[str, str] = field(repr=False)

    @classmethod
    def read(cls, environ: dict[str, str]) -> Surroundings:
        """This function will read the environment.

        :raises StackError: when a variable cannot be understood.
        """
        home = Path(environ.get("ABS_HOME") or ROOT / ".abs").expanduser().resolve()
        port = environ.get("PORT") or "8000"
        if not port.isdecimal() or not 0 < int(port) < 65536:
            raise StackError(f"PORT must be a number between 1 and 65535, not {port!r}")
        if environ.get("DATABASE_URL") and not environ.get("DATABASE_OWNER_URL"):
            raise StackError("DATABASE_URL needs DATABASE_OWNER_URL beside it: the role that migrates")
        path = f"{ROOT / '.venv/bin'}{os.pathsep}{environ.get('PATH', '')}"
        passed = {**environ, "ABS_HOME": str(home), "PORT": port, "PATH": path, "PYTHONUNBUFFERED": "1"}
        return cls(
            home=home,
            port=int(port),
            bind=environ.get("ABS_BIND") or "127.0.0.1",
            demo=environ.get("ABS_DEMO", "1") != "0",
            database_outside=bool(environ.get("DATABASE_URL")),
            redis_outside=bool(environ.get("REDIS_URL")),
            environ=passed,
        )

    @property
    def base_url(self) -> str:
        """The address people use."""
        return (self.environ.get("ABS_BASE_URL") or f"http://localhost:{self.port}").rstrip("/")

    def stack(self) -> LocalStack:
        """This function will return the servers of this instance that no address from outside replaces."""
        return LocalStack(self.home, postgres=not self.database_outside, valkey=not self.redis_outside)

    def manage(self, *arguments: str) -> None:
        """This function will run a management command, showing what it says only when it fails.

        :raises StackError: when it fails.
        """
        if call([PYTHON, "manage.py", *arguments], env=self.environ, quiet=True) != 0:
            raise StackError(f"manage.py {arguments[0]} failed")


def run() -> None:
    """This function will run the product until a signal comes; then nothing of it is left running.

    :raises StackError: when a step of the set-up fails.
    """
    here = Surroundings.read(dict(os.environ))
    stop_signals_raise()
    with _only_instance(here):
        _port_must_be_free(here)
        stack = here.stack()
        try:
            set_up(here, stack)
            supervisor = Supervisor(_services(here), env=here.environ, cwd=ROOT, out=sys.stdout)
            supervisor.run(ready=lambda: _announce(here, supervisor))
        except Stopped:
            pass  # what is wanted; a failure goes on to the caller
        finally:
            stack.down()
    _say("Stopped.")


def set_up(here: Surroundings, stack: LocalStack) -> None:
    """This function will bring everything up to date that the processes need, and skip what is so already."""
    environment_ensure("local")
    if not assets_current():
        node_ensure()
        assets_build()
    stack.up()
    _say("Bringing the database up to date …")
    if here.database_outside:
        here.manage("database_prepare")
    here.manage("migrate", "--noinput")
    _collect_static(here)
    _demo_ensure(here)


def _services(here: Surroundings) -> list[Service]:
    python = str(PYTHON)
    # As root Celery warns against pickled tasks from strangers; ours carry ids, and the queue is a private socket.
    quiet = ["-W", "ignore::UserWarning:celery.platforms"] if os.geteuid() == 0 else []
    celery = [python, *quiet, "-m", "celery", "--app", "abs_platform", "--quiet"]
    worker = [*celery, "worker", "--concurrency", "2", "--loglevel", "WARNING"]
    beat = [*celery, "beat", "--loglevel", "WARNING", "--pidfile="]
    bind = f"[{here.bind}]:{here.port}" if ":" in here.bind else f"{here.bind}:{here.port}"
    return [
        Service("web", [python, "-m", "gunicorn", "-c", "python:abs_platform.gunicorn_conf", "--bind", bind]),
        Service("worker", worker),
        Service("beat", beat),
    ]


def _announce(here: Surroundings, supervisor: Supervisor) -> None:
    """Print the address and a login as soon as the first page can be had."""
    address = "127.0.0.1" if here.bind in ("0.0.0.0", "::") else here.bind  # noqa: S104 - compared, not bound
    url = f"http://{f'[{address}]' if ':' in address else address}:{here.port}/healthz"
    while not supervisor.stopping.wait(0.2):
        try:
            urllib.request.urlopen(url, timeout=2).close()
        except urllib.error.HTTPError:
            break  # it answers; what it says is in the log
        except OSError:
            continue
        break
    else:
        return
    login = "make a workspace: .venv/bin/python manage.py tenant_create --help"
    if (here.home / "demo_loaded").exists():
        password = (here.home / "secrets" / "demo_password").read_text().strip()
        login = f"sign in as {DEMO_LOGIN} with the password {password}"
    _say(f"\n  ABS Platform is ready at {here.base_url}\n  {login}\n  Ctrl-C stops everything.\n")


def _demo_ensure(here: Surroundings) -> None:
    """On the first run, create a workspace filled with examples, unless ABS_DEMO=0."""
    loaded, created = here.home / "demo_loaded", here.home / "demo_created"
    if not here.demo or loaded.exists():
        return
    password = here.home / "secrets" / "demo_password"
    password.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not password.exists():
        write_private(password, secrets.token_urlsafe(12))
    _say("Filling the demo workspace …")
    if not created.exists():
        owner = ["--owner", DEMO_LOGIN, "--password", password.read_text().strip()]
        here.manage("tenant_create", "--slug", DEMO_SLUG, "--name", "Demo", *owner)
        created.touch()
    here.manage("load_demo", "--tenant", DEMO_SLUG)
    loaded.touch()


def _collect_static(here: Surroundings) -> None:
    """Gather, hash and compress the static files; skipped where neither they nor the packages have changed."""
    digest = hashlib.sha256(STAMP.read_bytes())
    for path in sorted((ROOT / "static").rglob("*")):
        state = path.stat()
        digest.update(f"{path.relative_to(ROOT)} {state.st_size} {state.st_mtime_ns}\n".encode())
    stamp = here.home / "static.stamp"
    if stamp.is_file() and stamp.read_text() == digest.hexdigest():
        return
    # axe checks pages in the tests, and Redoc comes with the API's documentation: neither is part of the product
    here.manage("collectstatic", "--noinput", "--ignore", "axe", "--ignore", "redoc", "--verbosity", "0")
    stamp.write_text(digest.hexdigest())


def _port_must_be_free(here: Surroundings) -> None:
    family = socket.AF_INET6 if ":" in here.bind else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((here.bind, here.port))
        except OSError as error:
            raise StackError(
                f"port {here.port} cannot be used ({error.strerror}): choose another with PORT=…"
            ) from error


@contextmanager
def _only_instance(here: Surroundings) -> Iterator[None]:
    """Hold the state folder, so that stopping one instance cannot pull the servers from under another."""
    here.home.mkdir(parents=True, exist_ok=True)
    with (here.home / "run.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StackError(
                f"an instance already runs on {here.home}: choose another folder with ABS_HOME=…"
            ) from error
        yield


def _say(text: str) -> None:
    print(text, flush=True)
