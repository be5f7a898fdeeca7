"""Published figures are kept with their source."""

from __future__ import annotations

from metrics.domain.benchmarks import BENCHMARKS
from metrics.domain.catalogue import METRICS


def test_every_benchmark_names_its_source_and_a_metric_that_exists():
    assert all(benchmark.source for benchmark in BENCHMARKS)
    assert all(benchmark.metric in METRICS for benchmark in BENCHMARKS if benchmark.metric)


def test_benchmarks_have_distinct_keys():
    assert len({benchmark.key for benchmark in BENCHMARKS}) == len(BENCHMARKS)
