"""CSV without mercy: whatever Python's reader would accept silently and wrongly is refused with its line and column."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator

from crm.domain.problems import FileRefused, refuse

MAX_LINE = 4_000_000  # characters of one physical line
Record = tuple[int, list[str]]


class LineBroken(Exception):
    """The text ends at a character that cannot be; ``begun`` is what stands before it in its line."""

    def __init__(self, begun: str, refused: FileRefused) -> None:
        super().__init__(begun)
        self.begun, self.refused = begun, refused


def text_lines(text: Iterable[str]) -> Iterator[str]:
    """This function will cut text into lines that keep their ends: at LF, or at CR where no LF comes first.

    :raises LineBroken: from what the text itself raises.
    """
    rest, newline, pieces = "", "", iter(text)
    while True:
        try:
            piece = next(pieces, None)
        except FileRefused as error:
            raise LineBroken(rest, error) from error
        if piece is None:
            break
        rest += piece
        if not newline:
            newline = "\n" if "\n" in rest or "\r" not in rest[:-1] else "\r"
            if "\n" not in rest and "\r" not in rest[:-1] and len(rest) < MAX_LINE:
                newline = ""
                continue
        *lines, rest = rest.split(newline)
        for line in lines:
            yield line + newline
        if len(rest) > MAX_LINE:
            raise refuse("line_too_long", limit=MAX_LINE)
    if rest:
        yield rest


def csv_records(text: Iterable[str], *, delimiter: str, max_field: int) -> Iterator[Record]:
    """This function will yield ``(line, values)``; the line is where the record begins, the header being line 1.

    :raises FileRefused: at an unclosed quote, text after a closing quote, a bare carriage return, an overlong value,
        and what the text itself raises, with the column it stands in.
    """
    window: list[str] = []  # the physical lines of the record being read, kept to find the column of a fault
    consumed = 0

    def feed() -> Iterator[str]:
        nonlocal consumed
        for line in text_lines(text):
            consumed += 1
            window.append(line)
            yield line

    reader = csv.reader(feed(), delimiter=delimiter, strict=True)
    while True:
        started = consumed + 1
        window.clear()
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise fault_locate("".join(window), started, delimiter, max_field, str(error)) from error
        except LineBroken as error:
            column = columns_begun("".join(window) + error.begun, delimiter)
            raise error.refused.at(consumed + 1, str(column)) from error.refused
        if len(window) > 1 or len(window[0]) > max_field:
            for place, value in enumerate(values, start=1):
                if len(value) > max_field:
                    raise refuse("field_too_long", started, str(place), limit=max_field)
        yield started, values


def columns_begun(record: str, delimiter: str) -> int:
    """This function will return the number of the column that the end of a record's beginning stands in."""
    is_quoted, column = False, 1
    for char in record:
        if char == '"':
            is_quoted = not is_quoted
        elif char == delimiter and not is_quoted:
            column += 1
    return column


def fault_locate(record: str, line: int, delimiter: str, max_field: int, reason: str) -> FileRefused:
    """This function will walk one bad record by hand and name the fault with its line and column number."""
    state, column, opened = "start", 1, (line, 1)
    length = 0
    for place, char in enumerate(record):
        length += 1
        following = record[place + 1 : place + 2]
        if state == "quoted":
            if char == '"':
                state = "closing"
        elif state == "closing":
            if char == '"':
                state = "quoted"
            elif char == delimiter:
                state, column, length = "start", column + 1, 0
            elif char not in "\r\n":
                return refuse("quote_after", line, str(column))
            else:
                state = "start"
        elif char == delimiter:
            state, column, length = "start", column + 1, 0
        elif char == '"' and state == "start":
            state, opened = "quoted", (line, column)
        elif char == "\r" and following not in ("\n", ""):
            return refuse("bare_return", line, str(column))
        elif char not in "\r\n":
            state = "plain"
        if length > max_field and state == "plain":
            return refuse("field_too_long", line, str(column), limit=max_field)
        line += char == "\n"
    if state == "quoted":
        return refuse("quote_open", opened[0], str(opened[1]))
    if "limit" in reason:
        return refuse("field_too_long", line, str(column), limit=max_field)
    return refuse("bare_return", line, str(column))
