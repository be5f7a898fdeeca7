"""Files are written in the reader's language, though they are read when the request is over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from types import SimpleNamespace

from django.utils import timezone, translation
from django.utils.translation import gettext_lazy

from common.formats import number_text
from users.downloads import csv_download


def lines(rows, header=("x",)) -> list[str]:
    return b"".join(rows.streaming_content).decode().splitlines()


def test_cells_and_heads_come_in_the_language_and_zone_of_the_request(acme):
    def rows() -> Iterator[tuple[str, str]]:
        yield number_text(1_234_567), timezone.localtime(datetime(2026, 1, 1, 12, tzinfo=UTC)).isoformat()

    request = SimpleNamespace(tenant=acme)
    with translation.override("de"), timezone.override("Europe/Budapest"):
        answer = csv_download(
            request, filename="x.csv", header=[gettext_lazy("Yes"), "at"], rows=rows()  # type: ignore[arg-type, list-item]
        )  # fmt: skip

    assert translation.get_language() == "en"
    assert lines(answer) == ["\ufeffJa,at", "1.234.567,2026-01-01T13:00:00+01:00"]
    assert translation.get_language() == "en"


def test_the_reader_of_a_file_keeps_his_own_language_between_two_lines(acme):
    with translation.override("de"):
        answer = csv_download(
            SimpleNamespace(tenant=acme), filename="x.csv", header=["a"], rows=iter([("1",)])  # type: ignore[arg-type]
        )  # fmt: skip
    assert [translation.get_language() for _ in answer] == ["en", "en", "en"]  # mark, header, row
