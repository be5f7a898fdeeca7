"""What a file is, told from its bytes and never from its name."""

from __future__ import annotations

import codecs
import io
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from enum import StrEnum

from crm.domain.problems import FileRefused, refuse

HEAD = 65_536  # bytes looked at
ENCODINGS = ("utf-8", "utf-16", "utf-16-le", "utf-16-be", "cp1250", "cp1251", "cp1252", "latin-1")
DELIMITERS = (",", ";", "\t", "|")
UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
MAX_UNPACKED = 256 * 1024 * 1024
STEP = 1 << 20
MAX_RATIO = 200  # real sheets pack 10 to 40 times

MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "kind_pdf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "kind_xls"),
    (b"\x1f\x8b", "kind_compressed"),
    (b"BZh", "kind_compressed"),
    (b"\xfd7zXZ\x00", "kind_compressed"),
    (b"(\xb5/\xfd", "kind_compressed"),
    (b"7z\xbc\xaf\x27\x1c", "kind_compressed"),
    (b"Rar!\x1a\x07", "kind_compressed"),
    (b"\x89PNG", "kind_image"),
    (b"\xff\xd8\xff", "kind_image"),
    (b"GIF8", "kind_image"),
    (b"PAR1", "kind_binary"),
    (b"SQLite format 3\x00", "kind_binary"),
    (b"\x7fELF", "kind_binary"),
)


class Kind(StrEnum):
    """The shapes of table that can be read."""

    CSV = "csv"
    XLSX = "xlsx"
    NDJSON = "ndjson"


def kind_sniff(head: bytes) -> Kind:
    """This function will tell the kind of a file from its first bytes.

    :raises FileRefused: for an empty file and for everything that is not a table, saying what it is.
    """
    if not head:
        raise refuse("empty_file")
    for magic, code in MAGIC:
        if head.startswith(magic):
            raise refuse(code)
    if head.startswith(b"PK\x03\x04"):
        return Kind.XLSX  # ``xlsx_check`` looks inside: any other archive is refused there
    if head.startswith((b"PK\x05\x06", b"PK\x07\x08")):
        raise refuse("kind_zip")
    text = head[3:] if head.startswith(codecs.BOM_UTF8) else head
    start = text.lstrip()[:200].lower()
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<table", b"<script")):
        raise refuse("kind_html")
    if start.startswith(b"<?xml"):
        raise refuse("kind_xml")
    if start.startswith((b"[{", b"[\n", b"[\r", b"[ {", b"[]")):
        raise refuse("kind_json_array")
    if start.startswith(b"{") and b'"' in start[:80]:
        return Kind.NDJSON
    return Kind.CSV


def encoding_detect(head: bytes, declared: str | None = None) -> str:
    """This function will return the codec of a text file: the declared one, else from its mark, else UTF-8.

    UTF-16 without a mark is known by its NUL bytes on every other place. Nothing else is guessed.
    :raises FileRefused: when the declared one is not offered, or the file is UTF-32.
    """
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise refuse("encoding_utf32")
    if head.startswith(codecs.BOM_UTF16_LE):
        return "utf-16-le"
    if head.startswith(codecs.BOM_UTF16_BE):
        return "utf-16-be"
    if declared:
        name = declared.strip().lower().replace("_", "-")
        name = {"utf8": "utf-8", "utf-8-sig": "utf-8", "iso-8859-1": "latin-1", "latin1": "latin-1"}.get(name, name)
        name = name.replace("windows-", "cp")
        if name not in ENCODINGS:
            raise refuse("encoding_unknown", value=declared, allowed=", ".join(ENCODINGS))
        return "utf-16-le" if name == "utf-16" else name
    sample = head[:2000]
    if len(sample) >= 4:
        even, odd = sample[0::2].count(0), sample[1::2].count(0)
        half = len(sample) // 2
        if odd > half * 0.6 and even == 0:
            return "utf-16-le"
        if even > half * 0.6 and odd == 0:
            return "utf-16-be"
    return "utf-8"


