"""CSV is read strictly, and exactly."""

from __future__ import annotations

import csv
import io

from hypothesis import given, settings
from hypothesis import strategies as st

from crm.domain.csv_strict import csv_records

CELL = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00\r"), max_size=8)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(CELL, min_size=2, max_size=4), min_size=1, max_size=6), st.sampled_from(",;\t|"))
def test_whatever_a_strict_writer_writes_comes_back(table: list[list[str]], delimiter: str) -> None:
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(table)
    found = [cells for _, cells in csv_records([file.getvalue()], delimiter=delimiter, max_field=100)]
    assert found == table


def test_pieces_may_end_anywhere() -> None:
    text = 'a,b\r\n1,"x\r\ny"\r\n2,3\r\n'
    pieces = [text[place : place + 3] for place in range(0, len(text), 3)]
    assert list(csv_records(pieces, delimiter=",", max_field=100)) == [
        (1, ["a", "b"]),
        (2, ["1", "x\r\ny"]),
        (4, ["2", "3"]),
    ]
