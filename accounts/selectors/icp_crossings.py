"""Who would cross a line of the tiers under a draft: part of the preview's one statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from accounts.selectors.score_lines import ScoreLine

NAMED = 5  # accounts told by name, of each line and direction

UP = "n.old IS NOT NULL AND (n.old < l.enter OR n.out_old) AND n.new >= l.enter AND NOT n.out_new"
DOWN = "n.old >= l.stay AND NOT n.out_old AND (n.new < l.stay OR n.out_new)"
# Reads n (id, old, new, out_old, out_new) of the preview; parameters as ``crossings_params`` orders them.
CROSSINGS = f"""
    SELECT json_agg(c ORDER BY c.place) FROM (
        SELECT l.place,
               (SELECT count(*) FROM n WHERE {UP}) AS up,
               (SELECT json_agg(id) FROM (SELECT n.id FROM n WHERE {UP} ORDER BY n.new DESC, n.id LIMIT %s) e) AS risen,
               (SELECT count(*) FROM n WHERE {DOWN}) AS down,
               (SELECT json_agg(id) FROM (SELECT n.id FROM n WHERE {DOWN} ORDER BY n.old DESC, n.id LIMIT %s) e)
                   AS fallen
          FROM unnest(%s::int[], %s::int[]) WITH ORDINALITY AS l (enter, stay, place)) c
"""  # noqa: S608 - fixed texts only


@dataclass(frozen=True)
class Crossing:
    """A line with how many would reach it and how many would fall under it, and the first of both by name."""

    line: ScoreLine
    up: int
    risen: tuple[tuple[str, str], ...]  # public id, name
    down: int
    fallen: tuple[tuple[str, str], ...]


def crossings_params(lines: Sequence[ScoreLine]) -> list[Any]:
    """This function will return the parameters of ``CROSSINGS``."""
    return [NAMED, NAMED, [line.enter_milli for line in lines], [line.stay_milli for line in lines]]


def crossing_keys(rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """This function will return the keys of all that are told by name."""
    return [key for row in rows for key in [*(row["risen"] or []), *(row["fallen"] or [])]]


def crossings(
    lines: Sequence[ScoreLine], rows: Sequence[Mapping[str, Any]], names: Mapping[int, tuple[str, str]]
) -> tuple[Crossing, ...]:
    """This function will put counts and names beside their lines."""
    return tuple(
        Crossing(
            line,
            row["up"],
            tuple(names[key] for key in row["risen"] or []),
            row["down"],
            tuple(names[key] for key in row["fallen"] or []),
        )
        for line, row in zip(lines, rows, strict=True)
    )
