"""One private PostgreSQL server on a unix socket."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tools.locations import ROOT, Places, StackError, postgres_candidates

PORT = 5432
SUPERUSER = "abs"
LOGIN_ROLES = ("abs_owner", "abs_app", "abs_backup")
ROLES_SQL = ROOT / "tenancy/sql/roles.sql"
DATABASE_SQL = ROOT / "tenancy/sql/database.sql"

# Sane on two cores and a few GB. JIT costs more than it gives in short queries.
SETTINGS: Mapping[str, str] = {
    "listen_addresses": "",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "password_encryption": "scram-sha-256",
    "shared_preload_libraries": "pg_stat_statements",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "32MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "4GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "max_connections": "100",
}
THROW_AWAY: Mapping[str, str] = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "shared_preload_libraries": "",
}


class PostgresServer:
    """A cluster in `places.state/postgres`, made on first start with roles and passwords of its own."""

    def __init__(self, places: Places, *, durable: bool) -> None:
        self.places = places
        self.durable = durable
        self.data = places.state / "postgres"

    def start(self) -> None:
        """This function will start the server, creating cluster, roles and the database `abs` where missing.

        :raises StackError: when no usable PostgreSQL is found or it does not start.
        """
        programs = self._programs()
        if not (self.data / "PG_VERSION").is_file():
            self._initialise(programs)
        if not self.running():
            self._launch(programs)
        marker = self.places.home / "secrets" / "prepared"
        # Roles are made again whenever their SQL changes or the cluster is a new one.
        state = f"{self._identity()} {ROLES_SQL.stat().st_mtime_ns} {DATABASE_SQL.stat().st_mtime_ns}"
        if not marker.is_file() or marker.read_text() != state:
            self._create_roles()
            self.create_database("abs")
            self.run_file("abs", DATABASE_SQL)
            marker.write_text(state)

    def stop(self) -> None:
        """This function will stop the server: open transactions are rolled back, everything committed is kept."""
        if not self._has_process():
            return
        done = self._control("stop", "-m", "fast", "-w", "-t", "60")
        if done.returncode != 0 and self._has_process():
            raise StackError(f"PostgreSQL did not stop: {done.stdout.decode(errors='replace').strip()}")

    def running(self) -> bool:
        """This function will say whether the server takes connections on its socket."""
        with socket.socket(socket.AF_UNIX) as probe:
            probe.settimeout(5)
            try:
                probe.connect(str(self.places.sockets / f".s.PGSQL.{PORT}"))
            except OSError:
                return False
        return True

    def url(self, role: str, name: str) -> str:
        """This function will return the address of a database as a role, in the form Django's settings read."""
        return f"postgres://{role}:{self.places.secret(role)}@/{name}?host={self.places.sockets}&port={PORT}"

    def create_database(self, name: str, template: str | None = None) -> None:
        """This function will create a database owned by abs_owner that only our roles may enter; an existing one stays.

        With `template` it is a copy of that database, which nobody may be connected to at the time.
        """
        known = f"SELECT count(*) FROM pg_database WHERE datname = {_literal(name)}"  # noqa: S608 - quoted
        if self._query("postgres", known) != "0":
            return
        copied = f" TEMPLATE {_name(template)} STRATEGY FILE_COPY" if template is not None else ""
        self._query("postgres", f"CREATE DATABASE {_name(name)} OWNER abs_owner{copied}")
        self.run_file(name, DATABASE_SQL)

    def drop_database(self, name: str) -> None:
        """This function will drop a database, ending its connections, if it exists."""
        self._query("postgres", f"DROP DATABASE IF EXISTS {_name(name)} WITH (FORCE)")

    def run_file(self, database: str, path: Path) -> None:
        """This function will run a file of SQL as superuser in one transaction."""
        self._psql(database, "--single-transaction", "-f", str(path))

    # -- inside -------------------------------------------------------------------------------------------------------
    def _programs(self) -> Path:
        """Return the folder of programs to use: that of the cluster's own major version, else the best one."""
        found: list[tuple[str, Path]] = []
        for program in postgres_candidates(self.places.account):
            said = self.places.account.run([program, "--version"]).stdout.decode()
            found.append((said.split()[2].split(".")[0], program.parent))
        if not found:
            raise StackError("no PostgreSQL server found: install the locked requirements, or set DATABASE_URL")
        version = self.data / "PG_VERSION"
        if not version.is_file():
            return found[0][1]
        major = version.read_text().strip()
        for candidate, folder in found:
            if candidate == major:
                return folder
        raise StackError(f"the data in {self.data} is PostgreSQL {major}'s, but only {found[0][0]} is installed")

    def _initialise(self, programs: Path) -> None:
        fresh = self.data.with_name("postgres.new")  # renamed when complete, so a killed initdb leaves no half cluster
        shutil.rmtree(fresh, ignore_errors=True)
        handle, name = tempfile.mkstemp(dir=self.places.state)
        password_file = Path(name)
        try:
            with os.fdopen(handle, "w") as file:
                file.write(self.places.secret(SUPERUSER))
            self.places.account.own(password_file, 0o600)
            major = int(self.places.account.run([programs / "postgres", "--version"]).stdout.split()[2].split(b".")[0])
            # lc_ctype must be C.UTF-8: with C, trigrams and lower() see no Cyrillic and no Persian letters.
            provider = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if major >= 17 else []
            command: list[str | Path] = [programs / "initdb", "-D", fresh, "-U", SUPERUSER, "-E", "UTF8"]
            command += ["--lc-collate=C", "--lc-ctype=C.UTF-8", "--lc-messages=C", *provider]
            command += ["--auth-local=scram-sha-256", "--auth-host=reject", f"--pwfile={password_file}"]
            command += ["--data-checksums"] if self.durable else ["--no-sync"]
            done = self.places.account.run(command)
        finally:
            password_file.unlink()
        if done.returncode != 0:
            raise StackError(f"initdb failed: {done.stdout.decode(errors='replace').strip()[-400:]}")
        fresh.rename(self.data)

    def _launch(self, programs: Path) -> None:
        settings = {**SETTINGS, **({} if self.durable else THROW_AWAY)}
        settings["unix_socket_directories"] = str(self.places.sockets)
        options = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
        with self.places.log("postgres") as log:
            done = self.places.account.run(
                [programs / "pg_ctl", "-D", self.data, "-w", "-t", "60", "-s", "-o", options, "start"], output=log
            )
        if done.returncode != 0:
            raise StackError(f"PostgreSQL did not start: see {self.places.home / 'logs' / 'postgres.log'}")

    def _control(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        return self.places.account.run([self._programs() / "pg_ctl", "-D", self.data, *arguments])

    def _has_process(self) -> bool:
        return (self.data / "postmaster.pid").is_file() and self._control("status").returncode == 0

    def _identity(self) -> str:
        # The folder's number changes when the cluster is made anew; its time changes with every start.
        return f"{self.data.stat().st_ino}"

    def _create_roles(self) -> None:
        passwords = [f"ALTER ROLE {role} PASSWORD {_literal(self.places.secret(role))};" for role in LOGIN_ROLES]
        self.run_file("postgres", ROLES_SQL)
        self._query("postgres", " ".join(passwords))

    def _query(self, database: str, sql: str) -> str:
        return self._psql(database, "-At", "-f", "-", sql=sql).strip()

    def _psql(self, database: str, *arguments: str, sql: str = "") -> str:
        """Run psql as the superuser, under our own account: it reads our files, and SQL with passwords by stdin."""
        environment = {
            "PATH": os.environ.get("PATH", ""),
            "PGPASSWORD": self.places.secret(SUPERUSER),
            "PGHOST": str(self.places.sockets),
            "PGPORT": str(PORT),
            "PGUSER": SUPERUSER,
            "PGDATABASE": database,
            "PGOPTIONS": "-c client_min_messages=warning",
        }
        done = subprocess.run(
            [str(self._programs() / "psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", *arguments],
            input=sql.encode(),
            capture_output=True,
            env=environment,
            check=False,
        )
        if done.returncode != 0:
            raise StackError(f"PostgreSQL refused: {done.stderr.decode(errors='replace').strip()[-400:]}")
        return done.stdout.decode()


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
