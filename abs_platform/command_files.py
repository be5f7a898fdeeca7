"""The files that commands are given: the data, block by block, and the mapping."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management import CommandError

CHUNK = 1 << 20  # bytes


def mapping_read(path: Path | None) -> dict[str, Any] | None:
    """This function will read a mapping's JSON; None for no file.

    :raises CommandError: when it cannot be read or is no object.
    """
    if path is None:
        return None
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CommandError(f"the mapping {path} cannot be read: {error}") from error
    if not isinstance(found, dict):
        raise CommandError(f"the mapping {path} is not a JSON object")
    return found


def file_chunks(path: Path) -> Iterator[bytes]:
    """This function will read a file block by block."""
    with path.open("rb") as file:
        while block := file.read(CHUNK):
            yield block
