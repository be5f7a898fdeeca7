"""Tables from bytes: what is read, what is refused, and where."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import openpyxl
import pytest

from accounts.domain.facts import ABSENT
from crm.domain.problems import FileRefused
from crm.domain.sniff import Kind
from crm.domain.table import ReadOptions, Table, table_open


def opened(body: bytes, step: int = 7, **options: Any) -> Table:
    return table_open((body[place : place + step] for place in range(0, len(body), step)), ReadOptions(**options))


def rows(body: bytes, **options: Any) -> list[Any]:
    return list(opened(body, **options).rows)


REFUSED: dict[str, tuple[bytes, str, int | None, str | None]] = {
    "empty": (b"", "empty_file", None, None),
    "blank lines": (b" \n \n", "empty_file", None, None),
    "pdf": (b"%PDF-1.7\n", "kind_pdf", None, None),
    "html": (b"\n<html><table>", "kind_html", None, None),
    "xml": (b'<?xml version="1.0"?>', "kind_xml", None, None),
    "old excel": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "kind_xls", None, None),
    "gzip": (b"\x1f\x8b\x08rest", "kind_compressed", None, None),
    "picture": (b"\x89PNG\r\n", "kind_image", None, None),
    "json array": (b'[{"a": 1}]', "kind_json_array", None, None),
    "cut inside a quote": (b'a,b\n1,"2\n3,4\n', "quote_open", 2, "2"),
    "text after a quote": (b'a,b\n1,"2"x\n', "quote_after", 2, "2"),
    "too few": (b"a,b\n1,2\n3\n", "too_few", 3, "2"),
    "too many": (b"a,b\n1,2,3\n", "too_many", 2, "3"),
    "nul": (b"a,b\n1,2\x00\n", "nul", 2, "2"),
    "nul at once": (b"\x00a,b\n1,2\n", "nul", 1, "1"),
    "nul behind a quoted line end": (b'a,b,c\n1,"x,\ny","z\x00"\n', "nul", 3, "3"),
    "nul in json": (b'{"a": 1}\n{"a": "\x00"}\n', "nul", 2, None),
    "bare return": (b"a,b\n1,x\ry\n", "bare_return", 2, "2"),
    "duplicate header": (b"a,b,a\n1,2,3\n", "header_duplicate", 1, "3"),
    "empty header": (b"a,,b\n1,2,3\n", "header_empty", 1, "2"),
    "value under no header": (b"a,\n1,\n2,x\n", "header_value", 3, "2"),
    "marked as utf-16 and cut": ("\ufeffa,b\n1,2\n".encode("utf-16-le")[:-1], "damaged_utf16", 2, "2"),
    "marked as utf-16 and broken": ("\ufeffa,b\n".encode("utf-16-be") + b"\xd8\x00\x00A", "damaged_utf16", 2, "1"),
    "undecodable": ("a,b\n1,2\nxé,2\n".encode("cp1252"), "undecodable", 3, "1"),
    "undecodable in the header": ("a,é\n1,2\n".encode("cp1252"), "undecodable", 1, "2"),
    "undecodable at once": ("é,b\n1,2\n".encode("cp1252"), "undecodable", 1, "1"),
    "undecodable behind blank lines": ("\n\né,b\n".encode("cp1252"), "undecodable", 3, "1"),
    "undecodable and semicolons": ('a;b;c\r\n1;"2;";é\r\n'.encode("cp1252"), "undecodable", 2, "3"),
    "long value": (b"a,b\n1," + b"x" * 33_000 + b"\n", "field_too_long", 2, "2"),
    "many columns": (b",".join(b"h%d" % n for n in range(10_000)) + b"\n", "too_many_columns", 1, None),
    "bad json": (b'{"a": 1}\n{a}\n', "json_bad", 2, None),
    "twice in json": (b'{"a": 1}\n{"a": 1, "a": 2}\n', "json_duplicate", 2, "a"),
    "no object": (b'{"a": 1}\n[1]\n', "json_not_object", 2, None),
    "nul in a value of json": (b'{"a": ["\\u0000"]}\n', "json_value", 1, None),
    "half a surrogate in json": (b'{"a": 1}\n{"a": {"b": "\\ud800"}}\n', "json_value", 2, None),
    "half a surrogate in a name of json": (b'{"\\udfff": 1}\n', "json_value", 1, None),
    "not a number in json": (b'{"a": NaN}\n', "json_value", 1, None),
    "utf-32": ("a,b\n".encode("utf-32"), "encoding_utf32", None, None),
}


@pytest.mark.parametrize("name", list(REFUSED))
def test_what_is_no_sound_table_is_refused_at_its_place(name: str) -> None:
    body, code, line, column = REFUSED[name]
    with pytest.raises(FileRefused) as caught:
        rows(body) if len(body) < 5_000 else list(opened(body, step=4_096).rows)
    problem = caught.value.problem
    assert (problem.code, problem.line, problem.column) == (code, line, column)


def test_the_undecodable_byte_is_named_with_its_offset_and_the_encodings_offered() -> None:
    with pytest.raises(
        FileRefused, match=r"0xE9 \(character 2 of the line, offset 9 of the file\) is not UTF-8.*cp1250"
    ):
        rows("a,b\n1,2\nxé,2\n".encode("cp1252"))
    assert rows("a,b\n1,2\nxé,2\n".encode("cp1252"), encoding="cp1252")[1] == (3, ["xé", "2"])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_delimiters_and_line_ends_are_found_by_looking(encoding: str, mark: str, end: str) -> None:
    body = end.join([f"name{mark}city", f"Ánn{mark}Győr", f'"a{mark}b"{mark}"say ""hi"""', ""]).encode(encoding)
    table = opened(body)
    assert (table.header, [cells for _, cells in table.rows]) == (
        ["name", "city"],
        [["Ánn", "Győr"], [f"a{mark}b", 'say "hi"']],
    )


