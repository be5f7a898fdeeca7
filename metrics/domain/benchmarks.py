"""Published figures to compare with; none of them is a promise.

Source: docs/formulas.md#benchmarks.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One published figure, what it is about, and who says so."""

    key: str
    metric: str  # the metric it may be held against, or empty
    low: Decimal
    high: Decimal | None
    unit: str
    source: str


BENCHMARKS: tuple[Benchmark, ...] = (
    Benchmark("ltv_cac_healthy", "ltv_cac", Decimal(3), Decimal(5), "ratio", "metrictoolbox.com, prooflytics.io"),
    Benchmark("acv_uplift", "acv", Decimal("0.75"), None, "share", "TOPO"),
    Benchmark("ltv_uplift", "ltv_margin", Decimal("1.50"), None, "share", "TOPO"),
    Benchmark("deal_size_suits", "ads", Decimal(50_000), None, "USD", "sales guide"),
    Benchmark("cycle_suits", "cycle_days", Decimal(90), None, "days", "sales guide"),
    Benchmark("stakeholders", "", Decimal("5.4"), Decimal("6.8"), "people", "encyclopaedia; sales guide"),
    Benchmark("months_to_outperform", "", Decimal(12), Decimal(24), "months", "sales guide"),
    Benchmark("sdr_per_ae", "", Decimal(1), Decimal("2.5"), "AE per SDR", "sales guide"),
)
