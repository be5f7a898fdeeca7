"""Fields no table can learn from: constants, identifiers, dates, free text."""

from __future__ import annotations

import re

import numpy as np

from accounts.domain.icp_facts import RATING, SIGNAL, SIGNAL_COUNT, FactKind, fact_split
from accounts.domain.learning.frame import Column, Frame

DATE = re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}([ T].*)?")
SAYING_NOTHING = ("empty", "constant")  # reasons that leave no doubt; other fields are looked at for leaks all the same
MIN_ROWS = 30
DISTINCT_SHARE = 0.9  # of known values that differ: an identifier or free text
DATE_SHARE = 0.9
NUMBERED = 100  # whole numbers of like length that all differ: a running number
COUNTED = (SIGNAL, SIGNAL_COUNT, RATING)  # worked out here, so that they cannot be identifiers
SCALE = 1000  # a custom number's stored units


def unusable(frame: Frame) -> dict[str, str]:
    """This function will name the fields that cannot be learned from: empty, constant, an identifier, or dates."""
    reasons = ((column.key, _reason(column)) for column in frame.columns)
    return {key: reason for key, reason in reasons if reason}


def _reason(column: Column) -> str:
    rows = np.bincount(column.codes[column.codes >= 0], minlength=len(column.values))
    known, distinct = int(rows.sum()), int((rows > 0).sum())
    if not known:
        return "empty"
    if distinct == 1 and known == len(column.codes):
        return "constant"
    if column.kind is FactKind.SET or fact_split(column.key)[0] in COUNTED:
        return ""
    present = [column.values[place] for place in np.flatnonzero(rows)]
    if column.kind is FactKind.TEXT:
        dates = sum(DATE.fullmatch(str(value)) is not None for value in present)
        if dates >= DATE_SHARE * distinct:
            return "dates"
        return "identifier" if known >= MIN_ROWS and distinct >= DISTINCT_SHARE * known else ""
    return "identifier" if _running_number(known, [int(value) for value in present]) else ""


def _running_number(known: int, present: list[int]) -> bool:
    if known < NUMBERED or len(present) < known:
        return False
    scale = SCALE if all(value % SCALE == 0 for value in present) else 1
    return scale == SCALE and len({len(str(value)) for value in present}) == 1 and min(present) > 0
