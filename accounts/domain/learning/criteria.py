"""A learned model as criteria of a version."""

from __future__ import annotations

import re

from accounts.domain.icp import VersionSpec
from accounts.domain.icp_facts import RATING, SIGNAL, SIGNAL_COUNT, FactKind, FactRead, fact_spec, fact_split
from accounts.domain.icp_parse import MAX_LABEL
from accounts.domain.icp_rules import Criterion, Table
from accounts.domain.learning.levels import Levels
from accounts.domain.learning.model import Model, WeightedTable

GROUP = "predictive"
TEXTS = {SIGNAL: "Days since %s", SIGNAL_COUNT: "Number of %s", RATING: "Rating by %s"}


def version_of(model: Model) -> VersionSpec:
    """This function will write a model as the criteria of a version, the heaviest first."""
    return VersionSpec(tuple(_criterion(place, table) for place, table in enumerate(model.tables, start=1)))


def _criterion(place: int, table: WeightedTable) -> Criterion:
    names = [_label(levels) for levels in table.levels]
    rule = Table(tuple(levels.axis() for levels in table.levels), tuple(int(share) for share in table.shares))
    slug = re.sub(r"[^a-z0-9]+", "_", "_".join(names).lower()).strip("_")
    key = f"learned_{place:02d}_{slug}"[:40].rstrip("_")
    return Criterion(key, " × ".join(names)[:MAX_LABEL], GROUP, table.weight, rule)


def _label(levels: Levels) -> str:
    family, name = fact_split(levels.key)
    if family in TEXTS:
        return TEXTS[family] % name.replace("_", " ")
    label = fact_spec(FactRead(levels.fact or levels.key, levels.kind)).label
    return f"{label}: {levels.categories[0][0]}" if levels.kind is FactKind.SET else label
