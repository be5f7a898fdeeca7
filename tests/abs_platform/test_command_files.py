"""What commands are given is read as it is, and a useless mapping is refused by name."""

from __future__ import annotations

import pytest
from django.core.management import CommandError

from abs_platform.command_files import CHUNK, file_chunks, mapping_read


def test_a_mapping_is_an_object_or_absent(tmp_path):
    (tmp_path / "mapping.json").write_text('{"columns": {}}')

    assert mapping_read(None) is None
    assert mapping_read(tmp_path / "mapping.json") == {"columns": {}}


@pytest.mark.parametrize(
    ("text", "message"), [("{", "cannot be read"), ("[1]", "is not a JSON object"), (None, "cannot be read")]
)
def test_another_mapping_is_refused(tmp_path, text, message):
    path = tmp_path / "mapping.json"
    if text is not None:
        path.write_text(text)

    with pytest.raises(CommandError, match=message):
        mapping_read(path)


def test_a_file_comes_block_by_block(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"x" * (CHUNK + 1))

    assert [len(block) for block in file_chunks(path)] == [CHUNK, 1]
