"""A sum of effects, one per level of each term, fitted to won and lost: logistic, shrunk, and the same every time.

The model is a generalised additive one whose terms are tables. Every term's effects come from a normal distribution
around nought whose variance is estimated with them (empirical Bayes, as in a mixed model with crossed random effects;
Breslow and Clayton 1993, JASA 88:9–25): a term that says nothing is drawn to nought, a level with few deals to its
neighbours' mean. Fitted by cyclic Newton steps, which are two histograms each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from accounts.domain.learning.frame import Floats, Ints

CYCLES = 12  # stopped early: later cycles only follow the noise of the deals it learns from
SETTLED = 1e-3  # log-odds: the largest step of a cycle after which nothing moves any more
MIN_SHRINKAGE, MAX_SHRINKAGE = 4.0, 10_000.0  # what stands against a level's deals, in units of their p·(1 − p)
SMALL, SMALL_SHRINKAGE = 1_000, 16.0  # fewer deals than this: at least so much
START_SHRINKAGE = 16.0


@dataclass(frozen=True)
class Fit:
    """Effects in log-odds by term and level, the log-odds of a deal without any, and how strongly each term shrank."""

    intercept: float
    effects: tuple[Floats, ...]
    shrinkage: tuple[float, ...]


def sigmoid(log_odds: Floats) -> Floats:
    """This function will turn log-odds into shares."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(log_odds, -30, 30))))


def fit(codes: Sequence[Ints], counts: Sequence[int], target: Floats, weight: Floats) -> Fit:
    """This function will fit the effects of every term's levels; ``codes`` hold the level of each row."""
    effects = [np.zeros(count) for count in counts]
    shrinkage = [START_SHRINKAGE] * len(counts)
    least = MIN_SHRINKAGE if len(target) >= SMALL else SMALL_SHRINKAGE
    seen = [np.bincount(code, minlength=count) > 0 for code, count in zip(codes, counts, strict=True)]
    won, lost = float(weight @ target), float(weight @ (1 - target))
    intercept = float(np.log((won + 0.5) / (lost + 0.5)))
    log_odds = np.full(len(target), intercept)
    for cycle in range(CYCLES):
        largest = 0.0
        for term, code in enumerate(codes):
            share = sigmoid(log_odds)
            slope = np.bincount(code, weight * (target - share), counts[term])
            bend = np.bincount(code, weight * share * (1 - share), counts[term]) + shrinkage[term]
            step = (slope - shrinkage[term] * effects[term]) / bend
            effects[term] += step
            log_odds += step[code]
            largest = max(largest, float(np.abs(step).max()))
            if cycle:
                variance = float((effects[term][seen[term]] ** 2 + 1 / bend[seen[term]]).mean())
                shrinkage[term] = min(max(1 / variance, least), MAX_SHRINKAGE)
        share = sigmoid(log_odds)
        shift = float(weight @ (target - share)) / max(float(weight @ (share * (1 - share))), 1e-9)
        intercept += shift
        log_odds += shift
        if largest < SETTLED:
            break
    return Fit(intercept, tuple(effects), tuple(shrinkage))
