"""The report of an examination as JSON: what the command prints, the page draws and the REST interface serves."""

from __future__ import annotations

from datetime import date
from typing import Any

from accounts.domain.learning.evaluation import Evaluation, in_scores
from accounts.domain.learning.leakage import Finding
from accounts.domain.learning.learn import Learned
from accounts.domain.learning.measure import Band, wilson
from accounts.domain.learning.model import Model

DIGITS = 4

REASONS = {
    "blank_until_close": "blank on open deals ({open:.0%} filled in), filled in on closed ones ({closed:.0%})",
    "near_perfect": "tells won from lost almost alone (AUC {auc:.2f})",
    "one_outcome_only": "filled in almost only with one outcome (won {won:.0%}, lost {lost:.0%})",
    "filled_after_outcome": "filled in far more often with one outcome (won {won:.0%}, lost {lost:.0%})",
    "jump": "alone far stronger than a field known beforehand (AUC {auc:.2f}), and filled in on {won:.0%} of the won"
    " and {lost:.0%} of the lost deals",
    "near_perfect_levels": "values that nearly always mean won or lost cover {cover:.0%} of the deals",
    "follows_outcome": "a won deal makes a customer, so it may say how the deal ended",
}


def reason_text(reason: str, numbers: dict[str, float]) -> str:
    """This function will put into words why a field looks as if it was filled in after the outcome."""
    return REASONS[reason].format(**numbers)


def report_json(learned: Learned) -> dict[str, Any]:
    """This function will write a report; shares and areas as numbers from 0 to 1, scores from 0 to 100."""
    evaluation = learned.evaluation
    return {
        "decision": learned.decision,
        "n": learned.n,
        "won": learned.won,
        **_marks(evaluation, learned.model),
        "leaky_fields": [_finding(found) for found in learned.leaks.leaky],
        "suspect_fields": [_finding(found) for found in learned.leaks.suspect],
        "left_out": {name: why for name, why in sorted(learned.left_out.items()) if why != "empty"},
        "warnings": list(learned.warnings),
        "forecast": {
            "win_rate": _r(learned.outlook.rate),
            "low": _r(learned.outlook.low),
            "high": _r(learned.outlook.high),
            "n": learned.outlook.n,
        },
        "options": {"half_life_days": learned.options.half_life_days, "pairs": learned.options.pairs > 0},
        "win_probability": {"intercept": learned.calibration.intercept, "slope": learned.calibration.slope},
    }


def _marks(found: Evaluation | None, model: Model) -> dict[str, Any]:
    if found is None:
        names = ("split", "auc", "auc_low", "auc_high", "lift_top_decile", "black_box_auc", "current_auc", "examined")
        return {**dict.fromkeys(names), "calibration": [], "deciles": [], "black_boxes": {}}
    return {
        "split": found.split,
        "examined": {
            "taught": found.taught,
            "n": found.examined,
            "from": date.fromordinal(found.first_examined).isoformat() if found.first_examined else None,
            "forecast": _r(found.forecast),
            "win_rate": _r(found.actual),
        },
        "auc": _r(found.auc.value) if found.auc else None,
        "auc_low": _r(found.auc.low) if found.auc else None,
        "auc_high": _r(found.auc.high) if found.auc else None,
        "lift_top_decile": _r(found.lift_top),
        "deciles": [{"n": n, "won": won} for n, won in found.deciles],
        "calibration": [_band(band, model) for band in found.bands],
        "black_box_auc": _r(found.black_box_auc),
        "black_boxes": {name: _r(value) for name, value in found.black_boxes.items()},
        "current_auc": _r(found.current_auc),
    }


def _band(band: Band, model: Model) -> dict[str, Any]:
    low, high = wilson(band.won, band.n)
    return {
        "score_from": round(in_scores(model, band.low), 1),
        "score_to": round(in_scores(model, band.high), 1),
        "n": band.n,
        "won": band.won,
        "win_rate": _r(band.won / band.n),
        "win_rate_low": _r(low),
        "win_rate_high": _r(high),
        "forecast": _r(band.forecast),
    }


def _finding(found: Finding) -> dict[str, Any]:
    numbers = {name: round(value, DIGITS) for name, value in found.numbers.items()}
    return {
        "field": found.field,
        "reason": reason_text(found.reason, numbers),
        "code": found.reason,
        "numbers": numbers,
    }


def _r(value: float | None) -> float | None:
    return None if value is None else round(value, DIGITS)
