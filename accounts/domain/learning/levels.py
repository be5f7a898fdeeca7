"""Levels of a fact: bins of a number, categories of a text, *others* and *unknown*, as an axis of a table has them."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

from accounts.domain.icp_facts import FactKind, fact_kinds
from accounts.domain.icp_rules import Axis
from accounts.domain.learning.frame import HAS, Column, Floats, Ints

MAX_GROUPS = 40  # edges or categories of an axis
MAX_IN_GROUP = 500
MAX_TEXT = 200  # letters of a value a rule can name


@dataclass(frozen=True)
class Levels:
    """A way to cut one fact into levels; ``lookup`` gives the level of each distinct value, and of unknown at its end.

    A number has the edges; a text has categories, each of one or several places in the column's values.
    """

    key: str
    kind: FactKind
    lookup: Ints
    edges: tuple[int, ...] = ()
    categories: tuple[tuple[str, ...], ...] = ()
    fact: str = ""  # where it is not the key

    @property
    def count(self) -> int:
        """How many levels there are, with *others* of a text and *unknown*."""
        return len(self.edges or self.categories) + 2

    def encode(self, column: Column) -> Ints:
        """This function will find the level of every row."""
        return np.asarray(self.lookup[column.codes])

    def axis(self) -> Axis:
        """This function will write the levels as the axis of a table."""
        fact = self.fact or self.key
        is_list = self.kind is FactKind.SET and fact_kinds(fact) != (FactKind.SET,)
        return Axis(fact, self.edges, self.categories, is_list)


def number_levels(column: Column, weight: Floats, most: int = MAX_GROUPS) -> Levels | None:
    """This function will cut a number so that each frequent value stands alone and the rest lie in bins of like size.

    The bin size is the smallest that needs no more than ``most`` edges. Nothing when there are no two values.
    """
    mass = np.bincount(column.codes[column.codes >= 0], weight[column.codes >= 0], len(column.values)).astype(
        np.float64
    )
    present = np.flatnonzero(mass > 0)
    if len(present) < 2:
        return None
    values = [int(column.values[place]) for place in present]
    edges = _edges_within(values, mass[present], most)
    lookup = np.searchsorted(np.array(edges), np.array(column.values, dtype=np.int64), side="right")
    return Levels(column.key, column.kind, np.append(lookup, len(edges) + 1).astype(np.int64), tuple(edges))


def _edges_within(values: list[int], mass: Floats, most: int) -> list[int]:
    low, high = 0.0, float(mass.sum())
    edges = _edges(values, mass, high)
    for _ in range(24):
        middle = (low + high) / 2
        tried = _edges(values, mass, middle)
        if len(tried) > most:
            low = middle
        else:
            high, edges = middle, tried
    return edges if edges else [values[len(values) // 2]]


def _edges(values: list[int], mass: Floats, size: float) -> list[int]:
    """An edge before and after each value as heavy as ``size``, and wherever lighter ones add up to it."""
    edges: set[int] = set()
    filled = 0.0
    for place, value in enumerate(values):
        heavy = mass[place] >= size
        if heavy and place:
            edges.add(value)
        filled = 0.0 if heavy else filled + float(mass[place])
        if (heavy or filled >= size) and place + 1 < len(values):
            edges.add(values[place + 1])
            filled = 0.0
    return sorted(edges)


def text_levels(column: Column, weight: Floats, *, least: int, most: int) -> Levels | None:
    """This function will make a category of each of the ``most`` most frequent values with ``least`` rows or more.

    Rarer ones are *others*. Nothing when no two levels have rows.
    """
    rows = np.bincount(column.codes[column.codes >= 0], minlength=len(column.values))
    mass = np.bincount(column.codes[column.codes >= 0], weight[column.codes >= 0], len(column.values))
    named = [place for place in range(len(rows)) if rows[place] >= least and _can_be_named(str(column.values[place]))]
    named = sorted(named, key=lambda place: (-mass[place], place))[:most]
    if not named or rows.sum() == len(column.codes) == rows[named[0]]:
        return None
    lookup = np.full(len(column.values) + 1, len(named), dtype=np.int64)
    lookup[named] = np.arange(len(named))
    lookup[-1] = len(named) + 1
    categories = tuple((str(column.values[place]),) for place in named)
    return Levels(column.key, column.kind, lookup, (), categories)


def list_levels(column: Column) -> Levels | None:
    """This function will tell lists that have the column's value from others and from unknown ones.

    Nothing when all lists are alike.
    """
    value = str(column.values[HAS])
    rows = np.bincount(column.codes[column.codes >= 0], minlength=len(column.values))
    if not _can_be_named(value) or rows[HAS] == 0 or rows[HAS] == len(column.codes):
        return None
    lookup = np.array([0, 1, 1, 2], dtype=np.int64)  # an empty list lacks the value as any other without it
    return Levels(column.key, column.kind, lookup, (), ((value,),), column.fact)


def _can_be_named(value: str) -> bool:
    return len(value) <= MAX_TEXT and value == value.strip() and "\x00" not in value


def column_levels(column: Column, weight: Floats, *, least: int, most: int) -> Levels | None:
    """This function will cut a column into levels, by its kind."""
    if column.kind is FactKind.SET:
        return list_levels(column)
    if column.kind in (FactKind.INT, FactKind.DAYS):
        return number_levels(column, weight, min(most, MAX_GROUPS))
    return text_levels(column, weight, least=least, most=most)


def merge_levels(levels: Levels, effects: Floats, mass: Floats, most: int = MAX_GROUPS) -> tuple[Levels, Floats]:
    """This function will join categories of like effect until an axis can hold them; *others* and *unknown* stay.

    Two neighbours in effect are joined at a time, those whose joining moves the effects least (Ward's criterion).
    """
    groups: list[tuple[float, float, list[int]]] = sorted(
        (float(effects[place]), max(float(mass[place]), 1e-9), [place]) for place in range(len(levels.categories))
    )
    while len(groups) > most:
        costs = [
            left[1] * right[1] / (left[1] + right[1]) * (right[0] - left[0]) ** 2
            if len(left[2]) + len(right[2]) <= MAX_IN_GROUP
            else np.inf
            for left, right in itertools.pairwise(groups)
        ]
        at = int(np.argmin(costs))
        (e1, m1, p1), (e2, m2, p2) = groups[at], groups[at + 1]
        groups[at : at + 2] = [((e1 * m1 + e2 * m2) / (m1 + m2), m1 + m2, p1 + p2)]
    groups.sort(key=lambda group: -group[0])
    renumber = np.empty(levels.count, dtype=np.int64)
    for number, (_, _, places) in enumerate(groups):
        renumber[places] = number
    renumber[-2:] = (len(groups), len(groups) + 1)
    categories = tuple(tuple(levels.categories[p][0] for p in sorted(places)) for _, _, places in groups)
    joined = Levels(levels.key, levels.kind, renumber[levels.lookup], (), categories)
    return joined, np.array([*(group[0] for group in groups), *effects[-2:]])
