"""Letters with variables: ``[contact name]``, ``[company]``, ``[challenge]``, ``[similar company]``, ``[results]``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

VARIABLES = ("contact name", "company", "challenge", "similar company", "results")
_VARIABLE = re.compile(r"\[([^\[\]\n]{1,60})\]")


class UnknownVariable(ValueError):
    """A template asks for something this product does not know; ``names`` holds them in order of appearance."""

    def __init__(self, names: tuple[str, ...]) -> None:
        """This function will keep the names for the message shown beside the field."""
        super().__init__(", ".join(names))
        self.names = names


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the filled text. ``is_missing`` pieces hold the variable's own name, to be shown as missing."""

    text: str
    variable: str | None = None
    is_missing: bool = False


@dataclass(frozen=True, slots=True)
class Rendered:
    """A filled template. ``missing`` names the variables without a value; such a text is not ready to send."""

    pieces: tuple[Piece, ...]
    missing: tuple[str, ...]

    @property
    def text(self) -> str:
        """This function will return the plain text; a missing value stays visible as ``[name: missing]``."""
        return "".join(f"[{p.text}: missing]" if p.is_missing else p.text for p in self.pieces)


def variable_name(raw: str) -> str:
    """This function will fold case and inner spaces: ``[Contact  Name]`` is ``contact name``."""
    return " ".join(raw.split()).casefold()


def template_check(text: str) -> None:
    """This function will accept a text whose variables are all known.

    :raises UnknownVariable: naming every other one, once.
    """
    used = dict.fromkeys(variable_name(found) for found in _VARIABLE.findall(text))
    unknown = tuple(name for name in used if name not in VARIABLES)
    if unknown:
        raise UnknownVariable(unknown)


def template_render(*, text: str, values: Mapping[str, str | None]) -> Rendered:
    """This function will fill a text; a value that is absent, ``None`` or blank is missing, never an empty string.

    :raises UnknownVariable: when the text uses a variable this product does not know.
    """
    template_check(text)
    pieces: list[Piece] = []
    missing: dict[str, None] = {}
    position = 0
    for found in _VARIABLE.finditer(text):
        if found.start() > position:
            pieces.append(Piece(text[position : found.start()]))
        name = variable_name(found[1])
        value = (values.get(name) or "").strip()
        if value:
            pieces.append(Piece(value, variable=name))
        else:
            pieces.append(Piece(name, variable=name, is_missing=True))
            missing[name] = None
        position = found.end()
    if position < len(text):
        pieces.append(Piece(text[position:]))
    return Rendered(tuple(pieces), tuple(missing))
