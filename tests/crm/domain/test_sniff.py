"""What a file is, told from its bytes."""

from __future__ import annotations

import pytest

from crm.domain.problems import FileRefused
from crm.domain.sniff import Kind, delimiter_detect, encoding_detect, kind_sniff


def test_kinds_are_told_from_bytes() -> None:
    assert kind_sniff(b"a,b\n1,2\n") is Kind.CSV
    assert kind_sniff(b'\xef\xbb\xbf{"a": 1}') is Kind.NDJSON
    assert kind_sniff(b"PK\x03\x04") is Kind.XLSX


def test_an_encoding_is_taken_from_its_mark_then_as_declared_then_utf_8() -> None:
    assert encoding_detect(b"\xff\xfea\x00") == "utf-16-le"
    assert encoding_detect("ab\n".encode("utf-16-be")) == "utf-16-be"
    assert encoding_detect(b"abc", "Windows-1250") == "cp1250"
    assert encoding_detect(b"abc", "ISO-8859-1") == "latin-1"
    assert encoding_detect(b"abc") == "utf-8"
    with pytest.raises(FileRefused, match="The encoding klingon is not known"):
        encoding_detect(b"abc", "klingon")


def test_the_delimiter_is_the_one_the_lines_agree_on() -> None:
    assert delimiter_detect("a;b,c;d\n1;2,5;3\n4;5,5;6\n") == ";"
    assert delimiter_detect('"a,b,c"\tx\n"d,e,f"\ty\n1\t2\n') == "\t"
    assert delimiter_detect("single\nline\n") == ","
