"""Pages of a list that begin at a row, not at a number: the thousandth page costs what the first one costs.

A list is cut into phases read one after the other (first the rows that have the value it is ordered by, then those that
have none), each in a total order that an index gives.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Field, Model, Q, QuerySet

from common.text import UNSTORABLE


@dataclass(frozen=True)
class Phase:
    """Part of a list: how its rows are asked for, the columns of its total order (name, descending) and the column of
    the wanted key.
    """

    make: Callable[[], QuerySet[Any]]
    order: tuple[tuple[str, bool], ...]
    key: str

    @cached_property
    def rows(self) -> QuerySet[Any]:
        """The rows, made when the list comes to them: most pages end before the last phase."""
        return self.make()


@dataclass(frozen=True)
class KeyPage:
    """Keys of one page, and the cursors of its neighbours; an empty cursor means there is none."""

    keys: list[int]
    before: str
    after: str


Cursor = tuple[int, list[Any]]


def cursor_write(phase: int, values: Sequence[Any]) -> str:
    """This function will put a row's place into text that fits an address."""
    return base64.urlsafe_b64encode(json.dumps([phase, *values], default=str).encode()).decode().rstrip("=")


def cursor_read(text: str, phases: Sequence[Phase]) -> Cursor | None:
    """This function will read a place back; None for nothing, and for anything that is no place in this list."""
    try:
        phase, *values = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, TypeError, binascii.Error, RecursionError):
        return None
    if not isinstance(phase, int) or not 0 <= phase < len(phases) or len(values) != len(phases[phase].order):
        return None
    names = [name for name, _descending in phases[phase].order]
    return (phase, values) if _fits(phases[phase].rows.model, names, values) else None


def _fits(model: type[Model], names: Sequence[str], values: Sequence[Any]) -> bool:
    """Whether the values could stand in the columns; an address can be made up by anybody."""
    for name, value in zip(names, values, strict=True):
        if not isinstance(value, int | str) or isinstance(value, bool) or UNSTORABLE.search(str(value)):
            return False
        field = model._meta.get_field(name)
        assert isinstance(field, Field)  # noqa: S101 - an order names columns, not relations
        try:
            field.to_python(value)
        except (ValidationError, TypeError):  # a number where a moment should be is a TypeError
            return False
    return True


def key_page(phases: Sequence[Phase], *, size: int, after: str = "", before: str = "") -> KeyPage:
    """This function will return the keys of the page after, or before, a place: at most one query a phase.

    A cursor that fits no row's column types is ignored.
    """
    place = cursor_read(before or after, phases)
    backward = bool(before) and place is not None
    found = _read(phases, place, backward=backward, most=size + 1)
    more = len(found) > size
    rows = found[:size][::-1] if backward else found[:size]
    if not rows:
        return KeyPage([], "", "")
    has_next = more if not backward else True
    has_previous = more if backward else place is not None
    return KeyPage(
        keys=[values[-1] for _phase, values in rows],
        before=cursor_write(rows[0][0], rows[0][1][:-1]) if has_previous else "",
        after=cursor_write(rows[-1][0], rows[-1][1][:-1]) if has_next else "",
    )


def _read(phases: Sequence[Phase], place: Cursor | None, *, backward: bool, most: int) -> list[tuple[int, list[Any]]]:
    found: list[tuple[int, list[Any]]] = []
    numbers = range(len(phases))
    for number in reversed(numbers) if backward else numbers:
        if place is not None and (number > place[0] if backward else number < place[0]):
            continue
        phase = phases[number]
        order = [(name, descending != backward) for name, descending in phase.order]
        rows = phase.rows
        if place is not None and number == place[0]:
            rows = rows.filter(_beyond(order, place[1]))
        rows = rows.order_by(*[f"-{name}" if descending else name for name, descending in order])
        columns = [name for name, _descending in phase.order]
        found += [(number, list(row)) for row in rows.values_list(*columns, phase.key)[: most - len(found)]]
        if len(found) >= most:
            break
    return found


def _beyond(order: Sequence[tuple[str, bool]], values: Sequence[Any]) -> Q:
    """Keep what comes after a place. The inclusive bound on the first column is what the index begins at."""
    first, descending = order[0]
    beyond = Q()
    for index, (name, down) in enumerate(order):
        equal = Q(**{column: value for (column, _), value in zip(order[:index], values[:index], strict=True)})
        beyond |= equal & Q(**{f"{name}__{'lt' if down else 'gt'}": values[index]})
    return Q(**{f"{first}__{'lte' if descending else 'gte'}": values[0]}) & beyond
