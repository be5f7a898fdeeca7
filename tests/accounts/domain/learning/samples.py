"""Deals made up for learning: no randomness but numpy's generator with a fixed seed, so every number is exact."""

from __future__ import annotations

from datetime import date

import numpy as np

from accounts.domain.learning.frame import Frame, number_column, text_column

FIRST_DAY = date(2020, 1, 1).toordinal()


def frame_of(won, *, created=None, groups=None, numbers=None, texts=None) -> Frame:
    columns = [number_column(key, values) for key, values in (numbers or {}).items()]
    columns += [text_column(key, values) for key, values in (texts or {}).items()]
    none = np.full(len(won), -1, dtype=np.int64)
    return Frame(
        tuple(columns),
        np.array(won, dtype=bool),
        none if created is None else np.array(created, dtype=np.int64),
        none if groups is None else np.array(groups, dtype=np.int64),
    )


def signal_frame(n: int = 600, *, seed: int = 7, strength: float = 1.5, dated: bool = True) -> Frame:
    """Deals won more often by software firms and by those between 100 and 500 people; ``noise`` says nothing."""
    rng = np.random.default_rng(seed)
    industry = rng.choice(["software", "retail", "banking"], n)
    employees = rng.integers(1, 1000, n)
    noise = rng.choice(["red", "green", "blue"], n)
    log_odds = strength * (industry == "software") + strength * ((employees >= 100) & (employees < 500)) - strength
    won = rng.random(n) < 1 / (1 + np.exp(-log_odds))
    return frame_of(
        won,
        created=[FIRST_DAY + row for row in range(n)] if dated else None,
        numbers={"employees": [int(value) if row % 10 else None for row, value in enumerate(employees)]},
        texts={"industry": list(industry), "deal.custom.Noise": list(noise)},
    )
