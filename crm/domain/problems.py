"""What can be wrong with a file: a code for machines, a sentence for people, and the place.

The place is a line (the header's is 1) and a column: its number, counted from 1, where the shape of the file is at
fault; its header where a value is. A character of the line is named in the sentence alone, as ``character``.
"""

from __future__ import annotations

from accounts.domain.problems import N_, Problem

FILE_TEXTS: dict[str, str] = {
    # the whole file
    "empty_file": N_("The file is empty."),
    "no_rows": N_("The file has a header but no rows."),
    "kind_pdf": N_("This is a PDF document, not a table. Export the table as CSV or XLSX."),
    "kind_html": N_("This is an HTML page, not a table. Export the table as CSV or XLSX."),
    "kind_xml": N_("This is an XML document, not a table. Export the table as CSV or XLSX."),
    "kind_xls": N_("This is an old Excel file (.xls) or an encrypted workbook. Save it as XLSX without a password."),
    "kind_zip": N_("This is a ZIP archive, not a workbook. Unpack it and import the table inside."),
    "kind_compressed": N_("This file is compressed. Unpack it and import the table inside."),
    "kind_image": N_("This is a picture, not a table."),
    "kind_binary": N_("This is a binary file, not a table. Export the table as CSV or XLSX."),
    "kind_json_array": N_("This is a JSON array. Send one JSON object per line instead (NDJSON)."),
    "too_large": N_("The file is larger than {limit}."),
    "bomb": N_("The workbook unpacks to more than {limit}; it is refused unread."),
    "broken_xlsx": N_("The workbook is damaged and cannot be read."),
    "no_sheet": N_("The workbook has no sheet named {value}."),
    "encoding_unknown": N_("The encoding {value} is not known; choose one of {allowed}."),
    "encoding_utf32": N_("The file is in UTF-32. Save it as UTF-8."),
    "undecodable": N_(
        "Byte {byte} (character {character} of the line, offset {offset} of the file) is not {encoding}. "
        'Name the encoding of the file in the mapping: "encoding": "cp1250", "cp1251", "cp1252" or "latin-1".'
    ),
    "damaged_utf16": N_(
        "The file says it is in UTF-16, but is cut off or damaged here (character {character} of the line, offset "
        "{offset} of the file). Export it again."
    ),
    "read_no_further": N_(
        "More than {limit} rows have faults, so the file was read no further than this line and there may be more of"
        " them."
    ),
    # its shape
    "nul": N_("There is a NUL character in the text (character {character} of the line)."),
    "quote_open": N_("A quoted value begins here and is never closed (or is longer than 32,768 characters)."),
    "quote_after": N_("There is text after the closing quote; a quote inside a value is written twice."),
    "bare_return": N_("There is a bare carriage return inside an unquoted value."),
    "too_few": N_("The row has {found} values but the header has {expected}."),
    "too_many": N_("The row has {found} values but the header has {expected}."),
    "too_many_columns": N_("The file has more than {limit} columns."),
    "field_too_long": N_("The value is longer than {limit} characters."),
    "line_too_long": N_("The line is longer than {limit} characters."),
    "header_duplicate": N_("The header {value} appears twice."),
    "header_empty": N_("Column {column} has no header."),
    "header_dropped": N_("Column {column} has neither header nor values and is left out."),
    "header_value": N_("Column {column} has no header but holds a value here."),
    "json_bad": N_("The line is not valid JSON from character {character} on: {value}."),
    "json_value": N_("The line is not valid JSON: {value}."),
    "json_not_object": N_("The line is not a JSON object."),
    "json_duplicate": N_("The key {value} appears twice in the object."),
    "key_ignored": N_("The key {value} is not mapped and is left out."),
    # rows that give way
    "superseded": N_("A later row is about the same record and wins: line {value}."),
    # hints beside a preview
    "duplicate_column": N_("The columns {value} hold the same values in every row looked at."),
    "column_blank": N_("The column {value} is blank in every row looked at."),
}


class FileRefused(Exception):
    """A file cannot be read as a table; nothing of it is stored."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem

    def at(self, line: int, column: str) -> FileRefused:
        """This function will return the same refusal at a place that was found later."""
        return FileRefused(self.problem.at(line, column))


def file_problem(code: str, line: int | None = None, place: str | None = None, /, **params: object) -> Problem:
    """This function will describe a fault of the file at a place."""
    shown = {key: str(value) for key, value in params.items()}
    return Problem(code, line, place, shown, FILE_TEXTS[code])


def refuse(code: str, line: int | None = None, place: str | None = None, /, **params: object) -> FileRefused:
    """This function will make the error for a fault of the file (to be raised by the caller)."""
    return FileRefused(file_problem(code, line, place, **params))