def test_a_line_break_inside_quotes_counts_the_lines_after_it_rightly() -> None:
    assert rows(b'a,b\n1,"x\ny"\n2,3\n') == [(2, ["1", "x\ny"]), (4, ["2", "3"])]


def test_an_empty_column_hanging_on_a_trailing_comma_is_left_out_and_told() -> None:
    table = opened(b"a,b,\n1,2,\n")
    assert (table.header, list(table.rows)) == (["a", "b"], [(2, ["1", "2"])])
    assert table.warnings[0].code == "header_dropped"


def test_json_lines_keep_their_types_and_tell_absent_from_null() -> None:
    table = opened(b'{"a": 1, "b": [1, 2]}\n\n{"a": null, "c": 1.50}\n')
    assert table.kind is Kind.NDJSON
    assert table.header == ["a", "b", "c"]
    assert list(table.rows) == [(1, [1, [1, 2], ABSENT]), (3, [None, ABSENT, "1.50"])]


def workbook(*lines: list[Any]) -> bytes:
    book, body = openpyxl.Workbook(), io.BytesIO()
    for line in lines:
        book.active.append(line)
    book.save(body)
    return body.getvalue()


def test_a_workbook_is_known_by_its_bytes_and_read_as_a_person_would_type_it() -> None:
    table = opened(workbook(["name", "employees", "share"], ["Ann", 12, 0.5], [None, None, None], ["Bob", 1e6, True]))
    assert table.kind is Kind.XLSX
    assert list(table.rows) == [(2, ["Ann", "12", "0.5"]), (4, ["Bob", "1000000", "true"])]


def archive(**files: bytes) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as found:
        for name, content in files.items():
            found.writestr(name.replace("__", "/"), content)
    return body.getvalue()


def test_another_archive_is_no_workbook() -> None:
    with pytest.raises(FileRefused) as caught:
        opened(archive(**{"photo.txt": b"x"}), step=10_000)
    assert caught.value.problem.code == "kind_zip"


def test_a_workbook_that_unpacks_a_thousandfold_is_refused_unread() -> None:
    body = archive(**{"[Content_Types].xml": b"<x/>", "xl__sheet.xml": b"0" * 30_000_000})
    with pytest.raises(FileRefused) as caught:
        opened(body, step=100_000)
    assert caught.value.problem.code == "bomb"


def test_a_workbook_that_lies_about_its_size_is_refused() -> None:
    body = archive(**{"[Content_Types].xml": b"<x/>", "xl__sheet.xml": b"0" * 100_000})
    real, said = (100_000).to_bytes(4, "little"), (1_000).to_bytes(4, "little")
    with pytest.raises(FileRefused) as caught:
        opened(body.replace(real, said), step=100_000)
    assert caught.value.problem.code in ("bomb", "broken_xlsx")