def text_decode(chunks: Iterable[bytes], encoding: str, *, is_certain: bool = False) -> Iterator[str]:
    """This function will decode chunks of bytes as they come, without the byte order mark.

    ``is_certain``: the file itself says what it is in, so that no other encoding would mend a fault.

    What comes before a fault is yielded first, so that the reader of the rows can tell the column it stands in.

    :raises FileRefused: at the first NUL, or byte that is not ``encoding``, naming line, character and offset.
    """
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    fed, line, place, first = 0, 1, 1, True
    for chunk, final in _with_end(chunks):
        pending = len(decoder.getstate()[0])
        try:
            text = decoder.decode(chunk, final)
        except UnicodeDecodeError as error:
            good = bytes(error.object[: error.start]).decode(encoding, "ignore")
            good = good.removeprefix("\ufeff") if first else good
            yield from _before_nul(good, line, place)
            line, place = _advance(line, place, good)
            byte, offset = f"0x{error.object[error.start]:02X}", fed - pending + error.start
            raise refuse(
                "damaged_utf16" if is_certain else "undecodable",
                line,
                byte=byte,
                offset=offset,
                character=place,
                encoding=encoding.upper(),
            ) from error
        fed += len(chunk)
        if first and text:
            text, first = text.removeprefix("\ufeff"), False
        if text:
            yield from _before_nul(text, line, place)
            line, place = _advance(line, place, text)


def _before_nul(text: str, line: int, place: int) -> Iterator[str]:
    """Pass a text on, up to the NUL it may hold."""
    nul = text.find("\x00")
    if nul < 0:
        yield text
        return
    yield text[:nul]
    line, place = _advance(line, place, text[:nul])
    raise refuse("nul", line, character=place)


def _with_end(chunks: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    for chunk in chunks:
        yield bytes(chunk), False
    yield b"", True


def _advance(line: int, place: int, text: str) -> tuple[int, int]:
    """Line, and character of the line, after ``text``."""
    newline = "\n" if "\n" in text or "\r" not in text else "\r"
    found = text.count(newline)
    if not found:
        return line, place + len(text)
    return line + found, len(text) - text.rfind(newline)


def delimiter_detect(head: str) -> str:
    """This function will return the delimiter that splits the header best; of equals, the one the rows agree on."""
    lines = _bare_lines(head)
    if not lines:
        return ","
    best, best_rank = ",", (0, 0, 0)
    for place, delimiter in enumerate(DELIMITERS):
        counts = [line.count(delimiter) for line in lines]
        agree = Counter(counts)[counts[0]] if counts[0] else 0
        rank = (agree * counts[0], counts[0], -place)
        if counts[0] and rank > best_rank:
            best, best_rank = delimiter, rank
    return best


def _bare_lines(head: str) -> list[str]:
    """The first lines without what stands in quotes; the last, perhaps cut, is left out unless it is alone."""
    bare, quoted = [], False
    for char in head[:HEAD].replace("\r\n", "\n").replace("\r", "\n"):
        if char == '"':
            quoted = not quoted
        elif not quoted:
            bare.append(char)
    lines = [line for line in "".join(bare).split("\n") if line.strip()][:20]
    return lines[:-1] if len(lines) > 2 else lines


def xlsx_check(body: bytes) -> None:
    """This function will refuse archives that are no workbook and workbooks that unpack to too much, before unpacking.

    :raises FileRefused: with ``kind_zip``, ``bomb`` or ``broken_xlsx``.
    """
    limit = f"{MAX_UNPACKED // 1024 // 1024} MB"
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries}
            if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
                raise refuse("kind_zip")
            if len(entries) > 5_000 or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
                raise refuse("bomb", limit=limit)
            for entry in entries:
                if entry.file_size > 10_000_000 and entry.file_size > entry.compress_size * MAX_RATIO:
                    raise refuse("bomb", limit=limit)
            _honest_sizes(io.BytesIO(body), entries, limit)
    except FileRefused:
        raise
    except (
        zipfile.BadZipFile,
        EOFError,
        NotImplementedError,
        RuntimeError,
        ValueError,
        OSError,
        zlib.error,
        struct.error,
    ) as error:
        raise refuse("broken_xlsx") from error


def _honest_sizes(stream: io.BytesIO, entries: list[zipfile.ZipInfo], limit: str) -> None:
    """Unpack once, keeping nothing, and stop where an entry is longer than it says: the reader would trust it."""
    for entry in entries:
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) or entry.flag_bits & 0x1:
            raise refuse("kind_xls" if entry.flag_bits & 0x1 else "broken_xlsx")
        if entry.compress_type == zipfile.ZIP_STORED:
            continue
        packed, unpacked, engine = entry.compress_size, 0, zlib.decompressobj(-15)
        stream.seek(entry.header_offset + 26)
        name_length, extra_length = struct.unpack("<HH", stream.read(4))
        stream.seek(entry.header_offset + 30 + name_length + extra_length)
        while packed > 0 and not engine.eof:
            block = stream.read(min(STEP, packed))
            if not block:
                raise refuse("broken_xlsx")
            packed -= len(block)
            while block and not engine.eof:
                unpacked += len(engine.decompress(block, STEP))
                block = engine.unconsumed_tail
                if unpacked > entry.file_size:
                    raise refuse("bomb", limit=limit)
