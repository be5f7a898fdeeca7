"""The product served over HTTP, and several connections that ask it at once."""

from __future__ import annotations

import http.client
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

from benchmarks.harness import Bench, Usage, metered, percentile
from tools.locations import ROOT


@dataclass
class Site:
    """The product as served to the benchmark."""

    port: int
    pid: int
    cookies: dict[str, str] = field(default_factory=dict)

    def wait(self) -> None:
        """This function will return when the first answer comes."""
        for _ in range(300):
            try:
                if self.connection().get("/healthz")[0] == 200:
                    return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("the server did not start")

    def connection(self, headers: Mapping[str, str] | None = None) -> Connection:
        """This function will open a connection that is kept alive and carries the session, if there is one."""
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return Connection(self.port, {**({"Cookie": cookie} if cookie else {}), **(headers or {})})

    def sign_in(self, email: str, password: str) -> None:
        """This function will sign in through the form, as a person does."""
        page = self.connection().get("/auth/login/")
        token = page[1].partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
        self.cookies |= page[2]
        form = urlencode({"csrfmiddlewaretoken": token, "login": email, "password": password})
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://127.0.0.1:{self.port}"}
        status, body, cookies = self.connection(headers).send("POST", "/auth/login/", form.encode())
        if status != 302:
            raise RuntimeError(f"signing in answered {status}: {body[-500:]}")
        self.cookies |= cookies


class Connection:
    """One connection, kept alive."""

    def __init__(self, port: int, headers: Mapping[str, str]) -> None:
        self._http = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self._headers = {"Accept-Encoding": "identity", **headers}

    def get(self, path: str) -> tuple[int, str, dict[str, str]]:
        """This function will GET a path; it returns status, body and cookies set."""
        return self.send("GET", path, None)

    def send(self, method: str, path: str, body: bytes | None) -> tuple[int, str, dict[str, str]]:
        """This function will send a request; it returns status, body and cookies set."""
        self._http.request(method, path, body=body, headers=self._headers)
        answer = self._http.getresponse()
        text = answer.read().decode()
        set_cookies = [value for name, value in answer.getheaders() if name.lower() == "set-cookie"]
        cookies = dict(value.partition(";")[0].split("=", 1) for value in set_cookies)
        return answer.status, text, cookies


@contextmanager
def serving(bench: Bench, *, processes: int = 2, threads: int = 4) -> Iterator[Site]:
    """This function will serve the product by gunicorn for the length of the block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    environ = {**bench.environ, "WEB_CONCURRENCY": str(processes), "ABS_WEB_THREADS": str(threads)}
    command = [sys.executable, "-m", "gunicorn", "-c", "python:abs_platform.gunicorn_conf"]
    with subprocess.Popen([*command, "--bind", f"127.0.0.1:{port}"], cwd=ROOT, env=environ) as server:
        site = Site(port=port, pid=server.pid)
        try:
            site.wait()
            yield site
        finally:
            server.terminate()


@dataclass
class Load:
    """What so many connections asking at once got."""

    latencies_ms: list[float]
    usage: Usage

    @property
    def per_second(self) -> float:
        """Answers a second."""
        return len(self.latencies_ms) / self.usage.seconds

    def each(self, total_ms: float) -> float:
        """Milliseconds an answer."""
        return total_ms / len(self.latencies_ms)

    def figures(self) -> dict[str, float | int]:
        """What goes beside a measurement."""
        return {
            "n": len(self.latencies_ms),
            "p50_ms": statistics.median(self.latencies_ms),
            "p95_ms": percentile(self.latencies_ms, 0.95),
            "app_cpu_ms": self.each(self.usage.app_cpu_ms),
            "db_cpu_ms": self.each(self.usage.db_cpu_ms),
        }


def load(
    bench: Bench,
    site: Site,
    ask: Callable[[Connection, int], int],
    *,
    requests: int,
    concurrency: int = 8,
    headers: Mapping[str, str] | None = None,
) -> Load:
    """This function will send requests from several connections at once; `ask` sends one and returns its status.

    A tenth of them goes before, unmeasured, so that caches and connections are warm.
    :raises RuntimeError: when an answer is not a success.
    """
    latencies: list[float] = []
    failures: list[int] = []
    counter = iter(range(10**9))
    lock = threading.Lock()

    def work(until: int) -> None:
        connection = site.connection(headers)
        while True:
            with lock:
                number = next(counter)
            if number >= until or failures:
                return
            started = time.perf_counter()
            status = ask(connection, number)
            taken = (time.perf_counter() - started) * 1000
            with lock:
                latencies.append(taken)
                if status >= 300:
                    failures.append(status)

    def run(until: int) -> None:
        threads = [threading.Thread(target=work, args=(until,)) for _ in range(concurrency)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    warm = max(concurrency, requests // 10)
    run(warm)
    latencies.clear()
    with metered(site.pid, bench.postmaster) as usage:
        run(warm + requests + concurrency)
    if failures:
        raise RuntimeError(f"an answer had status {failures[0]}")
    return Load(latencies, usage)
