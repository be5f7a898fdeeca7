"""One private Valkey (or Redis) server on a unix socket."""

from __future__ import annotations

import socket
import subprocess
import time
from pathlib import Path

from tools.locations import Places, StackError, valkey_program

START_SECONDS = 20.0


class ValkeyServer:
    """Holds the cache (database 0) and the doorbell queue of the workers (database 1)."""

    def __init__(self, places: Places, *, durable: bool) -> None:
        self.places = places
        self.durable = durable
        self.data = places.state / "valkey"
        self.socket = places.sockets / "valkey.sock"

    def start(self) -> None:
        """This function will start the server unless it runs already.

        :raises StackError: when it does not answer in time.
        """
        if self.running():
            return
        program = valkey_program(self.places.account)
        self.data.mkdir(exist_ok=True, mode=0o700)
        self.places.account.own(self.data, 0o700)
        with self.places.log("valkey") as log:
            # The shell puts it in the background and ends: the server is nobody's child, so it leaves no zombie,
            # and a Ctrl-C in the terminal does not reach it before the supervisor stops it in order.
            subprocess.run(
                ["/bin/sh", "-c", '"$@" &', "sh", str(program), *self._arguments()],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd="/",
                start_new_session=True,
                check=True,
                **self.places.account.popen_kwargs(),
            )
        deadline = time.monotonic() + START_SECONDS
        while not self.running():
            if time.monotonic() > deadline:
                raise StackError(f"Valkey did not start: see {self.places.home / 'logs' / 'valkey.log'}")
            time.sleep(0.02)

    def stop(self) -> None:
        """This function will stop the server by its own command (a process number could meanwhile be another's)."""
        process = self._process()
        if process is None:
            return
        self._command("SHUTDOWN", "NOSAVE")  # a snapshot is not wanted; the append-only file is flushed all the same
        deadline = time.monotonic() + START_SECONDS
        while self.running() or _alive(process):
            if time.monotonic() > deadline:
                raise StackError("Valkey did not stop")
            time.sleep(0.02)

    def running(self) -> bool:
        """This function will say whether the server answers."""
        return self._command("PING").startswith("+PONG")

    def _process(self) -> int | None:
        """Return the server's process number, as told by itself."""
        for line in self._command("INFO", "server").splitlines():
            if line.startswith("process_id:"):
                return int(line.partition(":")[2])
        return None

    def _arguments(self) -> list[str]:
        return [
            *("--port", "0", "--unixsocket", str(self.socket), "--unixsocketperm", "700"),
            *("--dir", str(self.data), "--databases", "16", "--save", ""),
            *("--appendonly", "yes" if self.durable else "no", "--appendfsync", "everysec"),
            *("--maxmemory-policy", "noeviction", "--daemonize", "no", "--loglevel", "notice"),
        ]

    def _command(self, *words: str) -> str:
        """Send one command and return the raw answer, empty where nobody answers."""
        request = f"*{len(words)}\r\n" + "".join(f"${len(word)}\r\n{word}\r\n" for word in words)
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(5)
            try:
                connection.connect(str(self.socket))
                connection.sendall(request.encode())
                return self._answer(connection)
            except OSError:
                return ""

    @staticmethod
    def _answer(connection: socket.socket) -> str:
        received = b""
        while chunk := connection.recv(65536):
            received += chunk
            head, _, body = received.partition(b"\r\n")
            if not head.startswith(b"$") or len(body) >= int(head[1:]):
                break
        return received.decode(errors="replace")


def _alive(process: int) -> bool:
    """Whether a process still runs; one that has ended and waits to be reaped does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] not in ("Z", "X")
    except OSError:  # gone; or no Linux, where not answering has to be enough
        return False
